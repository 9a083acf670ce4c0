"""Notes to those who proposed: one page each, in plain and kind words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lodestar.prioritise.models import Quantity
from lodestar.prioritise.papers.board import long_date, per_thousand, pounds_of, why_not
from lodestar.prioritise.queries import Choice, ChosenRow, LevelAt, NoteFacts, least_funded
from lodestar.ui.charts.numbers import plain, share
from lodestar.ui.paper import Block, Facts, Heading, Items, NewPage, Paper, Words

# Above it, a higher probability is nothing that anyone could have brought about.
HIGHEST_SAID = 0.99
STEPS = {"people": 1.0, "benefit": 0.1, "probability": 0.01, "cost": 1.0}
NEARLY = 1e-9


@dataclass(frozen=True)
class Note:
    """The words of one note, in their parts: for the page and for the paper alike."""

    heading: str
    proposer: str
    lead: str
    reason: str
    judged_on: tuple[tuple[str, str], ...]
    stood: tuple[str, ...]
    would_differ: tuple[str, ...]
    ask: str


def note_words(facts: NoteFacts) -> Note:
    """A note in words."""
    row = facts.row
    return Note(
        heading=facts.intervention.name,
        proposer=facts.intervention.proposed_by,
        lead=_lead(facts),
        reason=_reason(facts),
        judged_on=tuple(_judged_on(facts, row)) if row else (),
        stood=tuple(_stood(facts, row)) if row else (),
        would_differ=tuple(_would_differ(facts)),
        ask=_ask(facts.choice),
    )


def notes_paper(notes: Sequence[NoteFacts]) -> Paper:
    """Notes in one file, each on a page of its own. There is at least one."""
    choice = notes[0].choice
    programme = choice.state["programme"]
    several = _("%(programme)s: notes to those who proposed") % {"programme": programme["name"]}
    title = notes[0].intervention.name if len(notes) == 1 else several
    blocks: list[Block] = []
    for place, facts in enumerate(notes):
        if place:
            blocks.append(NewPage())
        blocks += _blocks(note_words(facts), with_heading=len(notes) > 1)
    day = _("Decided on %(day)s") % {"day": long_date(choice.decided_on)} if choice.decided_on else ""
    return Paper(
        title=title,
        organisation=programme["organisation"],
        subtitle=" · ".join(part for part in (programme["name"], day) if part),
        foot=f"{programme['name']} · {choice.decision_id}",
        page_words=_("Page {page} of {pages}"),
        blocks=tuple(blocks),
    )


def _blocks(note: Note, *, with_heading: bool) -> Iterator[Block]:
    level = 2 if with_heading else 1
    if with_heading:
        yield Heading(note.heading)
    if note.proposer:
        yield Words(_("To: %(name)s") % {"name": note.proposer}, "quiet")
    yield Words(note.lead, "lead")
    if note.reason:
        yield Words(note.reason, "callout")
    if note.judged_on:
        yield Heading(_("What it was judged on"), level)
        yield Facts(note.judged_on)
    if note.stood:
        yield Heading(_("Where it stood"), level)
        yield Items(note.stood)
    if note.would_differ:
        yield Heading(_("What would have had to differ"), level)
        yield Items(note.would_differ)
    yield Heading(_("Whom to ask"), level)
    yield Words(note.ask)


def _lead(facts: NoteFacts) -> str:
    said = {"name": facts.intervention.name}
    if facts.row is None:
        return _("Thank you for proposing “%(name)s”. It could not be weighed this time.") % said
    if facts.is_funded:
        return _("Thank you for proposing “%(name)s”. It is funded.") % said
    return _("Thank you for proposing “%(name)s”. It is not funded this time. This page says why.") % said


def _reason(facts: NoteFacts) -> str:
    if facts.row is None:
        return facts.why_out
    if facts.is_funded:
        return facts.row.reason or facts.choice.reason
    return why_not(facts.row, facts.choice)


def _judged_on(facts: NoteFacts, row: ChosenRow) -> Iterator[tuple[str, str]]:
    numbers = facts.choice.estimates.get(row.key, {})
    figures = {
        Quantity.PEOPLE: plain(row.people),
        Quantity.BENEFIT: plain(row.benefit),
        Quantity.PROBABILITY: share(row.probability, 1),
        Quantity.COST: pounds_of(row.cost),
    }
    for quantity, figure in figures.items():
        given = numbers.get(quantity.value, {})
        source = _("Source: %(source)s") % {"source": given["source"]} if given.get("source") else ""
        unit = given.get("unit", "") if quantity in {Quantity.PEOPLE, Quantity.BENEFIT} else ""
        yield str(quantity.label), "\n".join(part for part in (f"{figure} {unit}".strip(), source) if part)
    yield _("Value"), _("%(value)s: people × benefit × probability") % {"value": plain(row.value)}


def _stood(facts: NoteFacts, row: ChosenRow) -> Iterator[str]:
    choice = facts.choice
    words = _("By value for money it stood at place %(rank)d of %(all)d that were weighed.")
    yield words % {"rank": row.rank, "all": len(choice.rows)}
    if row.value_for_money is not None:
        yield _("£1,000 spent on it gives %(own)s of value.") % {"own": per_thousand(row.value_for_money)}
        least = least_funded(choice)
        if least is not None and not row.is_funded:
            yield _("With the last of those that the figures alone fund, £1,000 gives %(least)s.") % {"least": per_thousand(least)}
    said = {"budget": pounds_of(choice.budget_pence / 100), "count": choice.chosen.count, "left": pounds_of(choice.left)}
    yield _("The budget was %(budget)s: it funds %(count)d, and %(left)s is left over.") % said
    if facts.chance is not None:
        words = _("Given how unsure the numbers are, the chance that it belongs among those funded is %(chance)s.")
        yield words % {"chance": share(facts.chance, 1)}


def _would_differ(facts: NoteFacts) -> Iterator[str]:
    if facts.row is None or facts.is_funded:
        return
    if facts.row.departs:
        yield _("Nothing about its figures: they alone would have funded it. It was left out for the reason given above.")
        return
    told = list(_flips(facts))
    yield from told
    if not told and facts.level_at is not None:
        words = _("With any one of these it would have stood level with the last of those that the figures fund: %(changes)s.")
        yield words % {"changes": "; ".join(_level(facts.level_at))}


def _level(level: LevelAt) -> Iterator[str]:
    """Each number rounded to the side on which what is said holds."""
    if level.cost is not None and level.cost >= 1:
        yield _("a cost of %(cost)s or less") % {"cost": pounds_of(math.floor(level.cost))}
    if level.people is not None:
        yield _("%(people)s people or more") % {"people": plain(math.ceil(level.people))}
    if level.benefit is not None:
        yield _("a benefit of %(benefit)s or more for each person") % {"benefit": plain(math.ceil(level.benefit * 10) / 10)}
    if level.probability is not None and level.probability <= HIGHEST_SAID:
        yield _("a probability of success of %(share)s or more") % {"share": share(math.ceil(level.probability * 100), 100)}


def _flips(facts: NoteFacts) -> Iterator[str]:
    """The numbers at which the best choice would have turned towards it."""
    for flip in facts.flips:
        if facts.intervention.public_id in flip["then"]["enters"] and flip["field"] in STEPS:
            quantity, step = Quantity(flip["field"]), STEPS[flip["field"]]
            # Rounded to the side on which what is said holds.
            at = step * (math.ceil(flip["at"] / step - NEARLY) if flip["at"] > flip["from"] else math.floor(flip["at"] / step + NEARLY))
            words = _("%(number)s of %(at)s instead of %(from)s, the other numbers as they are, would have brought it in.")
            yield words % {"number": quantity.label, "at": _written(quantity, at), "from": _written(quantity, flip["from"])}


def _written(quantity: Quantity, value: float) -> str:
    if quantity == Quantity.COST:
        return pounds_of(value)
    return share(value, 1) if quantity == Quantity.PROBABILITY else plain(value)


def _ask(choice: Choice) -> str:
    organisation = choice.state["programme"]["organisation"]
    if choice.decided_by:
        words = _(
            "%(who)s at %(organisation)s decided, and will gladly explain. "
            "You can ask to see every number, and to put a new one forward for next year."
        )
        return words % {"who": choice.decided_by, "organisation": organisation}
    return _("%(organisation)s decided, and will gladly explain.") % {"organisation": organisation}
