"""Contracts in every state: live, varied, with a variation to sign, with one refused, being written, given up, and one that has ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from lodestar.access.actions import give_role
from lodestar.access.actor import SYSTEM
from lodestar.contract.actions import (
    abandon_contract,
    create_contract,
    draft_version,
    propose_version,
    refuse_version,
    remove_target,
    sign_version,
    write_schedule,
)
from lodestar.contract.models import Contract, ContractVersion
from lodestar.demo.county import contracts, reboot_west
from lodestar.demo.county.contracts import CONTRACTS, ContractFacts, MilestoneFacts, TargetFacts
from lodestar.demo.county.lessons import CLOSED_CONTRACT
from lodestar.demo.county.organisations import ACCOUNTS
from lodestar.demo.county.tenders import HOUSING_FIRST_TERMS
from lodestar.demo.world import World
from lodestar.procure.models import Award

REBOOT_WEST_STARTS, REBOOT_WEST_ENDS = -58, -10
HOUSING_FIRST_STARTS, HOUSING_FIRST_ENDS = 2, 62


def contract(world: World) -> None:
    """Every contract of the county, each version written, proposed and signed by those who would have."""
    for facts in CONTRACTS:
        _agree(world, facts)
    _vary(world)
    _refuse(world)
    _wait(world)
    _abandon(world)
    _write_housing_first(world)
    _agree_reboot_west(world)
    _give_verifiers(world)


def targets_of(world: World, facts: ContractFacts) -> tuple[TargetFacts, ...]:
    """The targets; those of the contract that ended are set so that one was missed and one was passed, whatever the seed."""
    if facts.key != CLOSED_CONTRACT:
        return facts.targets
    set_to = []
    for target in facts.targets:
        reached = reached_in_plan(world, facts, target)
        how_many = reached * 5 // 4 + 2 if target.key == "home" else max(1, reached * 4 // 5)
        set_to.append(replace(target, how_many=how_many))
    return tuple(set_to)


def reached_in_plan(world: World, facts: ContractFacts, target: TargetFacts) -> int:
    """People who reach the last milestone of a target and whose achievement stands."""
    last = target.milestones[-1].key
    achieved = (achievement for person in world.people[facts.key] for achievement in person.achievements)
    return sum(one.milestone == last and one.fate in {"verified", "confirmed_later"} for one in achieved)


def _agree(world: World, facts: ContractFacts) -> None:
    month, (manager, writer) = world.calendar.month, world.managers_for(facts.key)
    provider = world.manager_of(facts.provider)
    with world.telling(month(facts.starts - 2, 6)):
        made = create_contract(
            service=world.services[facts.service],
            provider=world.organisations[facts.provider],
            verifier=world.organisations["plumbline"],
            award=Award.objects.filter(opportunity__service=world.services[facts.service]).first(),
            reference=world.reference(facts.key),
            title=facts.title,
            starts_on=month(facts.starts),
            ends_on=world.calendar.month_end(facts.ends - 1),
            purchase_order=f"PO {40_000 + int(facts.reference) * 37}",
            finance_reference=f"CC-{300 + int(facts.reference)}",
            by=world.actor(writer),
        )
        version = made.versions.select_related("contract__service", "contract__owner_organisation", "contract__provider").get()
        schedule = _schedule(world, facts, targets_of(world, facts))
        write_schedule(version=version, targets=schedule, terms=facts.terms, by=world.actor(writer))
        propose_version(version=version, by=world.actor(writer))
    with world.telling(month(facts.starts - 1, 3), 11):
        sign_version(version=version, by=provider)
    with world.telling(month(facts.starts - 1, 9), 15):
        sign_version(version=version, by=world.actor(manager))


def _schedule(
    world: World, facts: ContractFacts, targets: Iterable[TargetFacts], prices: Mapping[str, int] | None = None
) -> list[dict[str, Any]]:
    by_when = world.calendar.month_end(facts.ends - 1)
    return [
        {
            "key": target.key,
            "outcome": world.outcomes[target.outcome],
            "question": target.question,
            "who": target.who,
            "change": target.change,
            "success": target.success,
            "by_when": by_when,
            "how_many": target.how_many,
            "out_of": max(target.out_of, target.how_many),
            "verified_by": target.verified_by,
            "baseline_kind": "pre_existing",
            "baseline": target.baseline,
            "milestones": [_milestone(one, prices or {}) for one in target.milestones],
        }
        for target in targets
    ]


def _milestone(facts: MilestoneFacts, prices: Mapping[str, int]) -> dict[str, Any]:
    price = prices.get(facts.key, facts.price)
    metric = {"key": facts.key, "description": facts.name, "kind": facts.kind, "price_pence": price * 100, "more": dict(facts.more)}
    return {
        "key": facts.key,
        "name": facts.name,
        "verified_by": facts.verified_by,
        "expected_count": facts.expected,
        "metrics": [metric] if price else [],
    }


def _facts(key: str) -> ContractFacts:
    return next(one for one in CONTRACTS if one.key == key)


def _vary(world: World) -> None:
    """A variation that the provider proposed and both signed."""
    facts = _facts(contracts.VARIED)
    with world.telling(world.calendar.month(contracts.VARIED_FROM - 2, 10)):
        version = _propose(
            world,
            facts,
            months=contracts.VARIED_FROM,
            reason=contracts.VARIED_REASON,
            prices=contracts.VARIED_PRICES,
            terms={**facts.terms, **contracts.VARIED_TERMS},
        )
        sign_version(version=version, by=world.manager_of(facts.provider))
    with world.telling(world.calendar.month(contracts.VARIED_FROM - 1, 14)):
        sign_version(version=version, by=world.actor(world.managers_for(facts.key)[0]))


def _refuse(world: World) -> None:
    """A variation that the commissioner refused, with a reason and an offer to talk."""
    facts = _facts(contracts.REFUSED)
    with world.telling(world.calendar.month(contracts.REFUSED_FROM - 2, 12)):
        version = _propose(
            world,
            facts,
            months=contracts.REFUSED_FROM,
            reason=contracts.REFUSED_REASON,
            prices=contracts.REFUSED_PRICES,
            terms=facts.terms,
        )
    with world.telling(world.calendar.month(contracts.REFUSED_FROM - 2, 26)):
        refuse_version(version=version, reason=contracts.REFUSED_ANSWER, by=world.actor(world.managers_for(facts.key)[0]))


def _wait(world: World) -> None:
    """A variation that the provider has signed and the commissioner has not."""
    facts = _facts(contracts.WAITING)
    with world.telling(world.calendar.month(-1, 18)):
        version = _propose(world, facts, months=1, reason=contracts.WAITING_REASON, prices=contracts.WAITING_PRICES, terms=facts.terms)
        sign_version(version=version, by=world.manager_of(facts.provider))


def _propose(
    world: World, facts: ContractFacts, *, months: int, reason: str, prices: Mapping[str, int], terms: Mapping[str, Any]
) -> ContractVersion:
    by = world.manager_of(facts.provider)
    version = draft_version(contract=world.contract(facts.key), effective_from=world.calendar.month(months), reason=reason, by=by)
    for target in version.targets.all():
        remove_target(target=target, by=by)
    write_schedule(version=version, targets=_schedule(world, facts, facts.targets, prices), terms=terms, by=by)
    return propose_version(version=version, by=by)


def _abandon(world: World) -> None:
    """A contract that was given up before anyone signed: the provider could not find the host families."""
    month, by = world.calendar.month, world.actor("colin")
    with world.telling(month(-46, 10)):
        made = create_contract(
            service=world.services["supported_lodgings"],
            provider=world.organisations["ferry"],
            reference=f"BCC-{world.calendar.year(-46)}-041",
            title="Supported lodgings (not signed: host families were not found in time)",
            starts_on=month(-44),
            ends_on=world.calendar.month_end(-9),
            by=by,
        )
    with world.telling(month(-45, 17)):
        abandon_contract(contract=made, by=by)


def _write_housing_first(world: World) -> None:
    """The contract of the award, with its first version still in the commissioner's hand."""
    month = world.calendar.month
    service = world.services["housing_first"]
    with world.telling(month(-1, 22)):
        made = create_contract(
            service=service,
            provider=world.organisations["sallowby"],
            verifier=world.organisations["plumbline"],
            award=Award.objects.get(opportunity__service=service),
            reference=f"BCC-{world.calendar.year(HOUSING_FIRST_STARTS)}-058",
            title="Housing First",
            starts_on=month(HOUSING_FIRST_STARTS),
            ends_on=world.calendar.month_end(HOUSING_FIRST_ENDS - 1),
            by=world.actor("colin"),
        )
        version = made.versions.select_related("contract__service", "contract__owner_organisation", "contract__provider").get()
        write_schedule(version=version, targets=[_housing_first(world)], terms=HOUSING_FIRST_TERMS, by=world.actor("colin"))


