"""One of everything, for the tests that walk the whole house: Northshire buys it, Harbour Trust delivers it.

Every other organisation of the cast is a stranger to all of it. Made through the models, so that it stands whatever the actions do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import models

from lodestar.access.models import Invitation, Membership
from lodestar.access.roles import RoleName
from lodestar.common.clock import now
from lodestar.contract.models import Contract, ContractVersion, Metric, Milestone, Target
from lodestar.deliver.models import (
    Achievement,
    AreaNote,
    AreaScore,
    Engagement,
    Evidence,
    Goal,
    Instrument,
    InstrumentArea,
    InstrumentEdition,
    Person,
    PersonIdentity,
    Reading,
    Return,
    Verification,
)
from lodestar.design.models import Outcome, OutcomeFramework, Service
from lodestar.interchange.models import ReadingsFile
from lodestar.jobs.models import Job
from lodestar.learn.models import LearningEntry
from lodestar.methods import run
from lodestar.pay.models import Claim, Statement
from lodestar.prioritise.keys import new_join_code
from lodestar.prioritise.models import (
    AreaEvidence,
    Ballot,
    ConstraintMember,
    DismissedFinding,
    Estimate,
    FigureRequest,
    FundedIntervention,
    FundingDecision,
    Intervention,
    PeopleOverlap,
    PortfolioConstraint,
    PriorityArea,
    Programme,
    Score,
    Seat,
    Snapshot,
    Stakeholder,
    TeamMember,
    TimelineStep,
    Workshop,
)
from lodestar.prioritise.queries import digest_of_state, exercise_state, kept_result
from lodestar.procure.models import Award, Opportunity, Proposal
from tests.cast import Cast

# Words that must never reach anyone who may not see them.
CANARY_NAME = "Zebedee Quillfeather"
CANARY_NOTE = "canary-note-77123"
CANARY_GOAL = "canary-goal-88231"
CANARY_SEALED = "canary-sealed-55290"
START, END = date(2025, 4, 1), date(2028, 3, 31)


@dataclass
class World:
    """Rows by the name of their model: `world.row("contract")`."""

    cast: Cast
    rows: dict[str, models.Model] = field(default_factory=dict)

    def keep(self, row: models.Model) -> Any:
        self.rows[row._meta.model_name or ""] = row
        return row

    def row(self, kind: str) -> Any:
        return self.rows[kind]


def model_called(kind: str) -> type[models.Model]:
    """The model whose name an address declares."""
    return next(model for model in apps.get_models() if model.__module__.startswith("lodestar.") and model._meta.model_name == kind)


def make_world(cast: Cast) -> World:
    world = World(cast)
    _give_scope(cast, "vera", _buy(world))
    _set_scene(world)
    _gather(world)
    _deliver(world)
    _pay(world)
    _look_after(world)
    return world


def _set_scene(world: World) -> None:
    """What an exercise begins with: evidence for its area, a stakeholder, someone in the team, a workshop on the timeline."""
    programme, area = world.row("programme"), world.row("priorityarea")
    own = {"owner_organisation": world.cast.northshire}
    world.keep(AreaEvidence.objects.create(**own, area=area, kind="needs", name="Needs assessment"))
    world.keep(Stakeholder.objects.create(**own, programme=programme, name="Clinicians", power=5, interest=2))
    world.keep(TeamMember.objects.create(**own, programme=programme, role="lead", name="Lou Lead"))
    world.keep(TimelineStep.objects.create(**own, programme=programme, kind="workshop", name="Workshop", happens_on=END))


def _gather(world: World) -> None:
    """How figures are gathered: a rule, an overlap, a figure asked by link, and a finding that was let stand."""
    programme, one = world.row("programme"), world.row("intervention")
    own = {"owner_organisation": world.cast.northshire}
    other = Intervention.objects.create(**own, area=one.area, name="Night shelter")
    rule = world.keep(PortfolioConstraint.objects.create(**own, programme=programme, kind="alternatives", reason="One team"))
    for place, member in enumerate((one, other), 1):
        ConstraintMember.objects.create(constraint=rule, intervention=member, position=place)
    world.keep(PeopleOverlap.objects.create(**own, programme=programme, first=one, second=other, share="0.25"))
    days = {"due_on": now().date(), "expires_at": now() + timedelta(days=7)}
    world.keep(FigureRequest.objects.create(**own, intervention=one, quantity="people", name="Jo Ellis", token_digest="0" * 64, **days))
    world.keep(
        DismissedFinding.objects.create(**own, programme=programme, rule="mixed_units", where="cost", facts_digest="1" * 64, reason="Known")
    )


def _buy(world: World) -> Contract:
    north, harbour = world.cast.northshire, world.cast.harbour
    programme = world.keep(Programme.objects.create(owner_organisation=north, name="Safe at home", financial_year=2026))
    area = world.keep(PriorityArea.objects.create(owner_organisation=north, programme=programme, name="Homes"))
    intervention = world.keep(Intervention.objects.create(owner_organisation=north, area=area, name="Floating support", state="agreed"))
    for quantity, best in (("people", 100), ("benefit", 20), ("probability", "0.5"), ("cost", 90_000)):
        world.keep(
            Estimate.objects.create(
                owner_organisation=north, intervention=intervention, quantity=quantity, low=best, best=best, high=best, unit="each"
            )
        )
    _meet(world, programme, intervention)
    given = {
        "interventions": [{"id": intervention.public_id, "people": 100, "benefit": 20, "probability": 0.5, "cost": 90000}],
        "budget": 1e5,
    }
    decision = world.keep(
        FundingDecision.objects.create(
            owner_organisation=north,
            programme=programme,
            budget_pence=10_000_000,
            decided_on=START,
            reason="It helps most.",
            method_input=given,
            method_result=kept_result(run("portfolio", given)),
        )
    )
    FundedIntervention.objects.create(decision=decision, intervention=intervention, is_funded=True)
    state = exercise_state(programme, 10_000_000)
    world.keep(
        Snapshot.objects.create(
            owner_organisation=north, programme=programme, name="Decision", decision=decision, state=state, digest=digest_of_state(state)
        )
    )
    framework = world.keep(OutcomeFramework.objects.create(owner_organisation=north, name="Our outcomes", edition="1"))
    outcome = world.keep(
        Outcome.objects.create(owner_organisation=north, framework=framework, code="H1", name="Keeps a settled home", level="early")
    )
    service = world.keep(
        Service.objects.create(
            owner_organisation=north, programme=programme, decided_from=intervention, name="Floating support", state="commissioned"
        )
    )
    service.outcomes.add(outcome)
    opportunity = world.keep(
        Opportunity.objects.create(
            owner_organisation=north,
            service=service,
            title="Floating support",
            summary="Settled homes",
            deadline=now() - timedelta(days=30),
            opens_at=now() - timedelta(days=60),
            state="awarded",
        )
    )
    proposal = world.keep(
        Proposal.objects.create(
            owner_organisation=harbour,
            opportunity=opportunity,
            state="chosen",
            content={"results": "Homes", "chances": "Good", "best_use": "Yes", "people": 40, "price_pence": 100},
        )
    )
    award = world.keep(
        Award.objects.create(
            owner_organisation=north, opportunity=opportunity, proposal=proposal, provider=harbour, reason="Best", decided_on=START
        )
    )
    contract = world.keep(
        Contract.objects.create(
            owner_organisation=north, service=service, award=award, provider=harbour, reference="N-1", title="Floating support",
            starts_on=START, ends_on=END, state="live",
        )
    )  # fmt: skip
    version = world.keep(
        ContractVersion.objects.create(
            owner_organisation=north, contract=contract, number=1, effective_from=START, state="signed", proposed_by=north
        )
    )
    target = world.keep(
        Target.objects.create(
            owner_organisation=north, version=version, key="home", outcome=outcome, who="Adults", change="keep a home",
            success="for 26 weeks", by_when=date(2026, 3, 31), how_many=40, verified_by="third_party",
        )
    )  # fmt: skip
    milestone = world.keep(
        Milestone.objects.create(
            owner_organisation=north, target=target, key="moved-in", name="Moved in", position=1, verified_by="third_party"
        )
    )
    world.keep(
        Metric.objects.create(
            owner_organisation=north, version=version, milestone=milestone, key="moved-in", description="Moved in", kind="milestone",
            price_pence=50_000,
        )
    )  # fmt: skip
    return contract


def _meet(world: World, programme: Programme, intervention: Intervention) -> None:
    """A workshop that is open, with a ballot on its floor, a seat on paper, and a sealed score whose reason nobody may see yet."""
    north = world.cast.northshire
    workshop = world.keep(
        Workshop.objects.create(
            owner_organisation=north, programme=programme, name="First workshop", held_on=START, state="open",
            join_code=new_join_code(), joining_ends_at=now() + timedelta(hours=8),
        )
    )  # fmt: skip
    ballot = world.keep(
        Ballot.objects.create(
            owner_organisation=north, workshop=workshop, intervention=intervention, quantity="benefit", unit="points", state="open"
        )
    )
    Workshop.objects.filter(pk=workshop.pk).update(on_floor=ballot)
    seat = world.keep(
        Seat.objects.create(owner_organisation=north, workshop=workshop, label="Form 1", is_paper=True, joined_by_digest=workshop.public_id)
    )
    world.keep(Score.objects.create(owner_organisation=north, ballot=ballot, seat=seat, round=1, value="37.25", reason=CANARY_SEALED))


def _give_scope(cast: Cast, name: str, contract: Contract) -> None:
    """The contract names the organisation whose verifiers check its results."""
    Contract.objects.filter(pk=contract.pk).update(verifier=Membership.objects.get(account=cast.account(name)).organisation)


def _deliver(world: World) -> None:
    harbour, contract = world.cast.harbour, world.row("contract")
    person = world.keep(Person.objects.create(owner_organisation=harbour))
    given, family = CANARY_NAME.split()
    world.keep(PersonIdentity.objects.create(person=person, given_name=given, family_name=family, search_name=CANARY_NAME.lower()))
    engagement = world.keep(
        Engagement.objects.create(
            owner_organisation=harbour, person=person, service=contract.service, contract=contract,
            keyworker=world.cast.account("kim"), pseudonym="P-7QX2", opened_on=START, state="open",
        )
    )  # fmt: skip
    instrument = world.keep(Instrument.objects.create(owner_organisation=harbour, name="Short star", licence_holder="Harbour Trust"))
    edition = world.keep(
        InstrumentEdition.objects.create(
            owner_organisation=harbour, instrument=instrument, edition="1", scale_max=10, stages=["a", "b", "c", "d", "e"]
        )
    )
    areas = [
        InstrumentArea.objects.create(edition=edition, key=key, name=key.title(), position=n)
        for n, key in enumerate(("home", "money", "health"))
    ]
    reading = world.keep(
        Reading.objects.create(owner_organisation=harbour, engagement=engagement, edition=edition, happened_on=START, voice="together")
    )
    AreaScore.objects.bulk_create(AreaScore(reading=reading, area=area, score=4) for area in areas)
    AreaNote.objects.create(reading=reading, area=areas[0], text=CANARY_NOTE)
    world.keep(
        ReadingsFile.objects.create(
            owner_organisation=harbour, edition=edition, uploaded_by=world.cast.account("petra"), digest="0" * 64, count=1, rows=[]
        )
    )
    goal = world.keep(
        Goal.objects.create(
            owner_organisation=harbour, engagement=engagement, outcome=world.row("outcome"), words=CANARY_GOAL, set_on=START
        )
    )
    achievement = world.keep(
        Achievement.objects.create(
            owner_organisation=harbour, engagement=engagement, milestone=world.row("milestone"), happened_on=START,
            recorded_by=world.cast.account("kim"), goal=goal, state="verified",
        )
    )  # fmt: skip
    world.keep(
        Evidence.objects.create(owner_organisation=harbour, achievement=achievement, method="third_party", description="Tenancy seen")
    )
    world.keep(
        Verification.objects.create(
            owner_organisation=world.cast.surety, achievement=achievement, method="third_party", verdict="confirmed",
            verified_on=START, verified_by=world.cast.account("vera"),
        )
    )  # fmt: skip
    world.keep(
        Return.objects.create(
            owner_organisation=harbour, contract=contract, period_from=START, period_to=END, counts={"moved-in": 3}, source="Test",
            recorded_by=world.cast.account("petra"),
        )
    )  # fmt: skip


def _pay(world: World) -> None:
    contract, achievement = world.row("contract"), world.row("achievement")
    world.keep(
        Claim.objects.create(
            owner_organisation=world.cast.harbour, contract=contract, achievement=achievement, metric=world.row("metric"),
            pseudonym="P-7QX2", achieved_on=START,
        )
    )  # fmt: skip
    given: dict[str, Any] = {"terms": {"start": "2025-04-01", "end": "2028-03-31", "metrics": []}, "achievements": []}
    world.keep(
        Statement.objects.create(
            owner_organisation=world.cast.northshire, contract=contract, number=1, period_from=START, period_to=date(2025, 4, 30),
            closed_at=now(), method_input=given, method_result=run("payment_statement", given), net_pence=0, state="submitted",
        )
    )  # fmt: skip
    world.keep(
        LearningEntry.objects.create(
            owner_organisation=world.cast.northshire, programme=world.row("programme"), expected="40", happened="30", learnt="Slower",
            happened_on=START,
        )
    )  # fmt: skip


def _look_after(world: World) -> None:
    north, alice = world.cast.northshire, world.cast.account("alice")
    world.keep(Job.objects.create(owner_organisation=north, account=alice, kind="test"))
    world.rows["organisation"] = north
    world.rows["account"] = alice
    world.rows["membership"] = Membership.objects.get(account=alice)
    world.keep(
        Invitation.objects.create(
            organisation=north, email="new@example.org", name="New", role=RoleName.ANALYST, token_digest="0" * 64,
            invited_by=world.cast.account("nadia"), expires_at=now() + timedelta(days=3),
        )
    )  # fmt: skip
