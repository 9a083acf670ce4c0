"""What a start touches: turned into outcomes, targets and contracts, and then into all that follows of itself.

A reach holds only rows that the viewer may see, and the keys of what is read later. Few queries, whatever the number of rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.contract.models import Contract, Metric, Target
from lodestar.contract.states import VersionState
from lodestar.deliver.models import Goal, Return
from lodestar.design.models import Outcome, OutcomeLink, Service
from lodestar.pay.models import Statement
from lodestar.prioritise.models import Intervention, Programme
from lodestar.procure.models import Opportunity


@dataclass
class Reach:
    """Row keys of what is touched; targets, services, programmes and interventions as rows."""

    outcomes: set[int] = field(default_factory=set)
    offered: set[int] = field(default_factory=set)  # outcomes whose services are in sight too
    contracts: set[int] = field(default_factory=set)
    contract_rows: list[Contract] | None = None  # those that the viewer sees, where they are at hand already
    service_keys: set[int] = field(default_factory=set)
    targets: dict[int, Target] = field(default_factory=dict)
    services: list[Service] = field(default_factory=list)
    programmes: dict[int, Programme] = field(default_factory=dict)
    interventions: dict[int, Intervention] = field(default_factory=dict)
    goals: set[int] | None = None
    statements: set[int] | None = None
    milestones: set[int] | None = None


def _latest(targets: QuerySet[Target]) -> dict[int, Target]:
    """Of each contract, the targets of its latest signed version; before there is one, of the latest proposed."""
    agreed = targets.filter(version__state__in=(VersionState.SIGNED, VersionState.PROPOSED)).select_related("version__contract")
    by_contract: dict[int, dict[tuple[bool, int], list[Target]]] = defaultdict(lambda: defaultdict(list))
    for target in agreed:
        version = target.version
        by_contract[version.contract_id][version.state == VersionState.SIGNED, version.number].append(target)
    return {target.pk: target for versions in by_contract.values() for target in versions[max(versions)]}


def _from_contracts(viewer: Actor, contracts: Iterable[int], outcomes: set[int] | None = None) -> Reach:
    keys = set(contracts)
    targets = _latest(Target.objects.visible_to(viewer).filter(version__contract__in=keys)) if keys else {}
    if outcomes is not None:
        targets = {key: target for key, target in targets.items() if target.outcome_id in outcomes}
    return Reach(outcomes={target.outcome_id for target in targets.values()}, targets=targets, contracts=keys)


def _reach_of_outcome(viewer: Actor, outcome: Outcome) -> Reach:
    """Outcomes that lead here and that it leads to, and the latest targets of any that lead here."""
    links = _links()
    below = {outcome.pk, *closure(outcome.pk, links.before)}
    visible = Target.objects.visible_to(viewer)
    latest = _latest(visible.filter(version__contract__in=visible.filter(outcome__in=below).values("version__contract")))
    targets = {key: target for key, target in latest.items() if target.outcome_id in below}
    contracts = {target.version.contract_id for target in targets.values()}
    return Reach(outcomes=below | closure(outcome.pk, links.after), offered=below, targets=targets, contracts=contracts)


def _reach_of_target(_viewer: Actor, target: Target) -> Reach:
    return Reach(outcomes={target.outcome_id}, targets={target.pk: target}, contracts={target.version.contract_id})


def _reach_of_contract(viewer: Actor, contract: Contract) -> Reach:
    return _from_contracts(viewer, {contract.pk})


def _reach_of_services(viewer: Actor, services: Q) -> Reach:
    contracts = Prefetch("contracts", seen_contracts(viewer))
    found = list(_services(viewer, services).prefetch_related("outcomes", contracts))
    seen = [contract for service in found for contract in service.contracts.all()]
    reach = _from_contracts(viewer, {contract.pk for contract in seen})
    reach.contract_rows = seen
    reach.services = found
    reach.outcomes |= {outcome.pk for service in found for outcome in service.outcomes.all()}
    return reach


def _reach_of_service(viewer: Actor, service: Service) -> Reach:
    return _reach_of_services(viewer, Q(pk=service.pk))


def _reach_of_opportunity(viewer: Actor, opportunity: Opportunity) -> Reach:
    reach = _reach_of_services(viewer, Q(pk=opportunity.service_id))
    reach.service_keys.add(opportunity.service_id)
    return reach


def _reach_of_intervention(viewer: Actor, intervention: Intervention) -> Reach:
    reach = _reach_of_services(viewer, Q(decided_from=intervention))
    reach.interventions = {intervention.pk: intervention}
    reach.programmes = {intervention.area.programme_id: intervention.area.programme}
    return reach


def _reach_of_programme(viewer: Actor, programme: Programme) -> Reach:
    reach = _reach_of_services(viewer, Q(programme=programme))
    reach.programmes = {programme.pk: programme}
    return reach


def _reach_of_statement(viewer: Actor, statement: Statement) -> Reach:
    """Only the targets that its lines pay for."""
    reach = _from_contracts(viewer, {statement.contract_id})
    paid = Metric.objects.filter(version__in={target.version_id for target in reach.targets.values()})
    rows = paid.filter(key__in=statement.lines.values("metric_key")).values_list("milestone", "milestone__target")
    reach.milestones = {milestone for milestone, _target in rows}
    reach.targets = {key: reach.targets[key] for _milestone, key in rows}
    reach.outcomes = {target.outcome_id for target in reach.targets.values()}
    reach.statements = {statement.pk}
    return reach


def _reach_of_goal(viewer: Actor, goal: Goal) -> Reach:
    outcomes = {goal.outcome_id} if goal.outcome_id else set()
    reach = _from_contracts(viewer, {goal.engagement.contract_id}, outcomes)
    reach.outcomes |= outcomes
    reach.goals = {goal.pk}
    return reach


@dataclass(frozen=True)
class Kind:
    """A kind of thing that a line of sight starts from, with what is read together with it."""

    model: Any
    reach: Callable[[Actor, Any], Reach]
    together: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    "programme": Kind(Programme, _reach_of_programme),
    "intervention": Kind(Intervention, _reach_of_intervention, ("area__programme",)),
    "service": Kind(Service, _reach_of_service),
    "opportunity": Kind(Opportunity, _reach_of_opportunity),
    "outcome": Kind(Outcome, _reach_of_outcome),
    "contract": Kind(Contract, _reach_of_contract),
    "target": Kind(Target, _reach_of_target, ("version__contract",)),
    "goal": Kind(
        Goal,
        _reach_of_goal,
        ("engagement__person", "engagement__contract", "engagement__service", "engagement__owner_organisation", "outcome"),
    ),
    "statement": Kind(Statement, _reach_of_statement, ("contract",)),
}


@dataclass(frozen=True)
class _Links:
    after: dict[int, set[int]]
    before: dict[int, set[int]]


def _links() -> _Links:
    after: dict[int, set[int]] = defaultdict(set)
    before: dict[int, set[int]] = defaultdict(set)
    for source, target in OutcomeLink.objects.values_list("source", "target"):
        after[source].add(target)
        before[target].add(source)
    return _Links(after, before)


def closure(start: int, links: dict[int, set[int]]) -> set[int]:
    """Everything that can be reached from a start by the links, the start itself left out; cycles end the walk.

    >>> sorted(closure(1, {1: {2}, 2: {3}, 3: {1}}))
    [2, 3]
    """
    reached: set[int] = set()
    to_walk = [start]
    while to_walk:
        for nearby in links.get(to_walk.pop(), ()):
            if nearby not in reached and nearby != start:
                reached.add(nearby)
                to_walk.append(nearby)
    return reached


def complete(viewer: Actor, reach: Reach) -> None:
    """Adds what follows of itself: aims above the outcomes, services of the contracts, what they were decided from, their programmes."""
    if reach.outcomes and not reach.offered:
        links = _links()
        for outcome in list(reach.outcomes):
            reach.outcomes |= closure(outcome, links.after)
    if not reach.services and (reach.contracts or reach.offered):
        reach.services = list(_services(viewer, Q(contracts__in=reach.contracts) | Q(outcomes__in=reach.offered)))
    reach.service_keys |= {service.pk for service in reach.services}
    for service in reach.services:
        if sees_programme(viewer, service.programme):
            reach.programmes[service.programme_id] = service.programme
            if service.decided_from:
                reach.interventions[service.decided_from.pk] = service.decided_from


def seen_contracts(viewer: Actor) -> QuerySet[Contract]:
    """The viewer's contracts, and whether totals are reported for them in place of persons."""
    totals = Return.objects.filter(contract=OuterRef("pk"))
    seen: QuerySet[Contract] = Contract.objects.visible_to(viewer).select_related("provider").annotate(has_totals=Exists(totals))
    return seen


def _services(viewer: Actor, which: Q) -> QuerySet[Service]:
    return Service.objects.visible_to(viewer).filter(which).select_related("programme", "decided_from__area").distinct()


def sees_programme(viewer: Actor, programme: Programme) -> bool:
    """As `Programme.objects.visible_to` has it, for a row at hand."""
    return viewer.can(Permission.SEE_CYCLE, programme.owner_organisation_id, programme.public_id)
