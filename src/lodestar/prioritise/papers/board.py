"""The board paper: the recommendation in one sentence first, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.prioritise.forms.words import words_of_year
from lodestar.prioritise.models import FOUR_NUMBERS, Commitment, Grade, Involvement, Quantity
from lodestar.prioritise.queries import Choice, ChosenRow
from lodestar.ui.charts.figure import Finding
from lodestar.ui.charts.frontier import Answer, Frontier, Step, draw_frontier
from lodestar.ui.charts.numbers import plain, share, short_money, whole_money
from lodestar.ui.charts.triangles import Option, ValueTriangles, draw_triangles
from lodestar.ui.paper import Block, Column, Facts, Figures, Grid, Heading, Items, Paper, Words, chart_of

SURE, UNSURE = "core", "exterior"


def board_paper(choice: Choice) -> Paper:
    """A choice, decided or recommended, as a paper for those who decide: A4, to be read from the top until one has read enough."""
    programme = choice.state["programme"]
    return Paper(
        title=_("%(programme)s: what to fund") % {"programme": programme["name"]},
        organisation=programme["organisation"],
        subtitle=_subtitle(choice),
        foot=_foot(choice),
        page_words=_("Page {page} of {pages}"),
        blocks=tuple(_blocks(choice)),
    )


def recommendation(choice: Choice) -> str:
    """The whole paper in one sentence."""
    facts = {
        "count": choice.chosen.count,
        "all": len(choice.rows),
        "cost": pounds_of(choice.chosen.cost),
        "budget": pounds_of(choice.budget_pence / 100),
        "share": share(choice.chosen.value, choice.everything.value),
    }
    if choice.is_decided:
        words = _("%(count)d of %(all)d interventions are funded for %(cost)s of a budget of %(budget)s.")
    else:
        words = _("The board is asked to fund %(count)d of %(all)d interventions for %(cost)s of a budget of %(budget)s.")
    if choice.everything.value <= 0:
        return words % facts
    return f"{words % facts} {_('They give %(share)s of the value on the table.') % facts}"


def pounds_of(amount: float) -> str:
    """Pounds in full, pence where there are any."""
    return whole_money(round(amount, 2))


def long_date(day: date | str) -> str:
    return date_format(date.fromisoformat(day) if isinstance(day, str) else day, "j F Y")


def _subtitle(choice: Choice) -> str:
    year = _("Financial year %(year)s") % {"year": words_of_year(choice.state["programme"]["financial_year"])}
    if choice.decided_on is None:
        return _("%(year)s · For decision") % {"year": year}
    said = {"year": year, "day": long_date(choice.decided_on), "who": choice.decided_by}
    return (_("%(year)s · Decided on %(day)s by %(who)s") if choice.decided_by else _("%(year)s · Decided on %(day)s")) % said


def _foot(choice: Choice) -> str:
    receipt = choice.decision_id or choice.result["inputs_digest"][:12]
    return f"{choice.state['programme']['name']} · {receipt}"


def _blocks(choice: Choice) -> Iterator[Block]:
    yield Words(recommendation(choice), "lead")
    yield _figures(choice)
    if choice.reason:
        yield Words(choice.reason, "callout")
    yield from _funded(choice)
    yield from _not_funded(choice)
    yield from _departures(choice)
    yield from _pictures(choice)
    yield from _ways(choice)
    yield from _uncertainty(choice)
    yield from _fairness(choice)
    yield from _rules(choice)
    yield from _took_part(choice)
    yield from _evidence(choice)
    yield from _kept_out(choice)
    yield from _worked_out(choice)


def _figures(choice: Choice) -> Figures:
    return Figures(
        (
            (pounds_of(choice.budget_pence / 100), _("Budget")),
            (pounds_of(choice.chosen.cost), _("Cost of what is funded")),
            (pounds_of(choice.left), _("Left over")),
            (share(choice.chosen.value, choice.everything.value), _("of the value on the table")),
        )
    )


def _funded(choice: Choice) -> Iterator[Block]:
    yield Heading(_("What is funded") if choice.is_decided else _("What is recommended"))
    if not choice.funded:
        yield Words(_("Nothing."))
        return
    columns = (Column(_("Intervention"), share=5), Column(_("Area"), share=3), Column(_("Cost"), numeric=True), *_value_columns())
    rows = tuple((_named(row), row.area, pounds_of(row.cost), *_values(row)) for row in choice.funded)
    yield Grid(_("What is funded, best value for money first"), columns, rows)
    yield Words(_("Best value for money first. Value = people × benefit × probability; best estimates are used."), "quiet")


def _not_funded(choice: Choice) -> Iterator[Block]:
    if not choice.not_funded:
        return
    yield Heading(_("What is not funded, and why"))
    columns = (Column(_("Intervention"), share=4), Column(_("Cost"), numeric=True), *_value_columns(), Column(_("Why"), share=5))
    rows = tuple((_named(row), pounds_of(row.cost), *_values(row), why_not(row, choice)) for row in choice.not_funded)
    yield Grid(_("What is not funded, best value for money first"), columns, rows)


def why_not(row: ChosenRow, choice: Choice) -> str:
    """Why an intervention is not funded, in one sentence: the reason that was given, else what the calculation says."""
    if row.reason:
        return row.reason
    if row.commitment == Commitment.NEVER:
        return row.commitment_reason or _("It was settled beforehand that it is not funded.")
    if row.value <= 0:
        return _("As it is estimated now it does no good: its value is %(value)s.") % {"value": plain(row.value)}
    if row.why:
        return row.why
    least = min((one.value_for_money for one in choice.funded if _on_figures(one)), default=None)  # type: ignore[type-var]
    if least is not None and row.value_for_money is not None and row.value_for_money < least:
        words = _("£1,000 gives %(own)s here; among those funded on the figures alone it gives %(least)s or more.")
        return words % {"own": per_thousand(row.value_for_money), "least": per_thousand(least)}
    return _("What it costs buys more value when it is spent on the others together.")


def _on_figures(row: ChosenRow) -> bool:
    """Whether it is the figures alone that fund it, and not a commitment or a departure."""
    return row.value_for_money is not None and row.commitment == Commitment.OPEN and not row.departs


def _departures(choice: Choice) -> Iterator[Block]:
    if not choice.departures:
        return
    yield Heading(_("Where this departs from the best there is"))
    optimum = choice.ways["optimum"]
    if optimum is not None and choice.everything.value > 0:
        words = _(
            "The calculation alone would fund %(count)d interventions for %(cost)s. "
            "The departures below give up %(lost)s of the value on the table."
        )
        lost = share(optimum.value - choice.chosen.value, choice.everything.value)
        yield Words(words % {"count": optimum.count, "cost": pounds_of(optimum.cost), "lost": lost})
    yield Facts(tuple((row.name, _departure(row)) for row in choice.departures))


def _departure(row: ChosenRow) -> str:
    words = (
        _("Funded, although the calculation leaves it out.") if row.is_funded else _("Not funded, although the calculation takes it in.")
    )
    return f"{words} {row.reason or row.why}"


def _pictures(choice: Choice) -> Iterator[Block]:
    yield Heading(_("Value for money in pictures"))
    best = min(choice.rows, key=lambda row: row.rank)
    steep = _("%(name)s gives the most for the money; steep triangles are good value") % {"name": best.name}
    yield chart_of(draw_triangles(ValueTriangles(Finding("triangles", steep), _options(choice), _("Value"), ratio_label=_("Per £1,000"))))
    frontier = _frontier(choice)
    if frontier is not None:
        yield chart_of(draw_frontier(frontier), note=_("The numbers are those under the triangles above."), names=False)


def _options(choice: Choice) -> tuple[Option, ...]:
    return tuple(
        Option(row.key, row.name, row.cost, row.value, row.is_funded, per_thousand(row.value_for_money), str(row.rank))
        for row in choice.rows
    )


def _frontier(choice: Choice) -> Frontier | None:
    steps = choice.result["value"]["efficiency_frontier"]
    if not steps:
        return None
    options = {option.key: option for option in _options(choice)}
    laid = [step["id"] for step in steps]
    funded = tuple(row.key for row in choice.funded)
    here = Step(choice.chosen.cost, choice.chosen.value, funded, from_budget=min(choice.chosen.cost, choice.budget_pence / 100))
    return Frontier(
        finding=Finding("frontier", ""),
        options=tuple(options[key] for key in laid),
        curve=tuple((step["cumulative_cost"], step["cumulative_value"]) for step in steps),
        budget=choice.budget_pence / 100,
        answers=(Answer("optimum", "", "", (here,)),),
        total_value=steps[-1]["cumulative_value"],
        others=tuple(option for key, option in options.items() if key not in set(laid)),
        value_label=_("Value"),
        sentence=_("{budget} buys {share} of the value on the table"),
    )


def _ways(choice: Choice) -> Iterator[Block]:
    yield Heading(_("Three ways to choose at this budget"))
    names = {
        "line": _("Draw the line: by value for money, stopping at the first that does not fit"),
        "skip": _("Skip what does not fit: by value for money, passing over it"),
        "optimum": _("The best there is, proven"),
    }
    rows = [(names[way], *_sums(sums)) for way, sums in choice.ways.items()]
    rows.append((_("What is funded") if choice.is_decided else _("What is recommended"), *_sums(choice.chosen)))
    columns = (
        Column(_("Way"), share=1),
        Column(_("Funded"), numeric=True),
        Column(_("Cost"), numeric=True),
        Column(_("Value"), numeric=True),
    )
    yield Grid(_("Three ways to choose"), columns, tuple(rows), strong=(len(rows) - 1,))


def _sums(sums: Any) -> tuple[str, str, str]:
    return (str(sums.count), pounds_of(sums.cost), plain(sums.value)) if sums else ("–", "–", "–")


def _uncertainty(choice: Choice) -> Iterator[Block]:
    """How sure it is, where the method was run on the ranges of the estimates."""
    if not choice.uncertainty:
        return
    value = choice.uncertainty["value"]
    named = {row.key: row for row in choice.rows}
    rated = [one for one in value["interventions"] if one["id"] in named]
    yield Heading(_("How sure this is"))
    yield Words(_sureness(rated, len(named)))
    close = [one for one in rated if one["label"] not in {SURE, UNSURE}]
    close.sort(key=lambda one: abs(one["probability_funded"] - 0.5))
    if close:
        columns = (
            Column(_("Nearest to the edge"), share=5),
            Column(_("Chance that it belongs"), numeric=True),
            Column(_("Rank, from and to"), numeric=True),
            Column(_("Now"), share=1.4),
        )
        rows = tuple((named[one["id"]].name, *_chance(one), _now(named[one["id"]])) for one in close[:8])
        yield Grid(_("Interventions nearest to the edge of the budget"), columns, rows)
    talk = [one for one in value.get("evppi", []) if one["id"] in named and one["value"] > 0][:3]
    if talk:
        yield Words(_("To be surer, look first at these numbers:"))
        yield Items(tuple(f"{named[one['id']].name}: {_field(one['field'])}" for one in talk))


def _field(name: str) -> str:
    return str(Quantity(name).label).lower() if name in Quantity.values else _("all that makes up its value")


def _sureness(rated: list[Mapping[str, Any]], count: int) -> str:
    core = sum(one["label"] == SURE for one in rated)
    out = sum(one["label"] == UNSURE for one in rated)
    words = _(
        "Drawing every number again and again from its low, best and high: of %(all)d interventions %(core)d belong in the best choice "
        "nearly always, %(out)d nearly never, and %(rest)d depend on how the numbers turn out."
    )
    return words % {"all": count, "core": core, "out": out, "rest": len(rated) - core - out}


def _chance(one: Mapping[str, Any]) -> tuple[str, str]:
    ranks = f"{one['rank_low']:.0f}–{one['rank_high']:.0f}"
    return share(one["probability_funded"], 1), ranks


def _now(row: ChosenRow) -> str:
    return _("Funded") if row.is_funded else _("Not funded")


def _fairness(choice: Choice) -> Iterator[Block]:
    """Whom what is funded reaches, where anyone has said: snapshots of before fairness was kept say nothing."""
    known = {one["id"]: one for one in choice.state.get("fairness", ())}
    rows = [row for row in choice.rows if row.key in known]
    if not rows:
        return
    yield Heading(_("Fairness"))
    funded = [known[row.key]["people_by_fifth"] for row in rows if row.is_funded and known[row.key]["people_by_fifth"]]
    reached, everyone = sum(one[0] for one in funded), sum(sum(one) for one in funded)
    if everyone:
        words = _("Of the people whom the funded interventions reach, as far as anyone has said, %(share)s are of the most deprived fifth.")
        yield Words(words % {"share": share(reached, everyone)})
    columns = (
        Column(_("Intervention"), share=3),
        Column(_("Of the most deprived fifth"), numeric=True),
        Column(_("Fairness score"), numeric=True),
        Column(_("Why"), share=3),
        Column(_("Now")),
    )
    yield Grid(_("Fairness of each intervention"), columns, tuple(_fair_row(row, known[row.key]) for row in rows), small=True)


def _fair_row(row: ChosenRow, said: Mapping[str, Any]) -> tuple[str, ...]:
    people = said["people_by_fifth"]
    reach = share(people[0], sum(people)) if people and sum(people) else "–"
    score = "–" if said["score"] is None else plain(said["score"])
    return row.name, reach, score, said["reason"] or "–", _now(row)


def _rules(choice: Choice) -> Iterator[Block]:
    fixed = [row for row in choice.rows if row.commitment != Commitment.OPEN]
    rules = choice.state["constraints"]
    yield Heading(_("What was held fixed"))
    if not fixed and not rules:
        yield Words(_("Nothing but the budget."))
        return
    said = [(row.name, _joined(str(Commitment(row.commitment).label), row.commitment_reason)) for row in fixed]
    yield Facts((*said, *((rule["sentence"], rule["reason"]) for rule in rules)))


def _took_part(choice: Choice) -> Iterator[Block]:
    groups = choice.state["took_part"]
    workshops = [one for one in choice.state["workshops"] if one["seats"]]  # those that are only planned had nobody in them
    if not groups and not workshops:
        return
    yield Heading(_("Who took part"))
    if workshops:
        yield Items(tuple(_workshop(one) for one in workshops))
    for involvement in (Involvement.INVOLVE, Involvement.CONSULT):
        names = [one["name"] for one in groups if one["involvement"] == involvement]
        if names:
            words = _("Involved: %(names)s.") if involvement == Involvement.INVOLVE else _("Consulted: %(names)s.")
            yield Words(words % {"names": ", ".join(names)})


def _workshop(one: Mapping[str, Any]) -> str:
    people = ngettext("%(n)d person", "%(n)d people", one["seats"]) % {"n": one["seats"]}
    values = ngettext("%(n)d value agreed", "%(n)d values agreed", one["agreed"]) % {"n": one["agreed"]}
    return f"{one['name']}, {long_date(one['held_on'])}: {people}, {values}"


def _evidence(choice: Choice) -> Iterator[Block]:
    yield Heading(_("The figures, and how good they are"))
    yield Words(_grades(choice))
    columns = (
        Column(_("Intervention"), share=3.4),
        *(Column(str(quantity.label), numeric=True, share=width) for quantity, width in zip(FOUR_NUMBERS, (2, 1.8, 1.9, 2.3), strict=True)),
        Column(_("Weakest evidence"), share=2.6),
    )
    rows = tuple((_named(row), *_numbers(choice, row), _weakest(choice, row)) for row in choice.rows)
    yield Grid(_("The figures of each intervention"), columns, rows, small=True)
    yield Words(_("Best estimate, with low and high in brackets where they differ."), "quiet")
    sources = sorted({one["source"] for numbers in choice.estimates.values() for one in numbers.values() if one["source"]})
    if sources:
        yield Heading(_("Sources"), 2)
        yield Items(tuple(sources))


def _grades(choice: Choice) -> str:
    given = [one["grade"] for row in choice.rows for one in choice.estimates.get(row.key, {}).values()]
    said = [f"{Grade(grade).label}: {share(given.count(grade), len(given))}" for grade in Grade.values if grade in given]
    return _("Of the %(n)d numbers behind this paper: %(grades)s.") % {"n": len(given), "grades": "; ".join(said)}


def _numbers(choice: Choice, row: ChosenRow) -> Iterator[str]:
    numbers = choice.estimates.get(row.key, {})
    for quantity in FOUR_NUMBERS:
        given = numbers.get(quantity.value)
        write = short_money if quantity == Quantity.COST else plain
        yield _range(given, write) if given else write(getattr(row, quantity.value))


def _range(given: Mapping[str, Any], write: Any) -> str:
    low, best, high = (write(float(given[end])) for end in ("low", "best", "high"))
    return best if given["low"] == given["high"] else f"{best}\n({low}–{high})"


def _weakest(choice: Choice, row: ChosenRow) -> str:
    grades = [one["grade"] for one in choice.estimates.get(row.key, {}).values()]
    return str(Grade(max(grades, key=Grade.values.index)).label) if grades else "–"


def _kept_out(choice: Choice) -> Iterator[Block]:
    if not choice.state["kept_out"]:
        return
    names = {one["id"]: one["name"] for one in choice.state["interventions"]}
    yield Heading(_("What was kept out of the calculation, and why"))
    yield Facts(tuple((names.get(one["id"], one["id"]), one["reason"]) for one in choice.state["kept_out"]))


def _worked_out(choice: Choice) -> Iterator[Block]:
    result = choice.result
    yield Heading(_("How this was worked out, and how to check it"))
    facts = [
        (_("Method"), _("%(method)s, version %(version)s") % {"method": result["method"], "version": result["version"]}),
        (_("Source"), result["source"]),
        (_("Digest of the input"), _broken(result["inputs_digest"])),
        (_("Digest of the exercise"), _broken(choice.state_digest)),
        (
            _("The same again"),
            _("Download the input from the decision’s page and run: %(command)s") % {"command": "lodestar run portfolio input.json"},
        ),
    ]
    if choice.decision_id:
        facts.insert(0, (_("Receipt of the decision"), choice.decision_id))
    yield Facts(tuple(facts))
    for warning in result["warnings"]:
        yield Words(_with_names(warning["message"], choice.state), "quiet")


def _with_names(words: str, state: Mapping[str, Any]) -> str:
    """The method knows areas and interventions by their ids; people know them by name."""
    for one in (*state["areas"], *state["interventions"]):
        words = words.replace(one["id"], f"“{one['name']}”")
    return words


def _broken(digest: str) -> str:
    """A digest in groups of eight, so that it fits the line and can be compared by eye."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))


def _joined(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _named(row: ChosenRow) -> str:
    return f"{row.rank}. {row.name}"


def _value_columns() -> tuple[Column, Column]:
    return Column(_("Value"), numeric=True), Column(_("For £1,000"), numeric=True)


def _values(row: ChosenRow) -> tuple[str, str]:
    return plain(row.value), per_thousand(row.value_for_money) or "–"


def per_thousand(ratio: float | None) -> str:
    """Value for £1,000; empty for what costs nothing or saves money."""
    return "" if ratio is None else plain(ratio * 1000)
