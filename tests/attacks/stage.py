"""The world of the tests with more rows in hand, so that every form opens to somebody; and the same world again, of strangers."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, timedelta
from typing import Any

from django.db import models

from lodestar.access.actor import SYSTEM
from lodestar.access.links import token_digest
from lodestar.access.models import PasswordLink
from lodestar.common.clock import now
from lodestar.common.sealing import seal
from lodestar.contract.models import Contract, ContractVersion, Metric, Milestone, Target
from lodestar.deliver.actions.journeys import update_journeys
from lodestar.deliver.models import (
    Achievement,
    AreaScore,
    Engagement,
    Evidence,
    Goal,
    Person,
    PersonIdentity,
    Reading,
    ReadingDraft,
    Return,
)
from lodestar.design.models import Outcome, OutcomeLink, Service
from lodestar.interchange.models import ReadingsFile
from lodestar.pay.models import PaymentLine, Statement
from lodestar.prioritise.actions import let_finding_stand
from lodestar.prioritise.keys import new_join_code
from lodestar.prioritise.models import (
    AreaEvidence,
    Ballot,
    Estimate,
    FigureRequest,
    Intervention,
    PriorityArea,
    Programme,
    Seat,
    Stakeholder,
    TeamMember,
    TimelineStep,
    Workshop,
)
from lodestar.prioritise.queries import hygiene_of
from lodestar.procure.actions import digest_of
from lodestar.procure.models import Opportunity, Proposal
from lodestar.procure.queries import SEAL_PURPOSE, ProposalContent
from tests import world as world_module
from tests.cast import Cast
from tests.world import END, START, World, make_world

INVITATION_TOKEN, PASSWORD_TOKEN, FIGURE_TOKEN = "i" * 43, "p" * 43, "f" * 43
TERMS: dict[str, Any] = {}
SOON, LONG_AGO = timedelta(days=30), timedelta(days=60)
ANSWERS = {"results": "Homes", "chances": "Good", "best_use": "Yes", "people": 40, "price_pence": 100}


@dataclass
class Stage:
    """The world; rows in hand by kind, several of each; and the rows of the strangers, by kind."""

    world: World
    twin: World
    in_hand: dict[str, list[models.Model]] = dataclass_field(default_factory=dict)

    @property
    def cast(self) -> Cast:
        return self.world.cast

    def keep(self, row: models.Model) -> Any:
        self.in_hand.setdefault(row._meta.model_name or "", []).append(row)
        return row

    def rows(self, kind: str) -> list[Any]:
        """Rows of a kind, those in hand first: their forms are open."""
        return [*self.in_hand.get(kind, []), *([self.world.rows[kind]] if kind in self.world.rows else [])]

    def row(self, kind: str, **having: Any) -> Any:
        return next(row for row in self.rows(kind) if all(getattr(row, name) == value for name, value in having.items()))


def set_stage(cast: Cast) -> Stage:
    """Northshire and Harbour Trust with everything in hand; Southmoor and Meadow Support with a world of their own."""
    world = make_world(cast)
    stage = Stage(world, _world_of_strangers(cast))
    _prioritise(stage)
    _procure(stage)
    _contract(stage)
    _deliver(stage)
    _pay(stage)
    _access(stage)
    return stage


def _world_of_strangers(cast: Cast) -> World:
    """The same rows again, owned by others: what a swapped id would point at."""
    strangers = {"alice": "carol", "nadia": "simon", "petra": "paul", "kim": "mia", "vera": "vera"}
    there = Cast(
        {"northshire": cast.southmoor, "harbour": cast.meadow, "surety": cast.surety},
        {name: cast.account(other) for name, other in strangers.items()},
    )
    twin = World(there)
    world_module._buy(twin)
    world_module._deliver(twin)
    world_module._pay(twin)
    Goal.objects.filter(pk=twin.row("goal").pk).update(words="A goal elsewhere")
    return twin


def _prioritise(stage: Stage) -> None:
    north, first = stage.cast.northshire, stage.world
    decided = stage.keep(
        Programme.objects.create(owner_organisation=north, name="Well at home", financial_year=2026, state="decided", stages="three")
    )
    area = stage.keep(PriorityArea.objects.create(owner_organisation=north, programme=decided, name="Health"))
    stage.keep(Intervention.objects.create(owner_organisation=north, area=first.row("priorityarea"), name="Mediation", state="draft"))
    agreed = stage.keep(Intervention.objects.create(owner_organisation=north, area=area, name="Night line", state="agreed"))
    for quantity, best in (("people", 50), ("benefit", 10), ("probability", "0.4"), ("cost", 2_000)):
        stage.keep(
            Estimate.objects.create(
                owner_organisation=north, intervention=agreed, quantity=quantity, low=best, best=best, high=best, unit="each"
            )
        )
    _gather_again(stage, decided)
    _meet_again(stage, agreed)
    later = Outcome.objects.create(owner_organisation=north, framework=first.row("outcomeframework"), code="H2", name="Stays", level="late")
    OutcomeLink.objects.create(source=first.row("outcome"), target=later, reason="Because")
    Outcome.objects.create(owner_organisation=north, framework=first.row("outcomeframework"), code="H3", name="Thrives", level="late")
    funded = stage.keep(Intervention.objects.create(owner_organisation=north, area=area, name="Home visits", state="funded"))
    inputs = {"eligibility": "Adults", "capacity_places": 20, "price_per_hour_pence": 2_500}
    for state in ("draft", "ready"):
        service = stage.keep(
            Service.objects.create(
                owner_organisation=north, programme=decided, decided_from=funded, name=f"Visits ({state})", state=state, **inputs
            )
        )
        service.outcomes.add(first.row("outcome"))


def _gather_again(stage: Stage, programme: Programme) -> None:
    """What was taken off and can be put back; a finding that stands and one that was let stand; a figure asked by a link in hand."""
    north, first = {"owner_organisation": stage.cast.northshire, "removed_at": now()}, stage.world
    stage.keep(AreaEvidence.objects.create(**north, area=first.row("priorityarea"), kind="needs", name="Old needs assessment"))
    stage.keep(Stakeholder.objects.create(**north, programme=first.row("programme"), name="Media"))
    stage.keep(TeamMember.objects.create(**north, programme=first.row("programme"), role="sponsor", name="Sid Sponsor"))
    stage.keep(TimelineStep.objects.create(**north, programme=first.row("programme"), kind="workshop", name="Second", happens_on=END))
    own = {"owner_organisation": stage.cast.northshire}
    guessed = Intervention.objects.create(**own, area=programme.areas.get(), name="Quiet room")
    Estimate.objects.create(**own, intervention=guessed, quantity="people", low=70, best=70, high=70, unit="each")
    found = hygiene_of(programme).open
    assert len(found) > 1, "figures with something to say about them"
    stage.keep(let_finding_stand(programme=programme, digest=found[0].digest, reason="Known", by=SYSTEM))
    FigureRequest.objects.filter(pk=first.row("figurerequest").pk).update(token_digest=token_digest(FIGURE_TOKEN))


def _meet_again(stage: Stage, intervention: Intervention) -> None:
    """Workshops in every state a button is shown in; seats of two phones, one of which has left."""
    north, programme = stage.cast.northshire, intervention.area.programme
    for state, ballot_state, quantity in (("prepared", "waiting", "people"), ("open", "revealed", "benefit"), ("open", "agreed", "cost")):
        workshop = stage.keep(
            Workshop.objects.create(
                owner_organisation=north, programme=programme, name=f"Workshop {quantity}", held_on=START, state=state,
                join_code=new_join_code() if state == "open" else "", joining_ends_at=now() + SOON,
            )
        )  # fmt: skip
        ballot = stage.keep(
            Ballot.objects.create(
                owner_organisation=north, workshop=workshop, intervention=intervention, quantity=quantity, unit="points", state=ballot_state
            )
        )
        if state == "open":
            Workshop.objects.filter(pk=workshop.pk).update(on_floor=ballot)
    scored = stage.row("ballot", quantity="benefit").workshop
    Ballot.objects.create(
        owner_organisation=north, workshop=scored, intervention=intervention, quantity="probability", unit="%", position=2
    )
    on_floor = stage.world.row("ballot")
    stage.keep(
        Ballot.objects.create(
            owner_organisation=north, workshop=on_floor.workshop, intervention=on_floor.intervention, quantity="people", unit="people",
            position=2,
        )
    )  # fmt: skip
    for label, state in (("GP", "here"), ("Nurse", "left")):
        stage.keep(
            Seat.objects.create(owner_organisation=north, workshop=on_floor.workshop, label=label, state=state, joined_by_digest=label)
        )


def _procure(stage: Stage) -> None:
    north, harbour, meadow = stage.cast.northshire, stage.cast.harbour, stage.cast.meadow
    # On a service of their own: whose opportunity is still open has no contract yet.
    service = stage.row("service", state="ready")

    def opportunity(state: str, deadline: timedelta, title: str) -> Opportunity:
        return stage.keep(  # type: ignore[no-any-return]
            Opportunity.objects.create(
                owner_organisation=north, service=service, title=title, summary="Settled homes", deadline=now() + deadline,
                opens_at=None if state == "draft" else now() - LONG_AGO, state=state,
            )
        )  # fmt: skip

    opportunity("draft", SOON, "In draft")
    opened_for_bids = opportunity("open", SOON, "Open now")
    to_open = opportunity("open", -timedelta(days=1), "To be opened")
    judged = opportunity("opened", -timedelta(days=2), "Being judged")
    content = ProposalContent(**ANSWERS)
    for opportunity_row, owner in ((to_open, harbour), (to_open, meadow), (opened_for_bids, harbour)):
        stage.keep(
            Proposal.objects.create(
                owner_organisation=owner, opportunity=opportunity_row, sealed_content=seal(vars(content), purpose=SEAL_PURPOSE),
                digest=digest_of(content), submitted_at=now(), state="submitted",
            )
        )  # fmt: skip
    for owner in (harbour, meadow):
        stage.keep(
            Proposal.objects.create(
                owner_organisation=owner, opportunity=judged, content=vars(content), digest=digest_of(content), state="opened"
            )
        )


def _contract(stage: Stage) -> None:
    north, harbour = stage.cast.northshire, stage.cast.harbour
    service, outcome = stage.row("service", state="ready"), stage.world.row("outcome")
    for number, state in enumerate(("draft", "proposed"), 2):
        contract = stage.keep(
            Contract.objects.create(
                owner_organisation=north, service=service, provider=harbour, reference=f"N-{number}", title=f"Visits {number}",
                starts_on=START, ends_on=END, state="draft",
            )
        )  # fmt: skip
        version = stage.keep(
            ContractVersion.objects.create(
                owner_organisation=north, contract=contract, number=1, effective_from=START, state=state, proposed_by=north, terms=TERMS
            )
        )
        target = stage.keep(
            Target.objects.create(
                owner_organisation=north, version=version, key="home", outcome=outcome, who="Adults", change="keep a home",
                success="for 26 weeks", by_when=date(2026, 3, 31), how_many=40, verified_by="third_party",
            )
        )  # fmt: skip
        milestone = stage.keep(
            Milestone.objects.create(
                owner_organisation=north, target=target, key="moved-in", name="Moved in", position=1, verified_by="third_party"
            )
        )
        stage.keep(
            Metric.objects.create(
                owner_organisation=north, version=version, milestone=milestone, key="moved-in", description="Moved in",
                kind="milestone", price_pence=50_000,
            )
        )  # fmt: skip


def _deliver(stage: Stage) -> None:
    harbour, first, kim = stage.cast.harbour, stage.world, stage.cast.account("kim")
    contract, engagement = first.row("contract"), first.row("engagement")
    person = stage.keep(Person.objects.create(owner_organisation=harbour))
    PersonIdentity.objects.create(person=person, given_name="Una", family_name="Hollis", search_name="una hollis")
    stage.keep(
        Engagement.objects.create(
            owner_organisation=harbour, person=person, service=contract.service, contract=contract, keyworker=kim, pseudonym="P-8RY3",
            referred_on=START, state="referred",
        )
    )  # fmt: skip
    other = stage.keep(
        Engagement.objects.create(
            owner_organisation=harbour, person=stage.keep(Person.objects.create(owner_organisation=harbour)), service=contract.service,
            contract=contract, keyworker=kim, pseudonym="P-9SZ4", opened_on=START, closed_on=START, closed_reason="Moved", state="closed",
        )
    )  # fmt: skip
    PersonIdentity.objects.create(person=other.person, given_name="Ivo", family_name="Marsh", search_name="ivo marsh")
    recorded = stage.keep(
        Achievement.objects.create(
            owner_organisation=harbour, engagement=engagement, milestone=first.row("milestone"), happened_on=START + timedelta(days=9),
            recorded_by=kim, occurrence=2, state="recorded",
        )
    )  # fmt: skip
    Evidence.objects.create(owner_organisation=harbour, achievement=recorded, method="third_party", description="Seen", recorded_by=kim)
    edition = first.row("instrumentedition")
    day = {"happened_on-day": "2", "happened_on-month": "5", "happened_on-year": "2025"}
    answers = {**day, "voice": "together", "area-home": "4", "area-money": "5", "area-health": "6"}
    ReadingDraft.objects.create(engagement=engagement, edition=edition, account=kim, content=answers, revision=1, saved_at=now())
    stage.keep(
        Goal.objects.create(
            owner_organisation=harbour, engagement=engagement, words="Swim", unlisted_reason="Theirs", set_on=START, state="left"
        )
    )
    later = Reading.objects.create(
        owner_organisation=harbour, engagement=engagement, edition=edition, happened_on=START + SOON, voice="together", recorded_by=kim
    )
    AreaScore.objects.bulk_create(AreaScore(reading=later, area=area, score=6) for area in edition.areas.all())
    update_journeys([engagement.pk])
    stage.keep(
        Return.objects.create(
            owner_organisation=harbour, contract=contract, period_from=START, period_to=START + SOON, counts={"moved-in": 2},
            source="Register", recorded_by=stage.cast.account("petra"),
        )
    )  # fmt: skip
    row = {"engagement": engagement.public_id, "day": "2025-05-01", "voice": "together", "scores": {"home": 5}, "notes": {}}
    stage.keep(
        ReadingsFile.objects.create(
            owner_organisation=harbour, edition=edition, uploaded_by=stage.cast.account("petra"), digest="d" * 64, count=1, rows=[row]
        )
    )


def _pay(stage: Stage) -> None:
    like = stage.world.row("statement")
    for number, state in enumerate(("prepared", "approved"), 2):
        month = date(2025, number + 3, 1)
        statement = stage.keep(
            Statement.objects.create(
                owner_organisation=like.owner_organisation, contract=like.contract, number=number, period_from=month,
                period_to=month + timedelta(days=27), closed_at=now(), method_input=like.method_input, method_result=like.method_result,
                net_pence=0, state=state, approved_at=now() if state == "approved" else None,
            )
        )  # fmt: skip
        _lines(stage, statement)


def _lines(stage: Stage, statement: Statement) -> None:
    """What is taken back and what is paid: a negative amount among the lines."""
    claim = stage.world.row("claim")
    for position, pence in enumerate((50_000, -12_345), 1):
        PaymentLine.objects.create(
            claim=claim, claim_reference=claim.public_id,
            owner_organisation=statement.owner_organisation, statement=statement, pseudonym="P-7QX2", metric_key="moved-in",
            amount_pence=pence, rule="price", explanation="Price of a person moved in", position=position,
        )  # fmt: skip


def _access(stage: Stage) -> None:
    invitation = stage.world.row("invitation")
    invitation.token_digest = token_digest(INVITATION_TOKEN)
    invitation.save()
    PasswordLink.objects.create(
        account=stage.cast.account("anna"), token_digest=token_digest(PASSWORD_TOKEN), given_by=stage.cast.account("nadia"),
        expires_at=now() + timedelta(days=1),
    )  # fmt: skip


__all__ = ["FIGURE_TOKEN", "INVITATION_TOKEN", "PASSWORD_TOKEN", "Stage", "set_stage"]
