"""Adding and changing outcomes, and saying where each leads and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.revisions import write_over
from lodestar.common.text import normalise
from lodestar.design.models import Outcome, OutcomeFramework, OutcomeLevel, OutcomeLink
from lodestar.design.policies import may_edit_framework, may_edit_outcome, may_link_outcomes
from lodestar.design.queries.frameworks import RANK
from lodestar.design.rows import OutcomeRow
from lodestar.prioritise.rows import digest_of_rows

FACTS = ("code", "name", "level", "plain_words", "kind", "sustained_months")


@action
def add_outcome(*, framework: OutcomeFramework, row: OutcomeRow, by: Actor) -> Outcome:
    """Adds an outcome to a framework, with where it leads if that is said."""
    may_edit_framework(by, framework).require()
    _new_outcome(framework, row).validate_constraints()
    (outcome,) = write_outcomes(framework, [row])
    record("added_outcome", subject=outcome, by=by, framework=framework.public_id)
    return outcome


@action
def add_outcomes(*, framework: OutcomeFramework, rows: Sequence[OutcomeRow], by: Actor) -> list[Outcome]:
    """Adds many outcomes with their links at once, with one event."""
    may_edit_framework(by, framework).require()
    outcomes = write_outcomes(framework, rows)
    record("added_outcomes", subject=framework, by=by, count=len(outcomes), digest=digest_of_rows(list(rows)))
    return outcomes


@action
def edit_outcome(*, outcome: Outcome, row: OutcomeRow, seen: datetime, by: Actor) -> Outcome:
    """Changes what an outcome says of itself; raises Overtaken when someone else did so since `seen`."""
    may_edit_outcome(by, outcome).require()
    changes = _facts(row)
    changed = Outcome.objects.get(pk=outcome.pk)
    for name, value in changes.items():
        setattr(changed, name, value)
    changed.full_clean()
    for link in OutcomeLink.objects.filter(source=outcome).select_related("target"):
        _check_rises(changed, link.target, "level")
    for link in OutcomeLink.objects.filter(target=outcome).select_related("source"):
        _check_rises(link.source, changed, "level")
    write_over(outcome, seen, **changes)
    record("edited_outcome", subject=outcome, by=by, framework=outcome.framework.public_id)
    return outcome


@action
def link_outcomes(
    *, source: Outcome, target: Outcome, by: Actor, reason: str, evidence: str = "", evidence_date: date | None = None
) -> OutcomeLink:
    """Says that one outcome leads to another of a later level, why, and on what evidence; said again, it replaces what was said."""
    may_link_outcomes(by, source, target).require()
    _check_rises(source, target, "target")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the one leads to the other.")})
    said: dict[str, Any] = {
        "reason": normalise(reason).strip(),
        "evidence": normalise(evidence).strip(),
        "evidence_date": evidence_date,
    }
    OutcomeLink(source=source, target=target, **said).clean_fields(exclude=["source", "target"])
    link, is_new = OutcomeLink.objects.update_or_create(source=source, target=target, defaults=said)
    record("linked_outcomes", subject=source, by=by, target=target.public_id, is_new=is_new)
    return link


@action
def unlink_outcomes(*, source: Outcome, target: Outcome, by: Actor) -> None:
    """Takes back that one outcome leads to another."""
    may_edit_outcome(by, source).require()
    taken, _by_model = OutcomeLink.objects.filter(source=source, target=target).delete()
    if not taken:
        raise ValidationError(_("The one no longer leads to the other anyway."))
    record("unlinked_outcomes", subject=source, by=by, target=target.public_id)


def write_outcomes(framework: OutcomeFramework, rows: Sequence[OutcomeRow]) -> list[Outcome]:
    """Writes outcomes and their links, each checked; codes of links may be of these rows or of the framework as it is."""
    outcomes = [_new_outcome(framework, row) for row in rows]
    Outcome.objects.bulk_create(outcomes)
    by_code = {outcome.code: outcome for outcome in framework.outcomes.all()}
    OutcomeLink.objects.bulk_create(
        link for outcome, row in zip(outcomes, rows, strict=True) for link in _new_links(by_code, by_code[outcome.code], row)
    )
    return outcomes


def _new_links(by_code: dict[str, Outcome], source: Outcome, row: OutcomeRow) -> list[OutcomeLink]:
    links = []
    for given in row.leads_to:
        target = by_code.get(given.to_code)
        if target is None:
            raise ValidationError(_("%(code)s leads to %(to)s, which is not in the framework.") % {"code": row.code, "to": given.to_code})
        _check_rises(source, target, "leads_to")
        reason, evidence = normalise(given.reason).strip(), normalise(given.evidence).strip()
        links.append(OutcomeLink(source=source, target=target, reason=reason, evidence=evidence, evidence_date=given.evidence_date))
    return links


def _new_outcome(framework: OutcomeFramework, row: OutcomeRow) -> Outcome:
    outcome = Outcome(owner_organisation_id=framework.owner_organisation_id, framework=framework, **_facts(row))
    outcome.clean_fields(exclude=["framework", "owner_organisation"])
    return outcome


def _facts(row: OutcomeRow) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in FACTS}
    return {name: normalise(value).strip() if isinstance(value, str) else value for name, value in facts.items()}


def _check_rises(source: Outcome, target: Outcome, field: str) -> None:
    """Early leads to intermediate or late, intermediate to late: so there is never a circle."""
    if RANK[OutcomeLevel(source.level)] >= RANK[OutcomeLevel(target.level)]:
        words = _("“%(source)s” cannot lead to “%(target)s”: an outcome leads to one of a later level.")
        raise ValidationError({field: words % {"source": source.name, "target": target.name}})