def _housing_first(world: World) -> dict[str, Any]:
    return {
        "key": "home",
        "outcome": world.outcomes["HOME"],
        "question": "Do people who have slept rough for years stay in a home of their own?",
        "who": "Adults who have slept rough again and again",
        "change": "live in a home of their own",
        "success": "still there after 24 months",
        "by_when": world.calendar.month_end(HOUSING_FIRST_ENDS - 1),
        "how_many": 26,
        "out_of": 34,
        "verified_by": "third_party",
        "baseline_kind": "comparison",
        "baseline": "Of like people in hostels, 9 of 34.",
        "milestones": [
            _priced("moved_in", "Moved into a home of their own", 600, "milestone"),
            _priced("home_12", "Still there after 12 months", 1_800, "sustainment"),
            _priced("home_24", "Still there after 24 months", 2_600, "sustainment"),
        ],
    }


def _priced(key: str, name: str, pounds: int, kind: str, *, max_per_person: int | None = 1) -> dict[str, Any]:
    metric = {"key": key, "description": name, "kind": kind, "price_pence": pounds * 100, "max_per_person": max_per_person}
    return {"key": key, "name": name, "verified_by": "third_party", "metrics": [metric]}


def _agree_reboot_west(world: World) -> None:
    """Twenty-three published metrics, paid as often as they are reached."""
    month, manager = world.calendar.month, world.actor("ruth")
    with world.telling(month(REBOOT_WEST_STARTS - 2, 7)):
        made = create_contract(
            service=world.services["reboot_west"],
            provider=world.organisations["young"],
            verifier=world.organisations["plumbline"],
            reference=reboot_west_reference(world),
            title="Reboot West: care leavers (INDIGO-POJ-0121)",
            starts_on=month(REBOOT_WEST_STARTS),
            ends_on=world.calendar.month_end(REBOOT_WEST_ENDS - 1),
            by=world.actor("colin"),
        )
        version = made.versions.select_related("contract__service", "contract__owner_organisation", "contract__provider").get()
        write_schedule(version=version, targets=_reboot_west_targets(world), terms={}, by=world.actor("colin"))
        propose_version(version=version, by=world.actor("colin"))
    with world.telling(month(REBOOT_WEST_STARTS - 1, 8)):
        sign_version(version=version, by=world.manager_of("young"))
        sign_version(version=version, by=manager)


