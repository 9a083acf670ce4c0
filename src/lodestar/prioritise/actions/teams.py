"""The team of an exercise: naming people, taking them off, putting them back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Account
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.states import IllegalMove
from lodestar.common.text import normalise
from lodestar.prioritise.models import PriorityArea, Programme, TeamMember, TeamRole
from lodestar.prioritise.policies import may_set_scene
from lodestar.prioritise.queries.teams import accounts_to_name, is_same


@action
def add_team_member(
    *, programme: Programme, role: str, by: Actor, account: Account | None = None, name: str = "", area: PriorityArea | None = None
) -> TeamMember:
    """Names someone for a part, by account or by name; it gives them no permission. Raises ValidationError where that cannot stand."""
    may_set_scene(by, programme).require()
    area = area if role == TeamRole.MANAGER else None
    member = TeamMember(
        owner_organisation_id=programme.owner_organisation_id,
        programme=programme,
        role=role,
        account=account,
        name="" if account else normalise(name).strip(),
        area=area,
    )
    _check(member)
    member.save()
    record("added_team_member", subject=member, by=by, programme=programme.public_id, part=role)
    return member


@action
def remove_team_member(*, member: TeamMember, by: Actor) -> TeamMember:
    """Takes someone off the team; they can be put back."""
    may_set_scene(by, member.programme).require()
    if not TeamMember.objects.filter(pk=member.pk, removed_at__isnull=True).update(removed_at=now()):
        raise IllegalMove(_("They have been taken off already."))
    record("removed_team_member", subject=member, by=by, programme=member.programme.public_id, part=member.role)
    return member


@action
def restore_team_member(*, member: TeamMember, by: Actor) -> TeamMember:
    """Puts someone back in their part."""
    may_set_scene(by, member.programme).require()
    if not TeamMember.objects.filter(pk=member.pk, removed_at__isnull=False).update(removed_at=None):
        raise IllegalMove(_("They are in the team already."))
    record("restored_team_member", subject=member, by=by, programme=member.programme.public_id, part=member.role)
    return member


def _check(member: TeamMember) -> None:
    if not member.account and not member.name:
        raise ValidationError({"name": _("Choose a colleague or write a name.")})
    if member.account and not accounts_to_name(member.programme).filter(pk=member.account.pk).exists():
        raise ValidationError({"account": _("That account has no role in this organisation. Write the name instead.")})
    if member.role == TeamRole.MANAGER and member.area is None:
        raise ValidationError({"area": _("Say which area they manage.")})
    if member.area is not None and member.area.programme_id != member.programme.pk:
        raise ValidationError({"area": _("The area must be one of this programme.")})
    member.full_clean()
    others = member.programme.team.filter(role=member.role, area=member.area, removed_at__isnull=True).select_related("account")
    if any(is_same(member, other) for other in others):
        raise ValidationError(_("They have that part already."))
