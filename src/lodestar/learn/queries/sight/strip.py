"""The strip of a line of sight: five stations from what it is for to what was paid, filled with rows that the viewer may see.

Outside the provider, people are counts, and small ones are hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.access.actor import Actor
from lodestar.access.roles import Permission
from lodestar.common.money import pounds
from lodestar.contract.models import Contract, Metric, Milestone, Target
from lodestar.deliver.models import Achievement, Goal
from lodestar.deliver.shown import SMALLEST_SHOWN, may_be_shown, shown_outside
from lodestar.deliver.states import AchievementState
from lodestar.design.models import Outcome, OutcomeLevel, Service
from lodestar.learn.queries.sight.reach import KINDS, Reach, complete
from lodestar.pay.models import PaymentLine, Statement
from lodestar.pay.states import StatementState
from lodestar.prioritise.models import Intervention, Programme
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
    model, reach_of = KINDS[kind]
    start = model.objects.visible_to(viewer).get(public_id=public_id)
    reach = reach_of(viewer, start)
    complete(viewer, reach)
    stations = tuple(_Strip(viewer, reach, (kind, public_id)).stations())
    return Sight(start, _sentence(stations), stations)


def _sentence(stations: tuple[Station, ...]) -> str:
    """What the strip shows, as one sentence: the finding is its title."""
    found = {stage.key: stage for station in stations for stage in station.stages}
    words = {
        "aims": lambda n: ngettext("%(n)d aim", "%(n)d aims", n),
        "outcomes": lambda n: ngettext("%(n)d outcome", "%(n)d outcomes", n),
        "services": lambda n: ngettext("%(n)d service or opportunity", "%(n)d services and opportunities", n),
        "contracts": lambda n: ngettext("%(n)d contract", "%(n)d contracts", n),
        "targets": lambda n: ngettext("%(n)d target", "%(n)d targets", n),
    }
    parts = [said(found[key].total) % {"n": found[key].total} for key, said in words.items() if found[key].total]
    tied = _("Tied to it: %(parts)s.") % {"parts": ", ".join(parts)} if parts else _("It is tied to nothing yet that you may see.")
    return f"{tied} {found['payments'].summary}".strip()


class _Strip:
    """Fills the stages from a reach: each stage is one or two queries, whatever the number of rows."""

    def __init__(self, viewer: Actor, reach: Reach, start: tuple[str, str]) -> None:
        self.viewer = viewer
        self.reach = reach
        self.start = start

    def stations(self) -> Iterator[Station]:
        yield Station("why", _("What is it for?"), (self._aims(), self._outcomes()))
        yield Station("chosen", _("What was chosen?"), (self._priorities(), self._services()))
        yield Station("promised", _("What was promised?"), (self._contracts(), self._targets()))
        yield Station("reached", _("What do people reach?"), (self._goals(), self._milestones()))
        yield Station("paid", _("What was paid?"), (self._payments(),))

    def _node(self, kind: str, row: Any, label: str, about: str = "", url: str = "") -> Node:
        return Node(kind, row.public_id, label, about, url, is_start=(kind, row.public_id) == self.start)

    def _stage(self, key: str, title: str, nodes: list[Node], summary: str = "", left_out: int = 0) -> Stage:
        first = sorted(nodes, key=lambda node: not node.is_start)
        return Stage(key, title, tuple(first[:AT_MOST]), left_out or max(0, len(nodes) - AT_MOST), summary)

    def _outcome_nodes(self, *levels: str) -> list[Node]:
        rows = Outcome.objects.visible_to(self.viewer).filter(pk__in=self.reach.outcomes, level__in=levels)
        return [
            self._node("outcome", row, row.name, row.framework.name, reverse("design:outcome_detail", args=[row.public_id]))
            for row in rows.select_related("framework").order_by("level", "code")
        ]

    def _aims(self) -> Stage:
        nodes = self._outcome_nodes(OutcomeLevel.LATE)
        return self._stage("aims", _("Aims"), nodes)

    def _outcomes(self) -> Stage:
        nodes = self._outcome_nodes(OutcomeLevel.INTERMEDIATE, OutcomeLevel.EARLY)
        return self._stage("outcomes", _("Outcomes"), nodes)

    def _priorities(self) -> Stage:
        programmes = Programme.objects.visible_to(self.viewer).filter(pk__in=self.reach.programmes)
        chosen = Intervention.objects.visible_to(self.viewer).filter(pk__in=self.reach.interventions).select_related("area")
        nodes = [self._node("programme", p, p.name, url=reverse("prioritise:programme_detail", args=[p.public_id])) for p in programmes]
        nodes += [
            self._node("intervention", i, i.name, str(i.area), reverse("prioritise:intervention_detail", args=[i.public_id]))
            for i in chosen
        ]
        return self._stage("priorities", _("Priorities"), nodes)

    def _services(self) -> Stage:
        services = Service.objects.visible_to(self.viewer).filter(pk__in=self.reach.services)
        nodes = [self._node("service", s, s.name, url=reverse("design:service_detail", args=[s.public_id])) for s in services]
        opportunities = Opportunity.objects.visible_to(self.viewer).filter(service__in=self.reach.services)
        nodes += [
            self._node("opportunity", o, o.title, o.get_state_display(), reverse("procure:opportunity_detail", args=[o.public_id]))
            for o in opportunities
        ]
        return self._stage("services", _("Services"), nodes)

    def _contracts(self) -> Stage:
        contracts = Contract.objects.visible_to(self.viewer).filter(pk__in=self.reach.contracts).select_related("provider")
        nodes = [
            self._node("contract", c, c.title, str(c.provider), reverse("contract:contract_detail", args=[c.public_id])) for c in contracts
        ]
        return self._stage("contracts", _("Contracts"), nodes)

    def _targets(self) -> Stage:
        targets = Target.objects.visible_to(self.viewer).filter(pk__in=self.reach.targets).select_related("version__contract")
        nodes = [
            self._node(
                "target",
                t,
                f"{t.who}: {t.change}",
                _("%(many)d people by %(day)s") % {"many": t.how_many, "day": long_date(t.by_when)},
                f"{reverse('contract:contract_detail', args=[t.version.contract.public_id])}#target-{t.key}",
            )
            for t in targets
        ]
        return self._stage("targets", _("Targets"), nodes)

    def _milestones(self) -> Stage:
        milestones = Milestone.objects.filter(target__in=self._visible_targets()).select_related("target__version")
        if self.reach.milestones is not None:
            milestones = milestones.filter(pk__in=self.reach.milestones)
        rows = list(milestones.prefetch_related("metrics").order_by("target", "position"))
        reached = self._reached(rows)
        nodes = [self._node("milestone", m, m.name, self._about_milestone(m, reached)) for m in rows]
        return self._stage("milestones", _("Milestones"), nodes)

    def _visible_targets(self) -> QuerySet[Target]:
        return Target.objects.visible_to(self.viewer).filter(pk__in=self.reach.targets)

    def _reached(self, milestones: list[Milestone]) -> dict[tuple[int, str, str], int]:
        """People with a verified achievement, by contract, target and milestone, over all versions; for one goal, only its own."""
        found = Achievement.objects.filter(
            engagement__contract__in=self.reach.contracts,
            milestone__key__in={milestone.key for milestone in milestones},
            state=AchievementState.VERIFIED,
        )
        if self.reach.goals is not None:
            found = found.filter(engagement__goals__in=self.reach.goals)
        by = ("engagement__contract", "milestone__target__key", "milestone__key")
        counts = found.order_by().values(*by).annotate(n=Count("engagement__person", distinct=True))
        return {(row[by[0]], row[by[1]], row[by[2]]): row["n"] for row in counts}

    def _about_milestone(self, milestone: Milestone, reached: dict[tuple[int, str, str], int]) -> str:
        target = milestone.target
        people = self._people(reached.get((target.version.contract_id, target.key, milestone.key), 0))
        prices = ", ".join(pounds(metric.price_pence) for metric in milestone.metrics.all()) or _("not paid")
        return _("%(people)s, %(price)s") % {"people": people, "price": prices}

    def _people(self, count: int) -> str:
        """A count of people as this viewer may see it: exact inside the provider, else small ones hidden and the rest rounded to 5."""
        if self._is_inside:
            return ngettext("%(n)d person", "%(n)d people", count) % {"n": count}
        if not may_be_shown(count):
            return _("fewer than %(n)d people") % {"n": SMALLEST_SHOWN}
        return _("about %(n)s people") % {"n": shown_outside(count)}

    @cached_property
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
            for g in own[:AT_MOST]
        ]
        people = goals.values("engagement__person").distinct().count() if self.reach.contracts else 0
        is_said = bool(people) if self._is_inside else bool(self.reach.contracts)
        summary = _("With goals here: %(people)s.") % {"people": self._people(people)} if is_said else ""
        return self._stage("goals", _("Goals"), nodes, summary, left_out=max(0, own.count() - AT_MOST) if len(nodes) == AT_MOST else 0)

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
        summary = _("%(amount)s stated for it in all.") % {"amount": pounds(sum(amounts.values()))} if nodes else ""
        return self._stage("payments", _("Payments"), nodes, summary)

    def _amounts(self, statements: QuerySet[Statement]) -> dict[int, int]:
        """Pence by statement: of the whole contract from a contract, service or programme; else only of the metrics of these targets."""
        lines = PaymentLine.objects.visible_to(self.viewer).filter(statement__in=statements.values("pk"))
        if self.reach.goals is not None:
            lines = lines.filter(claim__achievement__engagement__goals__in=self.reach.goals)
        sums = lines.order_by().values("statement", "statement__contract", "metric_key").annotate(pence=Sum("amount_pence"))
        theirs = self._metrics_of_targets() if self.start[0] in ("target", "outcome", "goal") else None
        amounts: dict[int, int] = {}
        for row in sums:
            if theirs is None or (row["statement__contract"], row["metric_key"]) in theirs:
                amounts[row["statement"]] = amounts.get(row["statement"], 0) + row["pence"]
        return amounts

    def _metrics_of_targets(self) -> set[tuple[int, str]]:
        """Contract and metric key of every price of these targets, in any version of them."""
        targets = self._visible_targets().values_list("version__contract", "key")
        wanted = set(targets)
        rows = Metric.objects.filter(version__contract__in={contract for contract, _key in wanted})
        found = rows.values_list("version__contract", "milestone__target__key", "key")
        return {(contract, key) for contract, target, key in found if (contract, target) in wanted}
