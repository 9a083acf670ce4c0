"""The rules every portfolio keeps: read back as sentences, put into the method's terms, and named again where they cannot hold together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from lodestar.common.money import pounds
from lodestar.methods.base import Fault
from lodestar.prioritise.models import Commitment, ConstraintKind, Intervention, PeopleOverlap, PortfolioConstraint, Programme
from lodestar.prioritise.queries.numbers import plain_number


@dataclass(frozen=True)
class SetAside:
    """A constraint that does not enter the calculation, and why: what it names is not weighed."""

    constraint: PortfolioConstraint
    reason: str


@dataclass(frozen=True)
class ConstraintTerms:
    """Constraints in the method's terms: its fields, which row stands behind each place in them, and what was set aside."""

    fields: Mapping[str, list[Any]]
    behind: Mapping[str, PortfolioConstraint]
    set_aside: tuple[SetAside, ...]


def constraints_of(programme: Programme) -> list[PortfolioConstraint]:
    """The rules in force, each with its interventions in order and its area. Two queries."""
    found = programme.constraints.filter(withdrawn_at__isnull=True)
    return list(found.select_related("area").prefetch_related("places__intervention").order_by("pk"))


def withdrawn_constraints(programme: Programme) -> list[PortfolioConstraint]:
    """The rules no longer in force, latest first. Two queries."""
    found = programme.constraints.filter(withdrawn_at__isnull=False)
    return list(found.select_related("area").prefetch_related("places__intervention").order_by("-withdrawn_at", "-pk"))


def overlaps_of(programme: Programme) -> list[PeopleOverlap]:
    """The groups of people marked as overlapping. One query."""
    return list(programme.overlaps.filter(withdrawn_at__isnull=True).select_related("first", "second").order_by("pk"))


def members_of(constraint: PortfolioConstraint) -> list[Intervention]:
    """The interventions of a constraint, in order."""
    return [place.intervention for place in constraint.places.all()]


def sentence_of(constraint: PortfolioConstraint) -> str:
    """A constraint as one plain sentence, as people would say it."""
    names = [_("“%(name)s”") % {"name": one.name} for one in members_of(constraint)]
    if constraint.kind == ConstraintKind.REQUIRES:
        words = _("If %(first)s is funded, %(others)s must be too.")
        return words % {"first": names[0] if names else "–", "others": get_text_list(names[1:], _("and"))}
    facts: dict[str, Any] = {"names": get_text_list(names, _("and")), "count": constraint.count, "all": len(names)}
    if constraint.kind in {ConstraintKind.AREA_FLOOR, ConstraintKind.AREA_CAP}:
        facts |= {"area": constraint.area, "sum": pounds(constraint.amount_pence or 0).removesuffix(".00")}
    return _SENTENCES()[ConstraintKind(constraint.kind)] % facts


def _SENTENCES() -> dict[ConstraintKind, str]:  # noqa: N802 — a table, read in the language of the moment
    return {
        ConstraintKind.ALTERNATIVES: _("At most one of %(names)s is funded."),
        ConstraintKind.AT_MOST: _("At most %(count)s of these %(all)s are funded: %(names)s."),
        ConstraintKind.AT_LEAST: _("At least %(count)s of these %(all)s are funded: %(names)s."),
        ConstraintKind.AREA_FLOOR: _("At least %(sum)s goes to %(area)s."),
        ConstraintKind.AREA_CAP: _("At most %(sum)s goes to %(area)s."),
    }


def terms_of(constraints: Iterable[PortfolioConstraint], weighed: Mapping[str, Intervention]) -> ConstraintTerms:
    """Constraints as the portfolio method takes them, over the interventions that are weighed.

    What is not weighed is not funded: it drops out of “at most”; a rule that cannot be kept without it is set aside, with the reason.
    """
    fields: dict[str, list[Any]] = {}
    behind: dict[str, PortfolioConstraint] = {}
    set_aside = []
    areas = {one.area.public_id for one in weighed.values()}
    for constraint in constraints:
        reason = _reason_to_set_aside(constraint, weighed, areas)
        if reason:
            set_aside.append(SetAside(constraint, reason))
            continue
        field = "alternatives" if constraint.kind == ConstraintKind.ALTERNATIVES else constraint.kind
        for term in _terms(constraint, weighed, areas):
            listed = fields.setdefault(field, [])
            behind[f"{field}[{len(listed)}]"] = constraint
            listed.append(term)
    return ConstraintTerms(fields, behind, tuple(set_aside))


def _terms(constraint: PortfolioConstraint, weighed: Mapping[str, Intervention], areas: set[str]) -> Iterator[Any]:
    named = [one.public_id for one in members_of(constraint)]
    known = [key for key in named if key in weighed]
    match constraint.kind:
        case ConstraintKind.REQUIRES if named and named[0] in weighed:
            yield from ({"if": named[0], "then": key} for key in known[1:])
        case ConstraintKind.ALTERNATIVES if known:
            yield known
        case ConstraintKind.AT_MOST if known:
            yield {"of": known, "count": constraint.count}
        case ConstraintKind.AT_LEAST if known:
            yield {"of": known, "count": constraint.count}
        case ConstraintKind.AREA_FLOOR | ConstraintKind.AREA_CAP if constraint.area and constraint.area.public_id in areas:
            yield {"area": constraint.area.public_id, "cost": plain_number(Decimal(constraint.amount_pence or 0) / 100)}
        case _:
            return


def _reason_to_set_aside(constraint: PortfolioConstraint, weighed: Mapping[str, Intervention], areas: set[str]) -> str:
    members = members_of(constraint)
    missing = [one.name for one in members if one.public_id not in weighed]
    words = _("Not applied: %(names)s is not weighed.") % {"names": get_text_list(missing, _("and"))}
    match constraint.kind:
        case ConstraintKind.REQUIRES if missing and members[0].public_id in weighed:
            return words
        case ConstraintKind.AT_LEAST if len(members) - len(missing) < (constraint.count or 0):
            return words
        case ConstraintKind.AREA_FLOOR if constraint.area and constraint.amount_pence and constraint.area.public_id not in areas:
            return _("Not applied: no intervention of %(area)s is weighed.") % {"area": constraint.area}
        case _:
            return ""


def sentences_behind(
    faults: Iterable[Fault], behind: Mapping[str, PortfolioConstraint], rows: Sequence[Intervention], words_of_budget: str
) -> list[str]:
    """The rules that cannot hold together, in their own words: constraints, commitments, the budget."""
    said = []
    for fault in faults:
        if fault.where in behind:
            said.append(sentence_of(behind[fault.where]))
        elif fault.where.startswith("budget") and words_of_budget:
            said.append(words_of_budget)
        elif fault.where.startswith("interventions["):
            said.append(_of_intervention(fault.where, rows))
    return said


def _of_intervention(where: str, rows: Sequence[Intervention]) -> str:
    row = rows[int(where.removeprefix("interventions[").split("]", 1)[0])]
    if not where.endswith(".commitment"):
        return _("“%(name)s” is not worth funding as estimated.") % {"name": row.name}
    words = _("“%(name)s” must be funded") if row.commitment == Commitment.MUST else _("“%(name)s” must not be funded")
    reason = row.commitment_reason.rstrip(".")
    return f"{words % {'name': row.name}} ({reason})." if reason else f"{words % {'name': row.name}}."
