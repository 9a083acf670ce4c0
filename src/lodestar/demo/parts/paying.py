"""Proof and money in the order in which they came: what a verifier judged, and month by month what was stated, approved and paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lodestar.access.actor import Actor
from lodestar.access.roles import RoleName
from lodestar.contract.actions import end_contract
from lodestar.contract.models import Contract
from lodestar.deliver.actions import (
    add_evidence,
    overturn_achievement,
    record_return,
    refuse_achievement,
    verify_achievement,
    verify_achievements,
    verify_return,
    withdraw_achievement,
)
from lodestar.deliver.models import Achievement, Verdict
from lodestar.demo.county import reboot_west, words
from lodestar.demo.county.calendar import at
from lodestar.demo.county.contracts import CONTRACTS, VARIED, ContractFacts
from lodestar.demo.parts.contracting import REBOOT_WEST_ENDS, reboot_west_contract
from lodestar.demo.parts.delivering import Reached
from lodestar.demo.world import World
from lodestar.design.actions import close_service
from lodestar.pay.actions import approve_statement, pay_statement, prepare_statement, reverse_claim, send_back_statement, submit_statement
from lodestar.pay.models import Claim, Statement

RETURNED_REASON = "Two of the college’s attendance records are of another term. Please check them and state the quarter again."
REVERSED_REASON = "The debt plan turned out to be another household’s. The provider told us of it themselves."
REVERSED_IN = -3  # months from the anchor
# How far each fate of a statement goes.
STEPS = {"prepared": 0, "submitted": 1, "approved": 2, "paid": 3}


@dataclass(frozen=True)
class Period:
    """A period that is stated: its last day, when it was worked out, and how far its statement has come."""

    last_day: date
    prepared_on: date
    fate: str


def periods_of(world: World, facts: ContractFacts) -> Iterator[Period]:
    """The periods of a contract one after another. Where everything stated was paid, the provider still owes the last one."""
    calendar, month = world.calendar, facts.starts
    while month < min(facts.upto, facts.ends):
        every = 1 if facts.monthly_from is not None and month >= facts.monthly_from else facts.every
        is_last = month + every >= facts.upto
        if is_last and facts.fate == "paid" and facts.upto == 0:
            return
        last_day = calendar.month_end(month + every - 1)
        yield Period(last_day, last_day + timedelta(days=1 if is_last else 4), facts.fate if is_last else "paid")
        month += every


def pay(world: World, facts: ContractFacts, reached: list[Reached]) -> None:
    """Judges achievements as they came in and states each period as it was known at its close."""
    contract = world.contract(facts.key)
    judging = _Judging(world, facts, reached)
    for period in periods_of(world, facts):
        judging.up_to(period.prepared_on)
        _state(world, facts, contract, period)
        if facts.key == VARIED and period.last_day == world.calendar.month_end(REVERSED_IN - 1):
            _reverse(world, contract)
    judging.up_to(world.calendar.anchor)
    if facts.ends < 0:
        _end(world, contract, facts.ends)


class _Judging:
    """What the verifier of a contract said of each achievement, in the order of the days."""

    def __init__(self, world: World, facts: ContractFacts, reached: list[Reached]) -> None:
        self.world = world
        self.verifier = world.actor(facts.verifier)
        related = (
            "engagement__service",
            "engagement__contract__service",
            "engagement__person",
            "milestone",
            "owner_organisation",
            "recorded_by",
        )
        rows = Achievement.objects.select_related(*related).prefetch_related("evidence").in_bulk([one.achievement.pk for one in reached])
        self.to_verify: list[tuple[date, Achievement]] = []
        self.singly: list[tuple[date, str, Achievement]] = []
        for one in reached:
            self._sort(one, rows[one.achievement.pk])
        self.to_verify.sort(key=lambda pair: (pair[0], pair[1].pk))
        self.singly.sort(key=lambda triple: (triple[0], triple[2].pk))

    def _sort(self, one: Reached, row: Achievement) -> None:
        plan = one.plan
        if plan.fate in {"verified", "overturned"} and plan.judged_on:
            self.to_verify.append((plan.judged_on, row))
        if plan.fate in {"refused", "confirmed_later"} and plan.judged_on:
            self.singly.append((plan.judged_on, "refuse", row))
        if plan.fate == "confirmed_later" and plan.later_on:
            self.singly.append((plan.later_on, "confirm", row))
        if plan.fate == "overturned" and plan.later_on:
            self.singly.append((plan.later_on, "overturn", row))
        if plan.fate == "withdrawn":
            self.singly.append((plan.recorded_on, "withdraw", row))

    def up_to(self, day: date) -> None:
        """Everything judged by the day: confirmations at once, each with its own date; the rest one by one."""
        count = sum(on <= day for on, _row in self.to_verify)
        due, self.to_verify = self.to_verify[:count], self.to_verify[count:]
        if due:
            with self.world.telling(day):
                dates = [on for on, _row in due]
                verify_achievements(
                    achievements=[row for _on, row in due], on=dates, recorded_at=[at(on, 16) for on in dates], by=self.verifier
                )
        while self.singly and self.singly[0][0] <= day:
            self._judge(*self.singly.pop(0))

    def _judge(self, day: date, verdict: str, row: Achievement) -> None:
        with self.world.telling(day, 16):
            if verdict == "refuse":
                refuse_achievement(achievement=row, reason=_one_of(words.WHY_NOT_CONFIRMED, day), by=self.verifier)
            elif verdict == "overturn":
                overturn_achievement(achievement=row, reason=_why_overturned(row), by=self.verifier)
            elif verdict == "confirm":
                self._confirm_after_more_evidence(row)
            else:
                withdraw_achievement(achievement=row, by=self._recorder(row))

    def _confirm_after_more_evidence(self, row: Achievement) -> None:
        description = "A clearer copy, with the date and the name."
        add_evidence(achievement=row, description=description, method=row.milestone.verified_by, by=self._recorder(row))
        row = Achievement.objects.select_related("engagement__service", "engagement__contract", "milestone").get(pk=row.pk)
        verify_achievement(achievement=row, by=self.verifier)

    def _recorder(self, row: Achievement) -> Actor:
        return self.world.actor(next(key for key, account in self.world.accounts.items() if account.pk == row.recorded_by_id))


def _why_overturned(row: Achievement) -> str:
    return next(why for start, why in words.WHY_OVERTURNED.items() if row.milestone.key.startswith(start))


def _one_of(choices: tuple[str, ...], day: date) -> str:
    return choices[day.toordinal() % len(choices)]


def _state(world: World, facts: ContractFacts, contract: Contract, period: Period) -> Statement:
    """One statement through the hands it passes: provider, then the commissioner's finance office."""
    provider, steps = world.manager_of(facts.provider), STEPS.get(period.fate, 1)
    is_done = period.fate == "paid"
    with world.telling(period.prepared_on, 8, 30):
        statement = prepare_statement(contract=contract, period_to=period.last_day, by=provider)
    finance = world.actor(_finance(world, contract))
    if steps >= 1:
        with world.telling(period.prepared_on + timedelta(days=1 if is_done else 0), 9):
            submit_statement(statement=statement, by=provider)
    if period.fate == "returned":
        with world.telling(period.prepared_on, 10):
            send_back_statement(statement=statement, reason=RETURNED_REASON, by=finance)
    if steps >= 2:
        with world.telling(period.prepared_on + timedelta(days=6 if is_done else 0), 11):
            approve_statement(statement=statement, by=finance)
    if steps >= 3:
        with world.telling(period.prepared_on + timedelta(days=17), 14):
            reference = f"BACS {period.prepared_on:%y%m}-{statement.number:03d}"
            pay_statement(statement=statement, payment_reference=reference, by=finance)
    return statement


