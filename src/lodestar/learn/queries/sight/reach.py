"""What a start touches: turned into outcomes, targets and contracts, and then into all that follows of itself.

Reaches hold row keys; the strip shows only those of them that the viewer may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from lodestar.access.actor import Actor
from lodestar.contract.models import Contract, ContractVersion, Metric, Target
from lodestar.contract.states import VersionState
from lodestar.deliver.models import Goal
from lodestar.design.models import Outcome, OutcomeLink, Service
from lodestar.pay.models import Statement
from lodestar.prioritise.models import Intervention, Programme
from lodestar.procure.models import Opportunity


@dataclass
class Reach:
    """What a start touches, as row keys."""

    outcomes: set[int] = field(default_factory=set)
    targets: set[int] = field(default_factory=set)
    contracts: set[int] = field(default_factory=set)
    services: set[int] = field(default_factory=set)
    interventions: set[int] = field(default_factory=set)
    programmes: set[int] = field(default_factory=set)
    goals: set[int] | None = None
    statements: set[int] | None = None
    milestones: set[int] | None = None


def _latest_versions(contracts: Iterable[int]) -> list[int]:
    """The latest signed version of each contract; for one not yet signed, the latest proposed."""
    best: dict[int, tuple[bool, int, int]] = {}
    rows = ContractVersion.objects.filter(contract__in=list(contracts), state__in=(VersionState.SIGNED, VersionState.PROPOSED))
    for key, contract, number, state in rows.values_list("pk", "contract", "number", "state"):
        best[contract] = max(best.get(contract, (False, 0, 0)), (state == VersionState.SIGNED, number, key))
    return [key for _signed, _number, key in best.values()]


def _from_contracts(contracts: Iterable[int], outcomes: set[int] | None = None) -> Reach:
    keys = set(contracts)
    targets = Target.objects.filter(version__in=_latest_versions(keys))
    if outcomes is not None:
        targets = targets.filter(outcome__in=outcomes)
    found = dict(targets.values_list("pk", "outcome"))
    return Reach(outcomes=set(found.values()), targets=set(found), contracts=keys)


def _reach_of_outcome(viewer: Actor, outcome: Outcome) -> Reach:
    """Outcomes that lead here, and every latest target of any of them."""
    links = _links()
    outcomes = {outcome.pk, *closure(outcome.pk, links.before)}
    services = set(Service.objects.visible_to(viewer).filter(outcomes__in=outcomes).values_list("pk", flat=True))
    visible = Target.objects.visible_to(viewer).filter(outcome__in=outcomes)
    reach = _from_contracts(set(visible.values_list("version__contract", flat=True)), outcomes)
    # A contract whose latest version no longer has such a target has fallen out of sight.
    reach.contracts = set(Target.objects.filter(pk__in=reach.targets).values_list("version__contract", flat=True))
    reach.outcomes = outcomes | set(closure(outcome.pk, links.after))
    reach.services = services
    return reach


def _reach_of_target(_viewer: Actor, target: Target) -> Reach:
    return Reach(outcomes={target.outcome_id}, targets={target.pk}, contracts={target.version.contract_id})


def _reach_of_contract(_viewer: Actor, contract: Contract) -> Reach:
    return _from_contracts({contract.pk})


def _reach_of_service(viewer: Actor, service: Service) -> Reach:
    return _reach_of_services(viewer, Service.objects.filter(pk=service.pk))


def _reach_of_opportunity(viewer: Actor, opportunity: Opportunity) -> Reach:
    return _reach_of_services(viewer, Service.objects.filter(pk=opportunity.service_id))


def _reach_of_services(viewer: Actor, services: QuerySet[Service]) -> Reach:
    keys = set(services.values_list("pk", flat=True))
    reach = _from_contracts(Contract.objects.visible_to(viewer).filter(service__in=keys).values_list("pk", flat=True))
    reach.services = keys
    reach.outcomes |= set(Outcome.objects.filter(services__in=keys).values_list("pk", flat=True))
    return reach


def _reach_of_intervention(viewer: Actor, intervention: Intervention) -> Reach:
    reach = _reach_of_services(viewer, Service.objects.visible_to(viewer).filter(decided_from=intervention))
    reach.interventions = {intervention.pk}
    return reach


def _reach_of_programme(viewer: Actor, programme: Programme) -> Reach:
    reach = _reach_of_services(viewer, Service.objects.visible_to(viewer).filter(programme=programme))
    reach.programmes = {programme.pk}
    return reach


def _reach_of_statement(_viewer: Actor, statement: Statement) -> Reach:
    keys = set(statement.lines.values_list("metric_key", flat=True))
    versions = _latest_versions({statement.contract_id})
    milestones = set(Metric.objects.filter(version__in=versions, key__in=keys).values_list("milestone", flat=True))
    targets = dict(Target.objects.filter(milestones__in=milestones).values_list("pk", "outcome"))
    return Reach(
        outcomes=set(targets.values()),
        targets=set(targets),
        contracts={statement.contract_id},
        statements={statement.pk},
        milestones=milestones,
    )


def _reach_of_goal(_viewer: Actor, goal: Goal) -> Reach:
    contract = goal.engagement.contract_id
    outcomes = {goal.outcome_id} if goal.outcome_id else set()
    reach = _from_contracts({contract}, outcomes)
    reach.outcomes |= outcomes
    reach.goals = {goal.pk}
    return reach


KINDS: dict[str, tuple[Any, Callable[[Actor, Any], Reach]]] = {
    "programme": (Programme, _reach_of_programme),
    "intervention": (Intervention, _reach_of_intervention),
    "service": (Service, _reach_of_service),
    "opportunity": (Opportunity, _reach_of_opportunity),
    "outcome": (Outcome, _reach_of_outcome),
    "contract": (Contract, _reach_of_contract),
    "target": (Target, _reach_of_target),
    "goal": (Goal, _reach_of_goal),
    "statement": (Statement, _reach_of_statement),
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
    """Everything that can be reached from a start by the links, the start itself left out; cycles end the walk."""
    reached: set[int] = set()
    to_walk = [start]
    while to_walk:
        for nearby in links.get(to_walk.pop(), ()):
            if nearby not in reached and nearby != start:
                reached.add(nearby)
                to_walk.append(nearby)
    return reached


def complete(viewer: Actor, reach: Reach) -> None:
    """Adds what follows of itself: aims above the outcomes, services of the contracts, interventions of the services, their programmes."""
    links = _links()
    for outcome in list(reach.outcomes):
        reach.outcomes |= closure(outcome, links.after)
    of_contracts = Contract.objects.filter(pk__in=reach.contracts).values_list("service", flat=True)
    reach.services |= set(Service.objects.visible_to(viewer).filter(pk__in=of_contracts).values_list("pk", flat=True))
    decided = Service.objects.filter(pk__in=reach.services).values_list("decided_from", "programme")
    reach.interventions |= {intervention for intervention, _programme in decided if intervention}
    reach.programmes |= {programme for _intervention, programme in decided}
