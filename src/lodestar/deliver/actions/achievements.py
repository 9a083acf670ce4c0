"""What a person reached, the evidence for it, and another account's judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Account
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now, today
from lodestar.common.states import IllegalMove, move
from lodestar.common.text import normalise
from lodestar.contract.models import Milestone, VerificationMethod
from lodestar.contract.states import VersionState
from lodestar.deliver.actions.bulk import digest_of, record_bulk, recorded_at_of, recorder_of, require_each
from lodestar.deliver.models import Achievement, Engagement, Evidence, Goal, Verdict, Verification
from lodestar.deliver.policies import may_add_evidence, may_record_achievement, may_verify, may_withdraw_achievement
from lodestar.deliver.states import ACHIEVEMENT, AchievementState


@dataclass(frozen=True)
class NewAchievement:
    """A milestone a person reached, with the evidence at hand. `recorded_at` and `recorded_by` count in a made-up organisation only."""

    engagement: Engagement
    milestone: Milestone
    happened_on: date
    evidence: str = ""
    evidence_method: str = VerificationMethod.STAFF
    evidence_reference: str = ""
    goal: Goal | None = None
    occurrence: int = 1
    recorded_at: datetime | None = None
    recorded_by: Account | None = None


@action
def record_achievement(*, row: NewAchievement, by: Actor) -> Achievement:
    """Records a milestone reached; nothing is paid for it until another account verifies it."""
    may_record_achievement(by, row.engagement, row.happened_on).require()
    (achievement,) = _write([row], by)
    milestone = row.milestone.key
    record("recorded_achievement", subject=achievement, by=by, person_id=row.engagement.person.public_id, milestone=milestone)
    return achievement


@action
def record_achievements(*, rows: Sequence[NewAchievement], by: Actor) -> list[Achievement]:
    """Records many at once, all or none. One event for all."""
    require_each((place, may_record_achievement(by, row.engagement, row.happened_on)) for place, row in enumerate(rows, 1))
    achievements = _write(rows, by)
    digest = digest_of([a.public_id, a.engagement.public_id, a.milestone.key, a.happened_on.isoformat()] for a in achievements)
    record_bulk("recorded_achievements", owners=[row.engagement.owner_organisation for row in rows], digest=digest, by=by)
    return achievements


def _write(rows: Sequence[NewAchievement], by: Actor) -> list[Achievement]:
    for row in rows:
        _refuse_foreign(row)
    achievements = [
        Achievement(
            owner_organisation=row.engagement.owner_organisation,
            engagement=row.engagement,
            milestone=row.milestone,
            occurrence=row.occurrence,
            happened_on=row.happened_on,
            goal=row.goal,
            recorded_by=recorder_of(row.recorded_by, row.engagement.owner_organisation, by),
            recorded_at=recorded_at_of(row.recorded_at, row.engagement.owner_organisation),
        )
        for row in rows
    ]
    if len(rows) == 1:
        achievements[0].validate_constraints()
    Achievement.objects.bulk_create(achievements, batch_size=1000)
    Evidence.objects.bulk_create(
        (
            Evidence(
                owner_organisation=made.owner_organisation,
                achievement=made,
                method=row.evidence_method,
                description=normalise(row.evidence),
                reference=normalise(row.evidence_reference),
                recorded_by=made.recorded_by,
                recorded_at=made.recorded_at,
            )
            for made, row in zip(achievements, rows, strict=True)
            if row.evidence.strip()
        ),
        batch_size=1000,
    )
    return achievements


def _refuse_foreign(row: NewAchievement) -> None:
    """The milestone must be one of the contract's, in a version that both have signed; the goal, one of this engagement's."""
    version = row.milestone.target.version
    if version.contract_id != row.engagement.contract_id or version.state != VersionState.SIGNED:
        raise ValidationError({"milestone": _("That milestone is not one of this contract’s.")})
    if row.goal is not None and row.goal.engagement_id != row.engagement.pk:
        raise ValidationError({"goal": _("That goal is another person’s.")})
    if row.occurrence < 1:
        raise ValidationError({"occurrence": _("Count from 1.")})


@action
def add_evidence(*, achievement: Achievement, description: str, method: str, by: Actor, reference: str = "") -> Evidence:
    """Adds to what shows that it happened; one that was not confirmed goes back to the verifier when it is judged again."""
    may_add_evidence(by, achievement).require()
    if not description.strip():
        raise ValidationError({"description": _("Say what shows that it happened.")})
    evidence = Evidence.objects.create(
        owner_organisation=achievement.owner_organisation,
        achievement=achievement,
        method=VerificationMethod(method),
        description=normalise(description),
        reference=normalise(reference),
        recorded_by=by.account,
    )
    record("added_evidence", subject=achievement, by=by, person_id=achievement.engagement.person.public_id, evidence=evidence.public_id)
    return evidence


@action
def withdraw_achievement(*, achievement: Achievement, by: Actor) -> Achievement:
    """The provider takes back what should not have been recorded."""
    may_withdraw_achievement(by, achievement).require()
    move(achievement, ACHIEVEMENT, "withdraw")
    record("withdrew_achievement", subject=achievement, by=by, person_id=achievement.engagement.person.public_id)
    return achievement


@action
def verify_achievement(*, achievement: Achievement, by: Actor, method: str = "", on: date | None = None, reason: str = "") -> Verification:
    """Confirms that it happened. The method is the milestone's own if none is named."""
    return _judge(achievement, "verify", Verdict.CONFIRMED, by=by, method=method, on=on, reason=reason)


