"""Reading what is owed: statements, their lines, and the typed input from which each is worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Max, Q, QuerySet, Sum

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.common.clock import today
from lodestar.contract.models import Contract, Metric, Milestone
from lodestar.contract.queries import metrics_in_force, terms_of_contract
from lodestar.contract.states import ContractState
from lodestar.deliver.models import Achievement, Return, Verdict, Verification
from lodestar.deliver.states import AchievementState
from lodestar.methods import run
from lodestar.pay.models import Claim, PaymentLine, Reversal, Statement
from lodestar.pay.states import StatementState


def statements_for_viewer(viewer: Actor, *, state: str = "", contract: Contract | None = None) -> QuerySet[Statement]:
    """Statements of the contracts of which the viewer's organisation is a party, latest period first."""
    found = Statement.objects.visible_to(viewer).select_related("contract__provider", "contract__owner_organisation", "contract__service")
    if state:
        found = found.filter(state=state)
    if contract:
        found = found.filter(contract=contract)
    return found.defer("method_input", "method_result").order_by("-period_to", "-id")


def lines_of(statement: Statement, *, metric: str = "") -> QuerySet[PaymentLine]:
    """A statement's lines in order, with their claims."""
    lines = statement.lines.select_related("claim").order_by("position")
    return lines.filter(metric_key=metric) if metric else lines


def metric_names(contract: Contract) -> dict[str, str]:
    """What each metric key of any version is called, the latest version's words last."""
    metrics = Metric.objects.filter(version__contract=contract).order_by("version__number")
    return dict(metrics.values_list("key", "description"))


def next_period(contract: Contract) -> tuple[date, date]:
    """The first day not yet in a statement, and the end of its month (or of the contract, if sooner)."""
    return _period_after(contract, _stated(contract.statements.all()).aggregate(last=Max("period_to"))["last"])


