"""What was learnt, and the YES and NO of the targets of the contracts that ended."""

from __future__ import annotations

from lodestar.contract.models import Target
from lodestar.deliver.models import Achievement
from lodestar.deliver.states import AchievementState
from lodestar.demo.county import reboot_west
from lodestar.demo.county.contracts import CONTRACTS
from lodestar.demo.county.lessons import CLOSED, CLOSED_CONTRACT, LESSONS
from lodestar.demo.parts.contracting import reboot_west_contract
from lodestar.demo.world import World
from lodestar.learn.actions import close_target, record_learning

_RELATED = ("outcome", "version__contract__service__programme", "version__contract__owner_organisation")


def learn(world: World) -> None:
    """Entries of five years, then both targets of the ended contract, each with what it taught."""
    contracts = {facts.service: facts.key for facts in CONTRACTS}
    for lesson in LESSONS:
        day = world.calendar.month(lesson.months, 16)
        contract = world.contract(contracts[lesson.service]) if lesson.service in contracts else reboot_west_contract(world)
        with world.telling(day, 15):
            record_learning(
                programme=world.programme(lesson.programme),
                service=world.services[lesson.service],
                contract=contract,
                expected=lesson.expected,
                happened=lesson.happened,
                learnt=lesson.learnt,
                next_time=lesson.next_time,
                happened_on=day,
                by=world.actor(lesson.by),
            )
    _close_targets(world)
    _close_reboot_west(world)


def _close_targets(world: World) -> None:
    contract = world.contract(CLOSED_CONTRACT)
    for target in Target.objects.filter(version__contract=contract).select_related(*_RELATED):
        expected, happened, learnt, next_time = CLOSED[target.key]
        reached = people_who_reached(target)
        with world.telling(world.calendar.month(-11, 26)):
            close_target(
                target=target,
                is_reached=reached >= target.how_many,
                reached_count=reached,
                expected=expected,
                happened=happened,
                learnt=learnt,
                next_time=next_time,
                by=world.actor("colin"),
            )


def people_who_reached(target: Target) -> int:
    """People with a verified achievement of the target's last milestone."""
    last = target.milestones.order_by("-position").first()
    verified = Achievement.objects.filter(milestone=last, state=AchievementState.VERIFIED)
    return verified.values("engagement__person").distinct().count()


def _close_reboot_west(world: World) -> None:
    """The targets of Reboot West: what had been aimed at is not published, so each is what was reached."""
    targets = Target.objects.filter(version__contract=reboot_west_contract(world)).select_related(*_RELATED)
    for target in targets:
        metrics = [metric for metric in reboot_west.METRICS if metric.outcome == target.outcome.code]
        paid = sum(metric.paid_pounds for metric in metrics)
        with world.telling(world.calendar.month(-8, 20)):
            close_target(
                target=target,
                is_reached=True,
                reached_count=target.how_many,
                expected="What was aimed at is not published. The number of this target is that of the people who reached its first outcome.",
                happened=f"{_said(metrics)}. £{paid:,} was paid for all of them. Source: {reboot_west.SOURCE}.",
                learnt=reboot_west.LEARNT[target.outcome.code],
                by=world.actor("colin"),
            )


def _said(metrics: list[reboot_west.MetricFacts]) -> str:
    return "; ".join(f"{metric.definition}: {metric.people} people" for metric in metrics)
