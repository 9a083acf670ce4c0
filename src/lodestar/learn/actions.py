"""Writing down what was learnt; closing a target with YES or NO, never without its learning."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import today
from lodestar.common.states import hold
from lodestar.contract.models import Contract, Target
from lodestar.design.models import Service
from lodestar.learn.models import LearningEntry, TargetResult
from lodestar.learn.policies import may_close_target, may_record_learning
from lodestar.prioritise.models import Programme


@action
def record_learning(
    *,
    programme: Programme,
    expected: str,
    happened: str,
    learnt: str,
    by: Actor,
    next_time: str = "",
    service: Service | None = None,
    contract: Contract | None = None,
    happened_on: date | None = None,
) -> LearningEntry:
    """Writes down what was expected, what happened and what was learnt; it is shown when the next thing of its kind is made."""
    may_record_learning(by, programme, contract).require()
    entry = _entry(programme, by, expected, happened, learnt, next_time, happened_on, service=service, contract=contract)
    record("learning_recorded", subject=entry, by=by)
    return entry


def _entry(  # noqa: PLR0917 — the columns of one row
    programme: Programme,
    by: Actor,
    expected: str,
    happened: str,
    learnt: str,
    next_time: str,
    happened_on: date | None,
    **about: Service | Contract | Target | None,
) -> LearningEntry:
    if not learnt.strip():
        raise ValidationError({"learnt": _("Say what was learnt.")})
    return LearningEntry.objects.create(
        owner_organisation=programme.owner_organisation,
        programme=programme,
        expected=expected,
        happened=happened,
        learnt=learnt,
        next_time=next_time,
        happened_on=happened_on or today(),
        recorded_by=by.account,
        **about,
    )


@action
def close_target(
    *,
    target: Target,
    is_reached: bool,
    reached_count: int,
    expected: str,
    happened: str,
    learnt: str,
    by: Actor,
    next_time: str = "",
    closed_on: date | None = None,
) -> TargetResult:
    """Answers both questions at once: was the target reached, YES or NO; and either way, what was learnt."""
    contract = target.version.contract
    hold(contract)
    may_close_target(by, target).require()
    if is_reached != (reached_count >= target.how_many):
        said = _("The target was %(promised)d people, so %(count)d who reached it means %(answer)s.")
        answer = _("YES") if reached_count >= target.how_many else _("NO")
        raise ValidationError({"is_reached": said % {"promised": target.how_many, "count": reached_count, "answer": answer}})
    entry = _entry(
        contract.service.programme,
        by,
        expected,
        happened,
        learnt,
        next_time,
        closed_on,
        service=contract.service,
        contract=contract,
        target=target,
    )
    result = TargetResult.objects.create(
        owner_organisation=contract.owner_organisation,
        target=target,
        is_reached=is_reached,
        reached_count=reached_count,
        learning=entry,
        closed_on=closed_on or today(),
        closed_by=by.account,
    )
    record("target_closed", subject=target, by=by, reached=is_reached)
    return result
