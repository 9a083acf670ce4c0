"""What speaks for examining an area: adding it, taking it off, putting it back."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.states import IllegalMove
from lodestar.common.text import normalise
from lodestar.prioritise.models import AreaEvidence, PriorityArea
from lodestar.prioritise.policies import may_edit_area


@action
def add_area_evidence(*, area: PriorityArea, kind: str, name: str, by: Actor, link: str = "", says: str = "") -> AreaEvidence:
    """Adds a document, figure or account. Raises ValidationError where a fact cannot stand."""
    may_edit_area(by, area).require()
    evidence = AreaEvidence(
        owner_organisation_id=area.owner_organisation_id,
        area=area,
        kind=kind,
        name=normalise(name).strip(),
        link=link,
        says=normalise(says).strip(),
        added_by=by.account,
    )
    evidence.full_clean()
    evidence.save()
    record("added_area_evidence", subject=evidence, by=by, area=area.public_id, kind=kind)
    return evidence


@action
def remove_area_evidence(*, evidence: AreaEvidence, by: Actor) -> AreaEvidence:
    """Takes evidence off the area; it can be put back."""
    may_edit_area(by, evidence.area).require()
    if not AreaEvidence.objects.filter(pk=evidence.pk, removed_at__isnull=True).update(removed_at=now()):
        raise IllegalMove(_("It has been taken off already."))
    record("removed_area_evidence", subject=evidence, by=by, area=evidence.area.public_id)
    return evidence


@action
def restore_area_evidence(*, evidence: AreaEvidence, by: Actor) -> AreaEvidence:
    """Puts back what was taken off."""
    may_edit_area(by, evidence.area).require()
    if not AreaEvidence.objects.filter(pk=evidence.pk, removed_at__isnull=False).update(removed_at=None):
        raise IllegalMove(_("It is on the list already."))
    record("restored_area_evidence", subject=evidence, by=by, area=evidence.area.public_id)
    return evidence