@action
def refuse_achievement(*, achievement: Achievement, reason: str, by: Actor, method: str = "", on: date | None = None) -> Verification:
    """Does not confirm it, and says why: the keyworker may add evidence."""
    return _judge(achievement, "refuse", Verdict.NOT_CONFIRMED, by=by, method=method, on=on, reason=reason)


@action
def overturn_achievement(*, achievement: Achievement, reason: str, by: Actor, method: str = "", on: date | None = None) -> Verification:
    """Takes back an earlier confirmation, and says why."""
    return _judge(achievement, "overturn", Verdict.OVERTURNED, by=by, method=method, on=on, reason=reason)


_ACTS = {"verify": "verified_achievement", "refuse": "refused_achievement", "overturn": "overturned_achievement"}


def _judge(achievement: Achievement, verb: str, verdict: Verdict, *, by: Actor, method: str, on: date | None, reason: str) -> Verification:
    may_verify(by, achievement, verb).require()
    if verdict is not Verdict.CONFIRMED and not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    move(achievement, ACHIEVEMENT, verb)
    verification = _verification(achievement, verdict, by=by, method=method, on=on, reason=reason)
    verification.save()
    record(_ACTS[verb], subject=achievement, by=by, person_id=achievement.engagement.person.public_id, verification=verification.public_id)
    return verification


def _verification(
    achievement: Achievement,
    verdict: Verdict,
    *,
    by: Actor,
    method: str = "",
    on: date | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Verification:
    day = on or today()
    if day > today() or day < achievement.happened_on:
        raise ValidationError({"on": _("It is verified on or after the day it was reached, and not later than today.")})
    return Verification(
        owner_organisation=achievement.owner_organisation,
        achievement=achievement,
        method=VerificationMethod(method or achievement.milestone.verified_by),
        verdict=verdict,
        verified_on=day,
        verified_by=by.account,
        reason=normalise(reason),
        recorded_at=recorded_at_of(at, achievement.owner_organisation),
    )


@action
def verify_achievements(
    *, achievements: Sequence[Achievement], by: Actor, on: Sequence[date] | None = None, recorded_at: Sequence[datetime] | None = None
) -> list[Verification]:
    """Confirms many at once, all or none, each by its milestone's own method. One event for all.

    `on` and `recorded_at`, where given, have one entry an achievement. Bring milestone, engagement and evidence with the rows.
    """
    require_each((place, may_verify(by, achievement)) for place, achievement in enumerate(achievements, 1))
    keys = [achievement.pk for achievement in achievements]
    moved = 0
    for start in range(0, len(keys), 5000):
        waiting = Achievement.objects.filter(pk__in=keys[start : start + 5000], state__in=ACHIEVEMENT.moves["verify"].sources)
        moved += waiting.update(state=AchievementState.VERIFIED)
    if moved != len(set(keys)) or moved != len(keys):
        raise IllegalMove(_("Someone else judged one of these a moment ago. Open the list again."))
    days, times = on or [today()] * len(keys), recorded_at or [now()] * len(keys)
    verifications = [
        _verification(one, Verdict.CONFIRMED, by=by, on=day, at=at) for one, day, at in zip(achievements, days, times, strict=True)
    ]
    Verification.objects.bulk_create(verifications, batch_size=1000)
    for achievement in achievements:
        achievement.state = AchievementState.VERIFIED
    digest = digest_of([one.public_id, one.achievement.public_id] for one in verifications)
    record_bulk("verified_achievements", owners=[a.owner_organisation for a in achievements], digest=digest, by=by)
    return verifications
