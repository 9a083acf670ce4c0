"""How two states of an exercise differ, in plain words: what changed, by whom, why, and what it did to the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from lodestar.access.models import Account
from lodestar.methods.base import FaultyInput
from lodestar.prioritise.models import Commitment, Quantity
from lodestar.prioritise.queries.portfolio import run_portfolio
from lodestar.prioritise.states import InterventionState
from lodestar.ui.charts.numbers import plain, whole_money

# Beyond so many, what each changed intervention does by itself is not worked out; what they do together always is.
MOST_EFFECTS = 25
MOST_NAMES = 6
MONEY = {Quantity.COST.value, Quantity.ONE_OFF_COST.value}

State = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One thing that differs: what it is about, what changed, who did it on which day, and why, as far as that was written down."""

    about: str
    words: str
    by: str = ""
    on: date | None = None
    why: str = ""


@dataclass(frozen=True)
class Changed:
    """All that differs about one thing, and what it does by itself to the best there is (empty where that was not worked out)."""

    about: str
    changes: tuple[Change, ...]
    effect: str = ""


@dataclass(frozen=True)
class Differences:
    """Two states side by side. `answer` says what all changes together did to the best there is at `budget_pence`."""

    groups: tuple[Changed, ...]
    answer: str
    entered: tuple[str, ...]
    left: tuple[str, ...]
    budget_pence: int | None

    @property
    def is_none(self) -> bool:
        return not self.groups

    @property
    def has_effects(self) -> bool:
        """Whether it was worked out what each change does by itself."""
        return any(group.effect for group in self.groups)


def differences(before: State, after: State) -> Differences:
    """What changed between two states of one exercise, or from last year's to the one carried forward from it.

    An intervention is the same where its id is, or where it was carried forward from the other. At most two queries.
    """
    names = _names_of_accounts(after)
    pairs = _pairs(before, after)
    budget = after["answer"]["budget_pence"] or before["answer"]["budget_pence"]
    old, new = _best(before["input"], budget), _best(after["input"], budget)
    entered, left = _moved(old, new, pairs, before, after)
    groups = [*_about_programme(before, after), *_about_rules(before, after), *_about_interventions(before, after, pairs, names, budget)]
    return Differences(tuple(groups), _answer_in_words(old, new, entered, left), tuple(entered), tuple(left), budget)


def _pairs(before: State, after: State) -> dict[str, str]:
    """Of each intervention in the later state the one it was in the earlier, by id."""
    known = {one["id"] for one in before["interventions"]}
    candidates = ((one["id"], one["id"] if one["id"] in known else one["follows"]) for one in after["interventions"])
    return {new: old for new, old in candidates if old in known}


def _about_programme(before: State, after: State) -> Iterator[Changed]:
    words = {"scope": _("What it covers was rewritten."), "challenge": _("The challenge was rewritten.")}
    same = before["programme"]["id"] == after["programme"]["id"]
    changes = [Change("", said) for name, said in words.items() if same and before["programme"][name] != after["programme"][name]]
    years = before["programme"]["horizon_years"], after["programme"]["horizon_years"]
    if years[0] != years[1]:
        changes.append(Change("", _("It looks %(new)d years ahead; before, %(old)d.") % {"old": years[0], "new": years[1]}))
    if changes:
        yield Changed(_("The programme"), tuple(changes))


def _about_rules(before: State, after: State) -> Iterator[Changed]:
    old, new = ({one["sentence"]: one["reason"] for one in state["constraints"]} for state in (before, after))
    changes = [Change("", _("New: %(rule)s") % {"rule": rule}, why=why) for rule, why in new.items() if rule not in old]
    changes += [Change("", _("No longer: %(rule)s") % {"rule": rule}) for rule in old if rule not in new]
    if changes:
        yield Changed(_("The rules"), tuple(changes))


def _about_interventions(
    before: State, after: State, pairs: Mapping[str, str], names: Mapping[str, str], budget: int | None
) -> Iterator[Changed]:
    old = {one["id"]: one for one in before["interventions"]}
    found: list[tuple[Mapping[str, Any], tuple[Change, ...]]] = []
    for one in after["interventions"]:
        earlier = old.get(pairs.get(one["id"], ""))
        if earlier is None:
            found.append((one, (Change(one["name"], _("New.")),)))
        elif changes := tuple(_changes_of(earlier, one, names)):
            found.append((one, changes))
    work_out = before["programme"]["id"] == after["programme"]["id"] and len(found) <= MOST_EFFECTS
    for one, changes in found:
        yield Changed(one["name"], changes, _effect(before, after, one["id"], budget) if work_out else "")
    kept = set(pairs.values())
    for key, one in old.items():
        if key not in kept:
            yield Changed(one["name"], (Change(one["name"], _("No longer there.")),))