def reboot_west_reference(world: World) -> str:
    return f"BCC-{world.calendar.year(REBOOT_WEST_STARTS)}-021"


def reboot_west_contract(world: World) -> Contract:
    related = ("service__programme", "service__owner_organisation", "provider", "owner_organisation")
    found: Contract = Contract.objects.select_related(*related).get(reference=reboot_west_reference(world))
    return found


def _reboot_west_targets(world: World) -> list[dict[str, Any]]:
    by_outcome: dict[str, list[reboot_west.MetricFacts]] = {}
    for metric in reboot_west.METRICS:
        by_outcome.setdefault(metric.outcome, []).append(metric)
    return [
        {
            "key": code.lower(),
            "outcome": world.outcomes[code],
            "who": "Young people who have left care",
            "change": world.outcomes[code].name.lower(),
            "success": f"as defined by: {metrics[0].definition}"[:200],
            "by_when": world.calendar.month_end(REBOOT_WEST_ENDS - 1),
            "how_many": max(metric.people for metric in metrics),
            "verified_by": "third_party",
            "baseline": f"Not published. Source of prices, people and payments: {reboot_west.SOURCE}",
            "milestones": [_priced(m.key, m.definition, m.price_pounds, "outcome", max_per_person=None) for m in metrics],
        }
        for code, metrics in by_outcome.items()
    ]


def _give_verifiers(world: World) -> None:
    """Each verifier is given the contracts they verify, and no others."""
    verifies = {facts.key: world.contract(facts.key) for facts in CONTRACTS}
    pairs = [(facts.verifier, verifies[facts.key]) for facts in CONTRACTS] + [("anil", reboot_west_contract(world))]
    role = {facts.key: facts.role for facts in ACCOUNTS}
    for key, made in pairs:
        give_role(
            account=world.accounts[key], organisation=world.organisations["plumbline"], role=role[key], scope_id=made.public_id, by=SYSTEM
        )
    world.forget_roles()
