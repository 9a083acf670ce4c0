"""A small county for tests of delivery: a commissioner, a provider with two keyworkers, a verifier, and a stranger provider."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from lodestar.access.actor import SYSTEM, Actor, actor_for
from lodestar.access.models import Account, Membership, Organisation
from lodestar.access.roles import RoleName
from lodestar.contract.models import Contract, ContractVersion, Metric, Milestone, Target
from lodestar.deliver.actions import NewEngagement, NewPerson, NewReading, load_own_instruments, open_engagement, record_reading
from lodestar.deliver.models import Engagement, InstrumentEdition, Reading
from lodestar.design.models import Outcome, OutcomeFramework, Service
from lodestar.prioritise.models import Programme

_number = count(1)


@dataclass
class County:
    """What most tests of delivery need, made through the models and this app's own actions."""

    commissioner: Organisation
    provider: Organisation
    stranger: Organisation
    manager: Account
    keyworker: Account
    colleague: Account
    verifier: Account
    contract_manager: Account
    stranger_manager: Account
    service: Service
    contract: Contract
    outcome: Outcome
    milestone: Milestone
    edition: InstrumentEdition

    def actor(self, who: str) -> Actor:
        return actor_for(getattr(self, who))


def account(name: str, organisation: Organisation, *roles: RoleName, scope: str = "") -> Account:
    made = Account.objects.create_user(email=f"{name.lower()}{next(_number)}@example.org", name=name)
    for role in roles:
        Membership.objects.create(account=made, organisation=organisation, role=role, scope_id=scope)
    return made


def organisation(name: str, kind: str, **more: Any) -> Organisation:
    return Organisation.objects.create(name=f"{name} {next(_number)}", kind=kind, **more)


def service_of(owner: Organisation, provider: Organisation, name: str = "Floating support") -> tuple[Service, Contract]:
    """A service with a live contract signed by both, one target, one milestone, one metric and one outcome."""
    programme = Programme.objects.create(owner_organisation=owner, name=f"Homes {next(_number)}", financial_year=2025)
    framework = OutcomeFramework.objects.create(owner_organisation=owner, name=f"Framework {next(_number)}", edition="1")
    outcome = Outcome.objects.create(owner_organisation=owner, framework=framework, code="H1", name="Keeps a settled home", level="early")
    service = Service.objects.create(owner_organisation=owner, programme=programme, name=name)
    service.outcomes.add(outcome)
    contract = Contract.objects.create(
        owner_organisation=owner,
        service=service,
        provider=provider,
        reference=f"C{next(_number)}",
        title=name,
        starts_on=date(2025, 4, 1),
        ends_on=date(2028, 3, 31),
        state="live",
    )
    version = ContractVersion.objects.create(
        owner_organisation=owner, contract=contract, number=1, effective_from=contract.starts_on, state="signed"
    )
    target = Target.objects.create(
        owner_organisation=owner,
        version=version,
        key="home",
        outcome=outcome,
        who="Adults",
        change="keep a home",
        success="for 26 weeks",
        by_when=date(2027, 3, 31),
        how_many=40,
        verified_by="third_party",
    )
    milestone = Milestone.objects.create(
        owner_organisation=owner, target=target, key="moved_in", name="Moved into a settled home", position=1, verified_by="third_party"
    )
    Metric.objects.create(
        owner_organisation=owner,
        version=version,
        milestone=milestone,
        key="moved_in",
        description="Moved in",
        kind="milestone",
        price_pence=50_000,
    )
    return service, contract


def county() -> County:
    commissioner = organisation("County", "commissioner")
    provider = organisation("Harbour", "provider")
    stranger = organisation("Elsewhere", "provider")
    service, contract = service_of(commissioner, provider)
    checks = organisation("Checks", "verifier")
    Contract.objects.filter(pk=contract.pk).update(verifier=checks)
    contract.refresh_from_db()
    (edition,) = load_own_instruments(organisation=commissioner, by=SYSTEM)
    return County(
        commissioner=commissioner,
        provider=provider,
        stranger=stranger,
        manager=account("Mona", provider, RoleName.PROVIDER_MANAGER),
        keyworker=account("Kit", provider, RoleName.KEYWORKER),
        colleague=account("Cole", provider, RoleName.KEYWORKER),
        verifier=account("Vera", checks, RoleName.VERIFIER),
        contract_manager=account("Con", commissioner, RoleName.CONTRACT_MANAGER),
        stranger_manager=account("Stan", stranger, RoleName.PROVIDER_MANAGER),
        service=service,
        contract=contract,
        outcome=service.outcomes.get(),
        milestone=Milestone.objects.get(target__version__contract=contract),
        edition=edition,
    )


def engagement(
    place: County,
    *,
    given_name: str = "Siân",
    family_name: str = "Pryce",
    opened_on: date = date(2026, 1, 5),
    keyworker: Account | None = None,
) -> Engagement:
    made = open_engagement(
        row=NewEngagement(
            person=NewPerson(given_name=given_name, family_name=family_name),
            contract=place.contract,
            keyworker=keyworker or place.keyworker,
            opened_on=opened_on,
        ),
        by=actor_for(place.manager),
    )
    return Engagement.objects.select_related("service", "contract", "owner_organisation", "person", "keyworker").get(pk=made.pk)


def scores(place: County, *points: int | None) -> dict[str, int | None]:
    """Points for the areas of the edition in their order; the last point stands for the rest."""
    keys = list(place.edition.areas.order_by("position").values_list("key", flat=True))
    filled = [*points, *([points[-1]] * (len(keys) - len(points)))]
    return dict(zip(keys, filled, strict=True))


def reading(place: County, of: Engagement, on: date, *points: int | None, voice: str = "together", by: Account | None = None) -> Reading:
    row = NewReading(engagement=of, edition=place.edition, happened_on=on, voice=voice, scores=scores(place, *points))
    return record_reading(row=row, by=actor_for(by or place.keyworker))


def as_input(text: str) -> dict[str, Any]:
    """A downloaded JSON file as what `lodestar run` reads."""
    read: dict[str, Any] = json.loads(text)
    return read
