"""The strip of a line of sight: five stations from what it is for to what was paid, filled with rows that the viewer may see.

Outside the provider, people are counts, and small ones are hidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Subquery, Sum, Value, Window
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.access.routes import TABLE
from lodestar.common.money import pounds
from lodestar.contract.models import Metric, Milestone
from lodestar.deliver.models import Achievement, Goal
from lodestar.deliver.shown import SMALLEST_SHOWN, may_be_shown, shown_outside
from lodestar.deliver.states import AchievementState
from lodestar.design.models import Outcome, OutcomeLevel
from lodestar.learn.queries.sight.reach import KINDS, Reach, complete, seen_contracts
from lodestar.pay.models import PaymentLine
from lodestar.pay.states import StatementState
from lodestar.procure.models import Opportunity
from lodestar.ui.forms.fields import long_date

AT_MOST = 40  # rows a stage; what is left out is counted
AT_ONCE = 5  # rows a stage shows before one asks for the rest


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
    """One kind of thing at a station, the start first."""

    key: str
    title: str
    nodes: tuple[Node, ...]
    left_out: int = 0
    summary: str = ""

    @property
    def first(self) -> tuple[Node, ...]:
        return self.nodes[:AT_ONCE]

    @property
    def rest(self) -> tuple[Node, ...]:
        return self.nodes[AT_ONCE:]

    @property
    def total(self) -> int:
        return len(self.nodes) + self.left_out

    @property
    def is_empty(self) -> bool:
        return not self.nodes and not self.summary


@dataclass(frozen=True)
class Station:
    """A question of the walk and the stages that answer it."""

    key: str
    question: str
    stages: tuple[Stage, ...]

    @property
    def is_start(self) -> bool:
        return any(node.is_start for stage in self.stages for node in stage.nodes)

    @property
    def is_empty(self) -> bool:
        return all(stage.is_empty for stage in self.stages)


@dataclass(frozen=True)
class Sight:
    """A line of sight: where it starts, what it says in one sentence, and its stations."""

    start: Any
    sentence: str
    stations: tuple[Station, ...]

    @property
    def stages(self) -> dict[str, Stage]:
        return {stage.key: stage for station in self.stations for stage in station.stages}


def line_of_sight(viewer: Actor, kind: str, public_id: str) -> Sight:
    """The start and all that it is tied to, both ways. Raises DoesNotExist when the viewer may not see the start."""
    chosen = KINDS[kind]
    start = chosen.model.objects.visible_to(viewer).select_related(*chosen.together).get(public_id=public_id)
    reach = chosen.reach(viewer, start)
    complete(viewer, reach)
    stations = tuple(_Strip(viewer, reach, kind, start).stations())
    return Sight(start, _sentence(stations), stations)


def _sentence(stations: tuple[Station, ...]) -> str:
    """What the strip shows, as one sentence: the finding is its title."""
    found = {stage.key: stage for station in stations for stage in station.stages}
    words: dict[str, Callable[[int], str]] = {
        "aims": lambda n: ngettext("%(n)d aim", "%(n)d aims", n),
        "outcomes": lambda n: ngettext("%(n)d outcome", "%(n)d outcomes", n),
        "services": lambda n: ngettext("%(n)d service or opportunity", "%(n)d services and opportunities", n),
        "contracts": lambda n: ngettext("%(n)d contract", "%(n)d contracts", n),
        "targets": lambda n: ngettext("%(n)d target", "%(n)d targets", n),
    }
    others = {key: found[key].total - any(node.is_start for node in found[key].nodes) for key in words}
    parts = [said(others[key]) % {"n": others[key]} for key, said in words.items() if others[key]]
    tied = _("Tied to it: %(parts)s.") % {"parts": ", ".join(parts)} if parts else _("It is tied to nothing yet that you may see.")
    return f"{tied} {found['payments'].summary}".strip()


class _Strip:
    """Fills the stages from a reach: each is one query at the most, whatever the number of rows."""

    def __init__(self, viewer: Actor, reach: Reach, kind: str, start: Any) -> None:
        self.viewer = viewer
        self.reach = reach
        self.kind = kind
        self.start = start

    def stations(self) -> Iterator[Station]:
        aims, outcomes = self._aims_and_outcomes()
        yield Station("why", _("What is it for?"), (aims, outcomes))
        yield Station("chosen", _("What was chosen?"), (self._priorities(), self._services()))
        yield Station("promised", _("What was promised?"), (self._contracts(), self._targets()))
        yield Station("reached", _("What was reached?"), (self._goals(), self._milestones()))
        yield Station("paid", _("What was paid?"), (self._payments(),))

    def _address(self, route: str, row: Any, part: str = "") -> str:
        """The page of a row, for those to whom the route opens at all; a keyworker sees the aim and is not sent to be refused."""
        return reverse(route, args=[row.public_id]) + part if TABLE[route].who.decide(self.viewer) else ""

    def _node(self, kind: str, row: Any, label: str, about: str = "", url: str = "") -> Node:
        return Node(kind, row.public_id, label, about, url, is_start=(kind, row.public_id) == (self.kind, self.start.public_id))

    def _stage(self, key: str, title: str, nodes: list[Node], summary: str = "", left_out: int = 0) -> Stage:
        first = sorted(nodes, key=lambda node: not node.is_start)
        return Stage(key, title, tuple(first[:AT_MOST]), left_out or max(0, len(nodes) - AT_MOST), summary)

    def _aims_and_outcomes(self) -> tuple[Stage, Stage]:
        """Aims are the late outcomes. Nearest to the aims first."""
        by_level: dict[str, list[Node]] = {level: [] for level in (OutcomeLevel.LATE, OutcomeLevel.INTERMEDIATE, OutcomeLevel.EARLY)}
        seen = Outcome.objects.visible_to(self.viewer).filter(pk__in=self.reach.outcomes).select_related("framework").order_by("code")
        for row in seen if self.reach.outcomes else ():
            address = self._address("design:outcome_detail", row)
            by_level[row.level].append(self._node("outcome", row, row.name, row.framework.name, address))
        outcomes = by_level[OutcomeLevel.INTERMEDIATE] + by_level[OutcomeLevel.EARLY]
        return self._stage("aims", _("Aims"), by_level[OutcomeLevel.LATE]), self._stage("outcomes", _("Outcomes"), outcomes)

    def _priorities(self) -> Stage:
        nodes = [
            self._node("programme", row, row.name, url=self._address("prioritise:programme_detail", row))
            for row in self.reach.programmes.values()
        ]
        nodes += [
            self._node("intervention", row, row.name, str(row.area), self._address("prioritise:intervention_detail", row))
            for row in self.reach.interventions.values()
        ]
        return self._stage("priorities", _("Priorities"), nodes)

    def _services(self) -> Stage:
        nodes = [self._node("service", row, row.name, url=self._address("design:service_detail", row)) for row in self.reach.services]
        opportunities = Opportunity.objects.visible_to(self.viewer).filter(service__in=self.reach.service_keys)
        nodes += [
            self._node("opportunity", row, row.title, row.get_state_display(), self._address("procure:opportunity_detail", row))
            for row in (opportunities if self.reach.service_keys else ())
        ]
        return self._stage("services", _("Services"), nodes)

    @cached_property
    def _seen_contracts(self) -> list[Any]:
        if self.reach.contract_rows is not None or not self.reach.contracts:
            return self.reach.contract_rows or []
        return list(seen_contracts(self.viewer).filter(pk__in=self.reach.contracts))

    def _contracts(self) -> Stage:
        nodes = [
            self._node("contract", row, row.title, str(row.provider), self._address("contract:contract_detail", row))
            for row in self._seen_contracts
        ]
        return self._stage("contracts", _("Contracts"), nodes)

    def _targets(self) -> Stage:
        nodes = [
            self._node(
                "target",
                row,
                f"{row.who}: {row.change}",
                _("%(many)d people by %(day)s") % {"many": row.how_many, "day": long_date(row.by_when)},
                self._address("contract:contract_detail", row.version.contract, f"#target-{row.key}"),
            )
            for row in self.reach.targets.values()
        ]
        return self._stage("targets", _("Targets"), nodes)

    @cached_property
    def _is_inside(self) -> bool:
        """Whether the viewer is of the provider that supports the people: its own figures are exact."""
        providers = {contract.provider_id for contract in self._seen_contracts}
        own = bool(providers) and providers <= self.viewer.organisations_with(Permission.SUPPORT_PEOPLE)
        return self.viewer.is_system or self.kind == "goal" or own

    def _people(self, count: int) -> str:
        """A count of people as this viewer may see it: exact inside the provider, else small ones hidden and the rest rounded to 5."""
        if self._is_inside:
            return ngettext("%(n)d person", "%(n)d people", count) % {"n": count}
        if not may_be_shown(count):
            return _("fewer than %(n)d people") % {"n": SMALLEST_SHOWN}
        return _("about %(n)s people") % {"n": shown_outside(count)}

    def _goals(self) -> Stage:
        """Goals of one's own people by the outcome they point at; for everyone else only how many people have any."""
        if self.kind == "goal":
            return self._stage("goals", _("Goals"), [self._goal(self.start)])
        if not self.reach.contracts:
            return self._stage("goals", _("Goals"), [])
        goals = Goal.objects.filter(engagement__contract__in=self.reach.contracts, outcome__in=self.reach.outcomes).order_by()
        counted = goals.annotate(one=Value(1)).values("one").annotate(n=Count("engagement__person", distinct=True)).values("n")
        own = self._own_goals(goals, counted)
        people = own[0].people if own else (counted[0]["n"] if counted else 0)
        is_said = bool(people) or not self._is_inside
        summary = _("With goals here: %(people)s.") % {"people": self._people(people)} if is_said else ""
        nodes = [self._goal(goal) for goal in own]
        return self._stage("goals", _("Goals"), nodes, summary, left_out=max(0, own[0].mine - AT_MOST) if own else 0)

    def _own_goals(self, goals: QuerySet[Goal], counted: QuerySet[Any]) -> list[Any]:
        """The goals of one's own people, with how many there are in all and how many people have any."""
        if not self.viewer.holds(Permission.SUPPORT_PEOPLE, Permission.MANAGE_CASELOADS):
            return []
        mine = Goal.objects.visible_to(self.viewer).filter(pk__in=goals.values("pk"))
        rows = mine.select_related("outcome", "engagement").annotate(people=Subquery(counted), mine=Window(Count("pk")))
        return list(rows.order_by("-set_on", "-id")[:AT_MOST])

    def _goal(self, goal: Goal) -> Node:
        outcome = goal.outcome.name if goal.outcome else _("unlisted")
        return self._node("goal", goal, _("A person's goal"), outcome, self._address("deliver:engagement_detail", goal.engagement))

    def _milestones(self) -> Stage:
        targets = self.reach.targets
        milestones = Milestone.objects.filter(target__in=targets).order_by("target", "position")
        if self.reach.milestones is not None:
            milestones = milestones.filter(pk__in=self.reach.milestones)
        priced = milestones.annotate(least=Min("metrics__price_pence"), most=Max("metrics__price_pence"))
        rows = list(priced) if targets else []
        reached = self._reached({row.key for row in rows})
        nodes = [self._node("milestone", row, row.name, self._about_milestone(row, reached)) for row in rows]
        return self._stage("milestones", _("Milestones"), nodes)

    def _reached(self, keys: set[str]) -> dict[tuple[int, str, str], int]:
        """People with a verified achievement, by contract, target and milestone, over all versions; for a goal, only its own person."""
        if not keys:
            return {}
        found = Achievement.objects.filter(
            engagement__contract__in=self.reach.contracts, milestone__key__in=keys, state=AchievementState.VERIFIED
        )
        if self.reach.goals is not None:
            found = found.filter(engagement__goals__in=self.reach.goals)
        by = ("engagement__contract", "milestone__target__key", "milestone__key")
        counts = found.order_by().values(*by).annotate(n=Count("engagement__person", distinct=True))
        return {(row[by[0]], row[by[1]], row[by[2]]): row["n"] for row in counts}

    def _about_milestone(self, milestone: Any, reached: dict[tuple[int, str, str], int]) -> str:
        target = self.reach.targets[milestone.target_id]
        count = reached.get((target.version.contract_id, target.key, milestone.key), 0)
        people = _("counted in totals") if not count and target.version.contract_id in self._with_totals else self._people(count)
        if milestone.least is None:
            return _("%(people)s, not paid") % {"people": people}
        prices = " – ".join(pounds(pence) for pence in sorted({milestone.least, milestone.most}))
        return _("%(people)s, %(price)s") % {"people": people, "price": prices}

    @cached_property
    def _with_totals(self) -> set[int]:
        """Contracts for which totals are reported in place of persons."""
        return {contract.pk for contract in self._seen_contracts if contract.has_totals}

    def _payments(self) -> Stage:
        """Statements with what they paid: of the whole contract, or only for the targets in sight."""
        amounts: dict[tuple[str, int, Any], int] = defaultdict(int)
        if self.kind == "statement":
            amounts[self.start.public_id, self.start.number, self.start.period_to] = 0
        theirs = self._metrics_of_targets() if self.kind in ("target", "outcome", "goal") else None
        for row in self._sums() if self.reach.contracts else ():
            if theirs is None or (row["statement__contract"], row["metric_key"]) in theirs:
                amounts[row["statement__public_id"], row["statement__number"], row["statement__period_to"]] += row["pence"]
        latest_first = sorted(amounts.items(), key=lambda item: item[0][2], reverse=True)
        nodes = [self._statement(public_id, number, pence) for (public_id, number, _day), pence in latest_first]
        summary = _("%(amount)s stated for it in all.") % {"amount": pounds(sum(amounts.values()))} if nodes else ""
        return self._stage("payments", _("Payments"), nodes, summary)

    def _statement(self, public_id: str, number: int, pence: int) -> Node:
        address = reverse("pay:statement_detail", args=[public_id])
        is_start = (self.kind, self.start.public_id) == ("statement", public_id)
        return Node("statement", public_id, _("Statement %(number)d") % {"number": number}, pounds(pence), address, is_start)

    def _sums(self) -> QuerySet[Any, dict[str, Any]]:
        """Pence by statement and metric, of statements that stand."""
        lines = PaymentLine.objects.visible_to(self.viewer).filter(statement__contract__in=self.reach.contracts)
        lines = lines.exclude(statement__state=StatementState.RETURNED)
        if self.reach.statements is not None:
            lines = lines.filter(statement__in=self.reach.statements)
        if self.reach.goals is not None:
            lines = lines.filter(claim__achievement__engagement__goals__in=self.reach.goals)
        by = ("statement__public_id", "statement__number", "statement__period_to", "statement__contract", "metric_key")
        sums: QuerySet[Any, dict[str, Any]] = lines.order_by().values(*by).annotate(pence=Sum("amount_pence"))
        return sums

    def _metrics_of_targets(self) -> set[tuple[int, str]]:
        """Contract and metric key of every price of the targets in sight, in any version of them."""
        wanted = {(target.version.contract_id, target.key) for target in self.reach.targets.values()}
        if not wanted:
            return set()
        rows = Metric.objects.filter(version__contract__in={contract for contract, _key in wanted}).order_by()
        found = rows.values_list("version__contract", "milestone__target__key", "key").distinct()
        return {(contract, key) for contract, target, key in found if (contract, target) in wanted}