def _stated(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    return statements.exclude(state=StatementState.RETURNED)


def _period_after(contract: Contract, last: date | None) -> tuple[date, date]:
    first_day = last + timedelta(days=1) if last else contract.starts_on
    month_end = (first_day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first_day, month_end if first_day > contract.ends_on else min(month_end, contract.ends_on)


def periods_to_state(viewer: Actor) -> list[tuple[Contract, date]]:
    """Live and ended contracts of the viewer's provider with a period within them that is over and not yet stated, and its last day."""
    if viewer.is_system or not viewer.holds(Permission.PREPARE_STATEMENT):
        return []
    stated_to = Max("statements__period_to", filter=~Q(statements__state=StatementState.RETURNED))
    contracts = Contract.objects.visible_to(viewer).filter(
        provider__in=viewer.organisations_with(Permission.PREPARE_STATEMENT), state__in=(ContractState.LIVE, ContractState.ENDED)
    )
    found = [(one, _period_after(one, one.stated_to)) for one in contracts.annotate(stated_to=stated_to)]
    return [(one, last) for one, (first, last) in found if last < today() and first <= one.ends_on]


def missing_claims(contract: Contract) -> list[tuple[Achievement, Metric]]:
    """Verified achievements and the metrics they count for that have no claim yet.

    The version in force on the day of the achievement says what is paid for it. A milestone or metric is the same in every version
    by its key, so that a variation neither claims a thing twice nor forgets what was recorded under an earlier version.
    """
    claimed = set(Claim.objects.filter(contract=contract).values_list("achievement", "metric__key"))
    verified = Achievement.objects.filter(engagement__contract=contract, state=AchievementState.VERIFIED).order_by("id")
    prices = [(start, _by_milestone(metrics)) for start, metrics in metrics_in_force(contract)]
    milestones = Milestone.objects.filter(target__version__contract=contract).values_list("pk", "target__key", "key")
    keys = {pk: (target, milestone) for pk, target, milestone in milestones}
    missing = [
        (key, metric)
        for key, happened_on, milestone in verified.values_list("pk", "happened_on", "milestone")
        for metric in _metrics_of(keys[milestone], happened_on, prices)
        if (key, metric.key) not in claimed
    ]
    achievements = verified.select_related("engagement").in_bulk({key for key, _metric in missing})
    return [(achievements[key], metric) for key, metric in missing]


Priced = dict[tuple[str, str], list[Metric]]


def _by_milestone(metrics: Iterable[Metric]) -> Priced:
    found: Priced = defaultdict(list)
    for metric in metrics:
        found[metric.milestone.target.key, metric.milestone.key].append(metric)
    return found


def _metrics_of(milestone: tuple[str, str], happened_on: date, prices: list[tuple[date, Priced]]) -> list[Metric]:
    in_force = [metrics for start, metrics in prices if start <= happened_on]
    return in_force[-1].get(milestone, []) if in_force else []


class _Entry(NamedTuple):
    """A claim as the method needs it. Plain values: a contract of years has thousands, and every statement walks them all."""

    claim_id: str
    pseudonym: str
    metric: str
    achieved_on: date
    achievement: int
    group: str


class _Judged(NamedTuple):
    verdict: str
    verified_on: date
    reason: str


def statement_input(contract: Contract, period_from: date, period_to: date, known_at: datetime) -> dict[str, Any]:
    """Everything the payment method needs for a statement, as recorded up to `known_at`.

    Achievements stand under the contract's pseudonym, and their claims' ids name them to the commissioner.
    """
    columns = ("public_id", "pseudonym", "metric__key", "achieved_on", "achievement", "achievement__engagement__group")
    claims = [_Entry(*row) for row in Claim.objects.filter(contract=contract).order_by("id").values_list(*columns)]
    verdicts = _verdicts(contract, known_at)
    return {
        "terms": terms_of_contract(contract),
        "achievements": [_achievement(claim, verdicts[claim.achievement]) for claim in claims],
        "counts": _counts(contract, known_at),
        "reversals": [*_overturned(claims, verdicts), *_reversed(contract, known_at)],
        "as_at": period_to.isoformat(),
        "period": {"from": period_from.isoformat(), "to": period_to.isoformat()},
        "paid_before": paid_before(contract),
    }


def _verdicts(contract: Contract, known_at: datetime) -> dict[int, list[_Judged]]:
    by_achievement: dict[int, list[_Judged]] = defaultdict(list)
    known = Verification.objects.filter(achievement__engagement__contract=contract, recorded_at__lte=known_at).order_by("id")
    for achievement, verdict, verified_on, reason in known.values_list("achievement", "verdict", "verified_on", "reason"):
        by_achievement[achievement].append(_Judged(verdict, verified_on, reason))
    return by_achievement


def _achievement(claim: _Entry, verdicts: list[_Judged]) -> dict[str, Any]:
    confirmed = [verdict for verdict in verdicts if verdict.verdict == Verdict.CONFIRMED]
    given: dict[str, Any] = {
        "person": claim.pseudonym,
        "metric": claim.metric,
        "achieved_on": claim.achieved_on.isoformat(),
        "verified": bool(confirmed),
        "claim_id": claim.claim_id,
    }
    if confirmed:
        given["verified_on"] = confirmed[0].verified_on.isoformat()
    if claim.group:
        given["group"] = claim.group
    return given


def _overturned(claims: list[_Entry], verdicts: dict[int, list[_Judged]]) -> list[dict[str, Any]]:
    """A verification that was overturned takes its claims back, until it is confirmed again."""
    taken_back = []
    for claim in claims:
        judgements = verdicts[claim.achievement]
        for place, verdict in enumerate(judgements):
            if verdict.verdict != Verdict.OVERTURNED:
                continue
            again = next((later for later in judgements[place + 1 :] if later.verdict == Verdict.CONFIRMED), None)
            entry = {"claim_id": claim.claim_id, "reason": verdict.reason or "overturned", "on": verdict.verified_on.isoformat()}
            taken_back.append(entry | ({"lifted_on": again.verified_on.isoformat()} if again else {}))
    return taken_back


def _reversed(contract: Contract, known_at: datetime) -> list[dict[str, Any]]:
    reversals = Reversal.objects.filter(claim__contract=contract, recorded_at__lte=known_at).select_related("claim").order_by("id")
    return [{"claim_id": r.claim.public_id, "reason": r.reason, "on": r.happened_on.isoformat()} for r in reversals]


def _counts(contract: Contract, known_at: datetime) -> list[dict[str, Any]]:
    """Confirmed returns, a line a metric. A confirmed return takes the place of every one it corrects, however many lie between."""
    returns = Return.objects.filter(contract=contract, recorded_at__lte=known_at).order_by("id").prefetch_related("verifications")
    corrects = {total.pk: total.corrects_id for total in returns}
    confirmed = [total for total in returns if _is_confirmed(total, known_at)]
    replaced = {earlier for total in confirmed for earlier in _chain(total.corrects_id, corrects)}
    return [
        {"metric": key, "count": count, "period": {"from": total.period_from.isoformat(), "to": total.period_to.isoformat()}}
        for total in confirmed
        if total.pk not in replaced
        for key, count in sorted(total.counts.items())
        if count
    ]


def _chain(start: int | None, corrects: Mapping[int, int | None]) -> Iterator[int]:
    """A return and those before it whose place it took."""
    while start is not None:
        yield start
        start = corrects.get(start)


def _is_confirmed(total: Return, known_at: datetime) -> bool:
    known = [judgement for judgement in total.verifications.all() if judgement.recorded_at <= known_at]
    return bool(known) and known[-1].verdict == Verdict.CONFIRMED


def paid_before(contract: Contract) -> list[dict[str, Any]]:
    """What every earlier statement that stands paid, or took back, claim by claim."""
    lines = PaymentLine.objects.filter(statement__in=_stated(contract.statements.all()))
    sums = lines.values("claim_reference").annotate(amount=Sum("amount_pence")).order_by("claim_reference")
    return [{"claim_id": row["claim_reference"], "amount_pence": row["amount"]} for row in sums]


def replays_to_the_same(statement: Statement) -> bool:
    """Whether the stored input, worked out again now, gives the stored result to the penny and the letter."""
    again = run("payment_statement", statement.method_input)
    return bool(again["value"] == statement.method_result["value"] and again["inputs_digest"] == statement.method_result["inputs_digest"])


def reconciles(statement: Statement) -> bool:
    """Whether the lines add up to the statement."""
    return (statement.lines.aggregate(total=Sum("amount_pence"))["total"] or 0) == statement.net_pence


def waiting_for(viewer: Actor, *states: str) -> QuerySet[Statement]:
    """Statements in a state that wait for the viewer's finance office or provider."""
    return Statement.objects.visible_to(viewer).filter(state__in=states).select_related("contract").defer("method_input", "method_result")


def reversed_claims(contract: Contract) -> set[int]:
    """Claims (row keys) of a contract that were taken back."""
    return set(Reversal.objects.filter(claim__contract=contract).values_list("claim", flat=True))
