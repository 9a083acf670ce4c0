"""The line of sight: everything an aim, outcome, target, contract, payment or goal is tied to, both ways.

A start is turned into the outcomes, targets and contracts it touches; from these every stage of the strip is filled with rows
that the viewer may see. Outside the provider, people are counts, and small ones are hidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.common.money import pounds
from lodestar.contract.models import Contract, ContractVersion, Metric, Milestone, Target
from lodestar.contract.states import VersionState
from lodestar.deliver.models import Achievement, Goal
from lodestar.deliver.shown import shown_outside
from lodestar.deliver.states import AchievementState
from lodestar.design.models import Outcome, OutcomeLevel, OutcomeLink, Service
from lodestar.pay.models import PaymentLine, Statement
from lodestar.pay.states import StatementState
from lodestar.prioritise.models import Intervention, Programme
from lodestar.procure.models import Opportunity

AT_MOST = 40  # rows a stage; what is left out is counted


@dataclass(frozen=True)
class Node:
    """One row on the strip: what it is called, a few words about it, its own page, and the strip seen from it."""

    kind: str
    public_id: str
    label: str
    about: str = ""
    url: str = ""
    is_start: bool = False

    @property
    def sight_url(self) -> str:
        return reverse("learn:sight", args=[self.kind, self.public_id]) if self.kind in KINDS else ""


@dataclass(frozen=True)
class Stage:
    """One stage of the strip, in the order of the cycle."""

    key: str
    title: str
    question: str
    nodes: tuple[Node, ...]
    left_out: int = 0
    summary: str = ""


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


def line_of_sight(viewer: Actor, kind: str, public_id: str) -> tuple[Any, list[Stage]]:
    """The start and the stages of its strip. Raises DoesNotExist when the viewer may not see the start."""
    model, reach_of = KINDS[kind]
    start = model.objects.visible_to(viewer).get(public_id=public_id)
    reach = reach_of(viewer, start)
    _complete(viewer, reach)
    build = _Strip(viewer, reach, (kind, public_id))
    return start, build.stages()


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
    outcomes = {outcome.pk, *_closure(outcome.pk, links.before)}
    services = set(Service.objects.visible_to(viewer).filter(outcomes__in=outcomes).values_list("pk", flat=True))
    visible = Target.objects.visible_to(viewer).filter(outcome__in=outcomes)
    contracts = set(visible.values_list("version__contract", flat=True))
    reach = _from_contracts(contracts, outcomes)
    reach.contracts = set(Target.objects.filter(pk__in=reach.targets).values_list("version__contract", flat=True))
    reach.outcomes = outcomes | set(_closure(outcome.pk, links.after))
    reach.services = services
    return reach


def _reach_of_target(_viewer: Actor, target: Target) -> Reach:
    return Reach(outcomes={target.outcome_id}, targets={target.pk}, contracts={target.version.contract_id})


def _reach_of_contract(_viewer: Actor, contract: Contract) -> Reach:
    return _from_contracts({contract.pk})


def _reach_of_service(viewer: Actor, service: Service) -> Reach:
    contracts = Contract.objects.visible_to(viewer).filter(service=service).values_list("pk", flat=True)
    reach = _from_contracts(contracts)
    reach.services = {service.pk}
    reach.outcomes |= set(service.outcomes.values_list("pk", flat=True))
    return reach


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


def _closure(start: int, links: dict[int, set[int]]) -> set[int]:
    """Everything that can be reached from a start by the links, the start itself left out; cycles end the walk."""
    reached: set[int] = set()
    to_walk = [start]
    while to_walk:
        for nearby in links.get(to_walk.pop(), ()):
            if nearby not in reached and nearby != start:
                reached.add(nearby)
                to_walk.append(nearby)
    return reached


def _complete(viewer: Actor, reach: Reach) -> None:
    """Adds what follows of itself: aims above the outcomes, services of the contracts, interventions of the services, their programmes."""
    links = _links()
    for outcome in list(reach.outcomes):
        reach.outcomes |= _closure(outcome, links.after)
    of_contracts = Contract.objects.filter(pk__in=reach.contracts).values_list("service", flat=True)
    reach.services |= set(Service.objects.visible_to(viewer).filter(pk__in=of_contracts).values_list("pk", flat=True))
    decided = Service.objects.filter(pk__in=reach.services).values_list("decided_from", "programme")
    reach.interventions |= {intervention for intervention, _programme in decided if intervention}
    reach.programmes |= {programme for _intervention, programme in decided}


class _Strip:
    """Fills the stages from a reach: each stage is one or two queries, whatever the number of rows."""

    def __init__(self, viewer: Actor, reach: Reach, start: tuple[str, str]) -> None:
        self.viewer = viewer
        self.reach = reach
        self.start = start

    def stages(self) -> list[Stage]:
        return [
            self._aims(),
            self._outcomes(),
            self._priorities(),
            self._services(),
            self._contracts(),
            self._targets(),
            self._milestones(),
            self._goals(),
            self._payments(),
        ]

    def _node(self, kind: str, row: Any, label: str, about: str = "", url: str = "") -> Node:
        return Node(kind, row.public_id, label, about, url, is_start=(kind, row.public_id) == self.start)

    def _stage(self, key: str, title: str, question: str, nodes: list[Node], summary: str = "") -> Stage:
        first = sorted(nodes, key=lambda node: not node.is_start)
        return Stage(key, title, question, tuple(first[:AT_MOST]), max(0, len(nodes) - AT_MOST), summary)

    def _outcome_nodes(self, *levels: str) -> list[Node]:
        rows = Outcome.objects.visible_to(self.viewer).filter(pk__in=self.reach.outcomes, level__in=levels)
        return [
            self._node("outcome", row, row.name, row.framework.name, reverse("design:framework_detail", args=[row.framework.public_id]))
            for row in rows.select_related("framework").order_by("level", "code")
        ]

    def _aims(self) -> Stage:
        nodes = self._outcome_nodes(OutcomeLevel.LATE)
        return self._stage("aims", _("Aims"), _("What is the strategy for?"), nodes)

    def _outcomes(self) -> Stage:
        nodes = self._outcome_nodes(OutcomeLevel.INTERMEDIATE, OutcomeLevel.EARLY)
        return self._stage("outcomes", _("Outcomes"), _("What should change for whom?"), nodes)

    def _priorities(self) -> Stage:
        programmes = Programme.objects.visible_to(self.viewer).filter(pk__in=self.reach.programmes)
        chosen = Intervention.objects.visible_to(self.viewer).filter(pk__in=self.reach.interventions).select_related("area")
        nodes = [self._node("programme", p, p.name, url=reverse("prioritise:programme_detail", args=[p.public_id])) for p in programmes]
        nodes += [
            self._node("intervention", i, i.name, str(i.area), reverse("prioritise:intervention_detail", args=[i.public_id]))
            for i in chosen
        ]
        return self._stage("priorities", _("Priorities"), _("Where was it decided?"), nodes)

    def _services(self) -> Stage:
        services = Service.objects.visible_to(self.viewer).filter(pk__in=self.reach.services)
        nodes = [self._node("service", s, s.name, url=reverse("design:service_detail", args=[s.public_id])) for s in services]
        opportunities = Opportunity.objects.visible_to(self.viewer).filter(service__in=self.reach.services)
        nodes += [
            self._node("opportunity", o, o.title, o.get_state_display(), reverse("procure:opportunity_detail", args=[o.public_id]))
            for o in opportunities
        ]
        return self._stage("services", _("Services"), _("What was sought?"), nodes)

    def _contracts(self) -> Stage:
        contracts = Contract.objects.visible_to(self.viewer).filter(pk__in=self.reach.contracts).select_related("provider")
        nodes = [
            self._node("contract", c, c.title, str(c.provider), reverse("contract:contract_detail", args=[c.public_id])) for c in contracts
        ]
        return self._stage("contracts", _("Contracts"), _("Who agreed to bring it about?"), nodes)

    def _targets(self) -> Stage:
        targets = Target.objects.visible_to(self.viewer).filter(pk__in=self.reach.targets).select_related("version__contract", "result")
        nodes = [
            self._node(
                "target",
                t,
                f"{t.who}: {t.change}",
                _("%(many)d by %(day)s") % {"many": t.how_many, "day": f"{t.by_when:%d.%m.%Y}"},
                f"{reverse('contract:contract_detail', args=[t.version.contract.public_id])}#target-{t.key}",
            )
            for t in targets
        ]
        return self._stage("targets", _("Targets"), _("What was promised?"), nodes)

    def _milestones(self) -> Stage:
        milestones = Milestone.objects.filter(target__in=self._visible_targets()).prefetch_related("metrics").order_by("target", "position")
        if self.reach.milestones is not None:
            milestones = milestones.filter(pk__in=self.reach.milestones)
        rows = list(milestones)
        reached = self._reached(rows)
        nodes = [self._node("milestone", m, m.name, self._about_milestone(m, reached)) for m in rows]
        return self._stage("milestones", _("Milestones"), _("What did people reach?"), nodes)

    def _visible_targets(self) -> QuerySet[Target]:
        return Target.objects.visible_to(self.viewer).filter(pk__in=self.reach.targets)

    def _reached(self, milestones: list[Milestone]) -> dict[tuple[int, str], int]:
        """Verified achievements by contract and milestone key, over all versions; for one goal, only its own."""
        found = Achievement.objects.filter(
            engagement__contract__in=self.reach.contracts,
            milestone__key__in={milestone.key for milestone in milestones},
            state=AchievementState.VERIFIED,
        )
        if self.reach.goals is not None:
            found = found.filter(engagement__goals__in=self.reach.goals)
        counts = found.order_by().values("engagement__contract", "milestone__key").annotate(n=Count("engagement__person", distinct=True))
        return {(row["engagement__contract"], row["milestone__key"]): row["n"] for row in counts}

    def _about_milestone(self, milestone: Milestone, reached: dict[tuple[int, str], int]) -> str:
        contracts = [count for (_contract, key), count in reached.items() if key == milestone.key]
        people = self._people(sum(contracts))
        prices = ", ".join(pounds(metric.price_pence) for metric in milestone.metrics.all()) or _("not paid")
        return _("%(people)s people, %(price)s") % {"people": people, "price": prices}

    def _people(self, count: int) -> str:
        """A count of people as this viewer may see it: exact inside the provider, else small ones hidden and the rest rounded to 5."""
        if self._is_inside():
            return str(count)
        return shown_outside(count)

    def _is_inside(self) -> bool:
        if self.viewer.is_system:
            return True
        providers = set(Contract.objects.filter(pk__in=self.reach.contracts).values_list("provider", flat=True))
        return bool(providers) and providers <= self.viewer.organisations_with(Permission.SUPPORT_PEOPLE)

    def _goals(self) -> Stage:
        """Goals of one's own people by their words; for everyone else only how many there are."""
        goals = Goal.objects.filter(engagement__contract__in=self.reach.contracts)
        goals = goals.filter(pk__in=self.reach.goals) if self.reach.goals is not None else goals.filter(outcome__in=self.reach.outcomes)
        own = Goal.objects.visible_to(self.viewer).filter(pk__in=goals.values("pk")).select_related("outcome", "engagement")
        nodes = [
            self._node(
                "goal",
                g,
                _("A person's goal"),
                g.outcome.name if g.outcome else _("unlisted"),
                reverse("deliver:engagement_detail", args=[g.engagement.public_id]),
            )
            for g in own[: AT_MOST + 1]
        ]
        people = goals.values("engagement__person").distinct().count()
        summary = _("%(people)s people have goals here.") % {"people": self._people(people)}
        return self._stage("goals", _("Goals"), _("What do people want?"), nodes, summary)

    def _payments(self) -> Stage:
        statements = Statement.objects.visible_to(self.viewer).filter(contract__in=self.reach.contracts)
        statements = statements.exclude(state=StatementState.RETURNED).defer("method_input", "method_result")
        if self.reach.statements is not None:
            statements = statements.filter(pk__in=self.reach.statements)
        amounts = self._amounts(statements)
        nodes = [
            self._node(
                "statement", s, _("Statement %(number)d") % {"number": s.number}, pounds(amounts[s.pk]),
                reverse("pay:statement_detail", args=[s.public_id]),
            )
            for s in statements.order_by("-period_to")
            if amounts.get(s.pk)
        ]  # fmt: skip
        summary = _("%(amount)s in all.") % {"amount": pounds(sum(amounts.values()))} if nodes else ""
        return self._stage("payments", _("Payments"), _("What was paid for it?"), nodes, summary)

    def _amounts(self, statements: QuerySet[Statement]) -> dict[int, int]:
        """Pence by statement: of the whole contract from a contract, service or programme; else only of the metrics of these targets."""
        lines = PaymentLine.objects.visible_to(self.viewer).filter(statement__in=statements.values("pk"))
        if self.start[0] in ("target", "outcome", "goal"):
            keys = Metric.objects.filter(milestone__target__in=self._visible_targets()).values("key")
            lines = lines.filter(metric_key__in=keys)
        if self.reach.goals is not None:
            lines = lines.filter(claim__achievement__engagement__goals__in=self.reach.goals)
        return {row["statement"]: row["total"] for row in lines.order_by().values("statement").annotate(total=Sum("amount_pence"))}