def _finance(world: World, contract: Contract) -> str:
    is_council = contract.owner_organisation_id == world.organisations["council"].pk
    return world.holder("council" if is_council else "icb", RoleName.FINANCE_OFFICER)


def _reverse(world: World, contract: Contract) -> None:
    """One claim that was paid some months ago is taken back: the next statement shows what is recovered."""
    paid = Claim.objects.filter(contract=contract, metric__key="debt_plan", lines__amount_pence__gt=0).order_by("-achieved_on", "pk")
    with world.telling(world.calendar.month(REVERSED_IN, 24)):
        reverse_claim(
            claim=paid.select_related("contract__service", "contract__owner_organisation")[0],
            reason=REVERSED_REASON,
            by=world.actor("colin"),
        )


def _end(world: World, contract: Contract, months: int) -> None:
    with world.telling(world.calendar.month(months, 20)):
        end_contract(contract=contract, by=world.actor("colin"))
        close_service(service=contract.service, by=world.actor("ruth"))


def settle_reboot_west(world: World) -> None:
    """The published totals as one return, confirmed by a verifier, and one statement that pays them line by line."""
    contract = reboot_west_contract(world)
    manager, month = world.manager_of("young"), world.calendar.month
    with world.telling(month(REBOOT_WEST_ENDS, 6)):
        totals = record_return(
            contract=contract,
            period_from=contract.starts_on,
            period_to=contract.ends_on,
            counts={metric.key: metric.count for metric in reboot_west.METRICS},
            source=f"{reboot_west.SOURCE}: amount paid ÷ price",
            by=manager,
        )
    with world.telling(month(REBOOT_WEST_ENDS, 13)):
        verify_return(totals=totals, verdict=Verdict.CONFIRMED, by=world.actor("anil"))
    facts = next(one for one in CONTRACTS if one.provider == "young")
    _state(world, facts, contract, Period(contract.ends_on, month(REBOOT_WEST_ENDS, 18), "paid"))
    _end(world, contract, REBOOT_WEST_ENDS + 1)