def _changes_of(old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Change]:
    about = new["name"]
    if old["name"] != new["name"]:
        yield Change(about, _("It was called %(name)s.") % {"name": old["name"]})
    if old["commitment"] != new["commitment"]:
        words = _("%(new)s; before: %(old)s.")
        said = {"new": Commitment(new["commitment"]).label, "old": str(Commitment(old["commitment"]).label).lower()}
        yield Change(about, words % said, why=new["commitment_reason"])
    if old["state"] != new["state"] and old["id"] == new["id"]:
        said = {"new": InterventionState(new["state"]).label, "old": str(InterventionState(old["state"]).label).lower()}
        yield Change(about, _("%(new)s; before: %(old)s.") % said)
    for quantity in Quantity:
        yield from _changes_of_number(quantity, old["numbers"].get(quantity.value), new["numbers"].get(quantity.value), names)


def _changes_of_number(
    quantity: Quantity, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, names: Mapping[str, str]
) -> Iterator[Change]:
    if new is None or (old is not None and all(old[end] == new[end] for end in ("low", "best", "high"))):
        return
    facts = {"number": quantity.label, "new": _said(quantity, new), "old": _said(quantity, old) if old else ""}
    if old is None:
        words = _("%(number)s: %(new)s; before, nobody had said.") % facts
    else:
        words = _("%(number)s: %(new)s; before, %(old)s.") % facts
    yield Change("", words, by=names.get(new["by"], ""), on=date.fromisoformat(new["on"]), why=new["reason"])


def _said(quantity: Quantity, number: Mapping[str, Any]) -> str:
    low, best, high = (_written(quantity, number[end]) for end in ("low", "best", "high"))
    return best if low == high else _("%(best)s (%(low)s to %(high)s)") % {"low": low, "best": best, "high": high}


def _written(quantity: Quantity, value: str) -> str:
    if quantity.value in MONEY:
        return whole_money(float(value))
    return f"{Decimal(value):,f}".replace("-", "−")


def _effect(before: State, after: State, key: str, budget: int | None) -> str:
    """What the changes of one intervention do by themselves to the best there is."""
    options = {one["id"]: one for one in before["input"]["interventions"]}
    option = next((one for one in after["input"]["interventions"] if one["id"] == key), None)
    alone = {**options, key: option} if option else {other: one for other, one in options.items() if other != key}
    old, new = _best(before["input"], budget), _best({**before["input"], "interventions": list(alone.values())}, budget)
    if old is None or new is None:
        return ""
    names = {one["id"]: one["name"] for state in (before, after) for one in state["interventions"]}
    entered = [names[one] for one in new["ids"] if one not in old["ids"]]
    left = [names[one] for one in old["ids"] if one not in new["ids"]]
    if not entered and not left:
        return _("Nothing changes in what is best.")
    return _moves_in_words(entered, left)


def _best(asked: Mapping[str, Any], budget: int | None) -> Mapping[str, Any] | None:
    """The optimum at a budget in pence; None where there is no budget, nothing to weigh, or nothing that keeps every rule."""
    if budget is None or not asked["interventions"]:
        return None
    try:
        result = run_portfolio({**asked, "budget": budget / 100})
    except FaultyInput:
        return None
    best: Mapping[str, Any] | None = result["value"]["portfolios"][0]["optimum"]
    return best


def _moved(
    old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, pairs: Mapping[str, str], before: State, after: State
) -> tuple[list[str], list[str]]:
    """The names of those that came into the best there is, and of those that left it."""
    if old is None or new is None:
        return [], []
    names_before, names_after = ({one["id"]: one["name"] for one in state["interventions"]} for state in (before, after))
    was, now = set(old["ids"]), {pairs.get(key, key): key for key in new["ids"]}
    entered = [names_after[key] for earlier, key in now.items() if earlier not in was]
    return entered, [names_before[key] for key in old["ids"] if key not in now]


def _answer_in_words(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, entered: list[str], left: list[str]) -> str:
    if old is None or new is None:
        return _("There is no answer on both sides to compare.")
    value = _("Its value is %(new)s; before, %(old)s.") % {"new": plain(new["value"]), "old": plain(old["value"])}
    if not entered and not left:
        return f"{_('The best there is funds the same as before.')} {value}"
    return f"{_('The best there is funds others.')} {_moves_in_words(entered, left)} {value}"


def _moves_in_words(entered: list[str], left: list[str]) -> str:
    said = []
    if entered:
        said.append(_("Coming in: %(names)s.") % {"names": _listed(entered)})
    if left:
        said.append(_("Going out: %(names)s.") % {"names": _listed(left)})
    return " ".join(said)


def _listed(names: list[str]) -> str:
    """Names in a row; of many, the first and how many more."""
    if len(names) <= MOST_NAMES:
        return get_text_list(names, _("and"))
    return _("%(names)s and %(n)d more") % {"names": ", ".join(names[: MOST_NAMES - 1]), "n": len(names) - MOST_NAMES + 1}


def _names_of_accounts(state: State) -> dict[str, str]:
    keys = {number["by"] for one in state["interventions"] for number in one["numbers"].values() if number["by"]}
    return dict(Account.objects.filter(public_id__in=keys).values_list("public_id", "name"))
