"""A service of Northshire and its contract with Harbour Trust, made by the app's own actions."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from lodestar.contract.actions import create_contract, draft_version, propose_version, sign_version, write_schedule
from lodestar.contract.models import Contract, ContractVersion
from lodestar.design.models import Outcome, OutcomeFramework, OutcomeLink, Service
from lodestar.prioritise.models import Intervention, PriorityArea, Programme
from tests.cast import Cast

START, END = date(2025, 4, 1), date(2028, 3, 31)
PRICES = {"moved-in": 50_000, "settled-26": 120_000}


def service(cast: Cast, *, name: str = "Floating support") -> Service:
    """A service designed from a funded intervention, with an early outcome that leads by an intermediate one to an aim."""
    north = cast.northshire
    programme = Programme.objects.create(owner_organisation=north, name=f"Safe at home: {name}", financial_year=2025)
    area = PriorityArea.objects.create(owner_organisation=north, programme=programme, name="Homes")
    funded = Intervention.objects.create(owner_organisation=north, area=area, name=f"{name} for adults", state="funded")
    framework = OutcomeFramework.objects.create(owner_organisation=north, name=f"Homes, {name}", edition="2025")
    chain = [
        Outcome.objects.create(owner_organisation=north, framework=framework, code=code, name=words, level=level)
        for code, words, level in (
            ("E1", "Keeps a settled home", "early"),
            ("P1", "People stay where they settle", "intermediate"),
            ("A1", "Fewer people are homeless", "late"),
        )
    ]
    for source, target in pairwise(chain):
        OutcomeLink.objects.create(source=source, target=target, reason="One follows from the other")
    made = Service.objects.create(owner_organisation=north, programme=programme, decided_from=funded, name=name, state="ready")
    made.outcomes.add(chain[0])
    return made


def schedule(outcome: Outcome) -> list[dict[str, Any]]:
    """One target with two milestones, each with a price; the second asks for the first."""
    return [
        {
            "key": "home",
            "outcome": outcome,
            "question": "Do people stop losing their homes?",
            "who": "Adults whose home is at risk",
            "change": "keep a settled home",
            "success": "for 26 weeks",
            "by_when": date(2027, 3, 31),
            "how_many": 40,
            "out_of": 60,
            "verified_by": "third_party",
            "baseline_kind": "pre_existing",
            "baseline": "38 of 100 were still there after 26 weeks.",
            "milestones": [
                _milestone("moved-in", "Moved into a settled home", "milestone", {}),
                _milestone("settled-26", "Still there after 26 weeks", "sustainment", {"requires": ["moved-in"]}),
            ],
        }
    ]


def _milestone(key: str, name: str, kind: str, more: dict[str, Any]) -> dict[str, Any]:
    metric = {"key": key, "description": name, "kind": kind, "price_pence": PRICES[key], "more": more}
    return {"key": key, "name": name, "verified_by": "third_party", "expected_count": 50, "metrics": [metric]}


def draft_contract(cast: Cast, of: Service | None = None, *, reference: str = "N-014", **more: Any) -> Contract:
    """A contract with an empty first version in the commissioner's hand."""
    of = of or service(cast)
    facts = {"title": of.name, "starts_on": START, "ends_on": END, "verifier": cast.surety, **more}
    return create_contract(service=of, provider=cast.harbour, reference=reference, by=cast.actor("conor"), **facts)


def written(cast: Cast, contract: Contract, terms: dict[str, Any] | None = None) -> ContractVersion:
    """The first version with its schedule, not yet proposed."""
    version = contract.versions.get(number=1)
    outcome = contract.service.outcomes.get()
    return write_schedule(version=version, targets=schedule(outcome), terms=terms or {}, by=cast.actor("conor"))


def signed_by_both(cast: Cast, version: ContractVersion, *, proposed_by: str = "conor") -> ContractVersion:
    propose_version(version=version, by=cast.actor(proposed_by))
    for name in ("conor", "petra"):
        sign_version(version=fresh(version), by=cast.actor(name))
    return fresh(version)


def live_contract(cast: Cast, of: Service | None = None, *, terms: dict[str, Any] | None = None, **more: Any) -> Contract:
    """A contract that both have signed."""
    contract = draft_contract(cast, of, **more)
    signed_by_both(cast, written(cast, contract, terms))
    return Contract.objects.select_related("service__programme", "provider", "owner_organisation").get(pk=contract.pk)


def variation(
    cast: Cast, contract: Contract, effective_from: date, *, prices: dict[str, int] | None = None, by: str = "petra"
) -> ContractVersion:
    """A variation in the hand of whoever proposes it, with some prices changed, not yet proposed."""
    version = draft_version(contract=contract, effective_from=effective_from, reason="The work has turned out otherwise", by=cast.actor(by))
    for key, pence in (prices or {}).items():
        version.metrics.filter(key=key).update(price_pence=pence)
    return fresh(version)


def fresh(version: ContractVersion) -> ContractVersion:
    """The version as it stands in the database."""
    rows = ContractVersion.objects.select_related("contract__service__programme", "contract__provider", "contract__owner_organisation")
    return rows.select_related("follows").get(pk=version.pk)
