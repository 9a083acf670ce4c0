"""Letting a finding about the figures stand, with a reason, and showing it again."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.states import IllegalMove
from lodestar.common.text import normalise
from lodestar.prioritise.models import DismissedFinding, Programme
from lodestar.prioritise.policies import may_edit_programme, may_restore_finding
from lodestar.prioritise.queries.hygiene import hygiene_of

LONGEST_REASON = 300


@action
def let_finding_stand(*, programme: Programme, digest: str, reason: str, by: Actor) -> DismissedFinding:
    """Lets a finding stand as long as the figures it is about stay as they are. Raises ValidationError."""
    may_edit_programme(by, programme).require()
    said = normalise(reason).strip()
    if not said:
        raise ValidationError({"reason": _("Say why it may stand.")})
    if len(said) > LONGEST_REASON:
        raise ValidationError({"reason": _("The reason must be 300 characters or fewer.")})
    finding = next((one for one in hygiene_of(programme).open if one.digest == digest), None)
    if finding is None:
        raise ValidationError(_("The figures have changed in the meantime. Look at the list again."))
    dismissed = DismissedFinding.objects.create(
        owner_organisation_id=programme.owner_organisation_id,
        programme=programme,
        rule=finding.rule,
        where=finding.where[:80],
        facts_digest=digest,
        reason=said,
        dismissed_by=by.account,
    )
    record("let_finding_stand", subject=dismissed, by=by, programme=programme.public_id, rule=finding.rule)
    return dismissed


@action
def restore_finding(*, dismissed: DismissedFinding, by: Actor) -> DismissedFinding:
    """Shows a finding again that was let stand."""
    may_restore_finding(by, dismissed).require()
    dismissed.restored_at = now()
    if DismissedFinding.objects.filter(pk=dismissed.pk, restored_at__isnull=True).update(restored_at=dismissed.restored_at) != 1:
        raise IllegalMove(_("Someone else did so a moment ago."))
    record("restored_finding", subject=dismissed, by=by, programme=dismissed.programme.public_id, rule=dismissed.rule)
    return dismissed
