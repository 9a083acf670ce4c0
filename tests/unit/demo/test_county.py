"""The county in the database: every part of the cycle is alive in it, and what the house promises holds for it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Count, Q, Sum

from lodestar.access.models import Account, Membership, Organisation
from lodestar.access.roles import ROLES, conflict_between
from lodestar.audit.models import Event
from lodestar.common.clock import now, today
from lodestar.common.decisions import Refused
from lodestar.contract.models import Contract, ContractVersion
from lodestar.deliver.actions import journey_faults
from lodestar.deliver.models import Achievement, AreaScore, Engagement, Goal, PersonIdentity, Reading
from lodestar.demo.county import reboot_west
from lodestar.demo.county.contracts import CONTRACTS
from lodestar.demo.load import load_county
from lodestar.demo.parts.contracting import reboot_west_contract
from lodestar.demo.queries import is_loaded, loading
from lodestar.demo.world import World
from lodestar.design.models import OutcomeLink, Service
from lodestar.learn.models import LearningEntry, TargetResult
from lodestar.pay.models import Claim, PaymentLine, Reversal, Statement
from lodestar.pay.queries import reconciles, replays_to_the_same
from lodestar.prioritise.models import FOUR_NUMBERS, Estimate, Intervention, PriorityArea
from lodestar.procure.models import Opportunity, Proposal


def test_rebuilding_journeys_finds_no_difference(county: World) -> None:
    assert list(journey_faults()) == []


def test_it_is_as_large_as_promised(county: World) -> None:
    assert Organisation.objects.count() == 11
    assert Engagement.objects.exclude(opened_on=None).count() == 1_000
    assert Reading.objects.count() == 6_000
    assert AreaScore.objects.values("area").distinct().count() == 10
    assert Reading.objects.order_by("happened_on")[0].happened_on < today() - timedelta(days=4.8 * 365)


def test_reboot_west_pays_what_was_published_line_by_line(county: World) -> None:
    contract = reboot_west_contract(county)
    statement = Statement.objects.get(contract=contract)
    assert statement.net_pence == reboot_west.TOTAL_PAID_PENCE == 187_154_000
    lines = dict(statement.lines.values_list("metric_key").annotate(Sum("amount_pence")))
    assert lines == {metric.key: metric.paid_pounds * 100 for metric in reboot_west.METRICS}
    assert len(reboot_west.METRICS) == 23
    assert statement.state == "paid"
    assert contract.state == "ended"
    version = contract.versions.get()
    assert set(version.metrics.values_list("max_per_person", flat=True)) == {None}
    assert "INDIGO-POJ-0121" in contract.returns.get().source
    assert "INDIGO-POJ-0121" in contract.service.description


def test_the_published_metrics_are_whole_numbers_of_payments() -> None:
    assert all(metric.paid_pounds == metric.count * metric.price_pounds for metric in reboot_west.METRICS)
    assert sum(metric.price_pounds * metric.people for metric in reboot_west.METRICS) == 1_617_330


def test_every_statement_adds_up_and_a_sample_replays_to_the_penny(county: World) -> None:
    assert all(reconciles(statement) for statement in Statement.objects.defer("method_input", "method_result"))
    for contract in Contract.objects.filter(statements__isnull=False).distinct():
        assert replays_to_the_same(contract.statements.order_by("-number")[0])


def test_nothing_is_stated_before_it_was_known(county: World) -> None:
    early = Claim.objects.filter(lines__statement__closed_at__lt=now()).exclude(lines__amount_pence__lt=0)
    for claim in early.prefetch_related("lines__statement", "achievement__verifications")[:300]:
        for line in claim.lines.all():
            assert claim.achieved_on <= line.statement.period_to
            assert any(v.verified_on <= line.statement.period_to for v in claim.achievement.verifications.all())


def test_statements_stand_in_every_state(county: World) -> None:
    states = Counter(Statement.objects.values_list("state", flat=True))
    assert set(states) == {"prepared", "submitted", "approved", "paid", "returned"}
    assert states["paid"] > 100


def test_what_was_paid_in_error_is_taken_back_by_a_line_of_its_own(county: World) -> None:
    reversal = Reversal.objects.get()
    taken_back = reversal.claim.lines.filter(amount_pence__lt=0).get()
    assert taken_back.statement.period_from > reversal.claim.lines.filter(amount_pence__gt=0).get().statement.period_to
    assert PaymentLine.objects.filter(amount_pence__lt=0).count() > 1


def test_contracts_stand_in_every_state(county: World) -> None:
    assert set(Contract.objects.values_list("state", flat=True)) == {"draft", "live", "ended", "abandoned"}
    varied = Contract.objects.annotate(signed=Count("versions", filter=Q(versions__state="signed"))).get(signed=2)
    assert varied.state == "live"
    waiting = ContractVersion.objects.get(state="proposed")
    assert waiting.signatures.count() == 1
    assert ContractVersion.objects.filter(state="refused").count() == 1


def test_no_one_signs_for_both_parties(county: World) -> None:
    for version in ContractVersion.objects.filter(state="signed").prefetch_related("signatures"):
        assert len({signature.signed_by_id for signature in version.signatures.all()}) == 2


def test_opportunities_stand_sealed_waiting_for_a_key_and_awarded(county: World) -> None:
    sealed = Opportunity.objects.get(service=county.services["family_help"])
    assert sealed.state == "open"
    assert sealed.deadline > now() + timedelta(days=10)
    waiting = Opportunity.objects.get(service=county.services["same_voice"])
    assert waiting.state == "open"
    assert waiting.deadline < now()
    assert waiting.keys_turned.count() == 1
    assert Proposal.objects.filter(opportunity__in=[sealed, waiting]).exclude(content=None).count() == 0
    awarded = Opportunity.objects.get(service=county.services["housing_first"])
    assert (awarded.state, awarded.proposals.count(), awarded.keys_turned.count()) == ("awarded", 3, 2)


def test_last_years_programme_weighs_eight_areas_of_six(county: World) -> None:
    programme = county.programme("living_well")
    assert programme.state == "decided"
    per_area = PriorityArea.objects.filter(programme=programme).annotate(count=Count("interventions")).values_list("count", flat=True)
    assert list(per_area) == [6] * 8
    weighed = Intervention.objects.filter(area__programme=programme)
    numbers = Estimate.objects.filter(intervention__in=weighed).values("intervention").annotate(count=Count("quantity", distinct=True))
    assert all(row["count"] == len(FOUR_NUMBERS) for row in numbers)
    decision = programme.decisions.get()
    departures = decision.choices.exclude(reason="")
    assert departures.filter(is_funded=True).count() == 1
    assert departures.filter(is_funded=False).exists()


def test_this_years_programme_is_still_being_gathered(county: World) -> None:
    programme = county.programme("this_year")
    assert programme.state == "gathering"
    assert programme.follows == county.programme("living_well")
    states = Counter(Intervention.objects.filter(area__programme=programme).values_list("state", flat=True))
    assert set(states) == {"agreed", "draft"}


def test_every_service_was_decided_from_a_funded_intervention(county: World) -> None:
    services = Service.objects.select_related("decided_from")
    assert services.count() == 13
    assert all(service.decided_from and service.decided_from.state == "funded" for service in services)


def test_every_link_between_outcomes_has_its_reason(county: World) -> None:
    assert OutcomeLink.objects.count() > 30
    assert not OutcomeLink.objects.filter(reason="").exists()


def test_goals_point_at_an_outcome_or_say_why_not(county: World) -> None:
    assert Goal.objects.filter(outcome=None).exclude(unlisted_reason="").exists()
    assert {"set", "reached", "left"} == set(Goal.objects.values_list("state", flat=True))


def test_targets_were_closed_with_yes_and_with_no(county: World) -> None:
    assert set(TargetResult.objects.values_list("is_reached", flat=True)) == {True, False}
    assert LearningEntry.objects.count() >= 16


def test_caseloads_are_such_as_one_person_can_carry(county: World) -> None:
    loads = Engagement.objects.filter(state="open").values("keyworker").annotate(count=Count("pk")).values_list("count", flat=True)
    assert len(loads) >= 10
    assert all(25 <= load <= 40 for load in loads)


def test_achievements_stand_in_every_state(county: World) -> None:
    states = set(Achievement.objects.values_list("state", flat=True))
    assert states == {"recorded", "verified", "not_confirmed", "overturned", "withdrawn"}


def test_there_is_someone_in_every_role_and_no_one_in_two_that_are_kept_apart(county: World) -> None:
    held: dict[int, list[str]] = {}
    for account, role in Membership.objects.filter(ended_at=None).values_list("account", "role"):
        held.setdefault(account, []).append(role)
    assert {role for roles in held.values() for role in roles} == set(ROLES)
    for roles in held.values():
        assert not any(conflict_between(one, other) for one in roles for other in roles if one != other)


def test_verifiers_are_given_contracts_and_nothing_else(county: World) -> None:
    scopes = set(Membership.objects.filter(role="verifier").values_list("scope_id", flat=True))
    assert scopes <= set(Contract.objects.values_list("public_id", flat=True))
    assert len(scopes) == len(CONTRACTS) + 1


def test_no_account_has_a_password_or_a_real_address(county: World) -> None:
    assert not any(account.has_usable_password() for account in Account.objects.all())
    assert all(address.endswith(".example.org") for address in Account.objects.values_list("email", flat=True))
    assert not Account.objects.filter(is_demo=False).exists()
    assert not Organisation.objects.filter(is_demo=False).exists()


def test_no_persons_name_stands_in_an_event(county: World) -> None:
    told = json.dumps(list(Event.objects.values_list("details", flat=True)))
    names = set(PersonIdentity.objects.values_list("contact", flat=True))
    assert "Maya" not in told
    assert not any(contact in told for contact in names)


def test_maya_has_her_home_and_it_was_paid_for(county: World) -> None:
    engagement = Engagement.objects.get(person__identity__family_name="Ellwood", person__identity__given_name="Maya")
    assert engagement.keyworker.name == "Sam Okafor"
    claims = Claim.objects.filter(achievement__engagement=engagement)
    paid = {claim.metric.key: claim.lines.get().amount_pence for claim in claims.prefetch_related("lines", "metric")}
    assert paid == {"home_start": 35_000, "home_26": 110_000}
    assert claims.get(metric__key="home_26").lines.get().statement.number == 34, "the tutorial says where to look"
    assert Reversal.objects.get().claim.lines.get(amount_pence__lt=0).statement.number == 34
    assert engagement.contract.award.opportunity.service.decided_from.area.programme == county.programme("first")


def test_loading_it_again_says_that_it_is_there(county: World) -> None:
    assert is_loaded()
    assert loading() is None
    with pytest.raises(Refused, match="loaded already"):
        load_county()
