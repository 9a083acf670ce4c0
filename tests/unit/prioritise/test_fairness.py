"""Fairness three ways on the same numbers, and what the fairer choice costs."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from lodestar.audit.models import Event
from lodestar.common.decisions import Refused
from lodestar.prioritise.actions.fairness import set_fairness_profile, set_fairness_profiles, set_health_profile
from lodestar.prioritise.models import FairnessProfile, HealthProfile
from lodestar.prioritise.queries import portfolio_answer, portfolio_question
from lodestar.prioritise.queries.fairness import FairnessAnswer, current_health, equity_weights, fairness_answer, fairness_of
from lodestar.prioritise.rows import FairnessRow, HealthRow
from tests.cast import Cast
from tests.factories.prioritise import BUDGET_PENCE, MERKHOFER, Exercise

pytestmark = pytest.mark.django_db

# The dceasimR vignette: years of life in good health by fifth of deprivation in England.
HEALTH = tuple(map(Decimal, ("52.1", "56.3", "59.8", "63.2", "66.8")))
# One reaches only the most deprived; Two everyone alike; Three only the least deprived; Four has no people by fifth.
PEOPLE = {"One": (100, 0, 0, 0, 0), "Two": (20, 20, 20, 20, 20), "Three": (0, 0, 0, 0, 50)}
SCORES = {"One": 90, "Three": -20}


def with_profiles(four: Exercise, cast: Cast) -> None:
    rows = {
        four.interventions[name].public_id: FairnessRow(people=PEOPLE[name], score=SCORES.get(name), score_reason="As judged in the room.")
        for name in PEOPLE
    }
    set_fairness_profiles(programme=four.programme, rows=rows, by=cast.actor("alice"))


def with_health(four: Exercise, cast: Cast, **changes: Any) -> HealthProfile:
    row = HealthRow(health=HEALTH, unit="years of life in good health", source="Needs assessment", **changes)
    return set_health_profile(programme=four.programme, row=row, by=cast.actor("alice"))


def answered(four: Exercise, eta: float | None = None) -> FairnessAnswer:
    question = portfolio_question(four.programme)
    return fairness_answer(question, portfolio_answer(question, BUDGET_PENCE), fairness_of(four.programme), eta)


def names(four: Exercise, ids: frozenset[str]) -> set[str]:
    return {name for name, row in four.interventions.items() if row.public_id in ids}


def best_by_hand(weights: dict[str, float]) -> set[str]:
    """Every set of the four within the budget, tried one by one."""
    budget = BUDGET_PENCE / 100
    sets = [c for n in range(5) for c in combinations(MERKHOFER, n) if sum(MERKHOFER[name][0] for name in c) <= budget]
    return set(max(sets, key=lambda c: sum(MERKHOFER[name][1] * weights[name] for name in c)))


@pytest.mark.parametrize("eta", [0, 1, 5, 10.95, 20])
def test_atkinson_choice_is_the_best_of_the_weighted_values(four: Exercise, cast: Cast, eta: float) -> None:
    with_profiles(four, cast)
    health = with_health(four, cast)
    weights = equity_weights(health, eta)
    own = {"One": weights[0], "Two": 1.0, "Three": weights[4], "Four": 1.0}
    choice = answered(four, eta).choices["atkinson"]
    assert names(four, choice.ids) == best_by_hand(own)
    best = best_by_hand(dict.fromkeys(MERKHOFER, 1.0))
    given_up = sum(MERKHOFER[n][1] for n in best) - sum(MERKHOFER[n][1] for n in names(four, choice.ids))
    assert choice.lost == pytest.approx(given_up)
    assert choice.lost >= 0
    assert {row.name for row in choice.neutral} == {"Four"}


def test_published_weights_are_used(four: Exercise, cast: Cast) -> None:
    """star.md C: weights at eta 1 of the dceasimR vignette."""
    weights = equity_weights(with_health(four, cast), 1)
    assert weights == pytest.approx((1.1361198, 1.0513649, 0.9898301, 0.9365798, 0.8861054), abs=5e-8)


def test_ratio_counts_what_reaches_the_most_deprived(four: Exercise, cast: Cast) -> None:
    """H.E.L.P.: share of the most deprived fifth ÷ share of all: five, one and nothing; what nobody has said counts as even."""
    with_profiles(four, cast)
    answer = answered(four)
    ratios = {row.intervention.name: row.ratio for row in answer.rows}
    assert ratios == {"One": pytest.approx(5), "Two": pytest.approx(1), "Three": pytest.approx(0), "Four": None}
    assert names(four, answer.choices["ratio"].ids) == best_by_hand({"One": 5, "Two": 1, "Three": 0, "Four": 1})
    assert answer.rows[0].intervention.name == "One"


def test_score_is_a_second_criterion_with_its_own_weight(four: Exercise, cast: Cast) -> None:
    with_profiles(four, cast)
    with_health(four, cast, score_weight=Decimal("0.5"))
    choice = answered(four).choices["score"]
    largest = max(value for _cost, value in MERKHOFER.values())
    totals = {name: 0.5 * value / largest * 100 + 0.5 * SCORES.get(name, 0) for name, (_cost, value) in MERKHOFER.items()}
    assert names(four, choice.ids) == best_by_hand({name: totals[name] / MERKHOFER[name][1] for name in MERKHOFER})
    assert {row.name for row in choice.neutral} == {"Two", "Four"}


def test_what_is_lacking_is_said_for_each_way(four: Exercise, cast: Cast) -> None:
    assert set(answered(four).lacking) == {"score", "ratio", "atkinson"}
    with_profiles(four, cast)
    answer = answered(four)
    assert set(answer.choices) == {"score", "ratio"}
    assert "fifth" in answer.lacking["atkinson"]
    with_health(four, cast)
    assert not answered(four).lacking


def test_steps_hold_the_cost_at_every_strength_and_none_at_0(four: Exercise, cast: Cast) -> None:
    with_profiles(four, cast)
    with_health(four, cast, eta=Decimal("4.5"))
    answer = answered(four)
    etas = [step.eta for step in answer.steps]
    assert etas == sorted(etas)
    assert 4.5 in etas
    assert answer.steps[0].choice.lost == 0
    assert all(step.choice.ids == answered(four, step.eta).choices["atkinson"].ids for step in answer.steps)


def test_level_for_everyone_alike_needs_a_common_unit(four: Exercise, cast: Cast) -> None:
    with_profiles(four, cast)
    with_health(four, cast)
    assert answered(four).most.level is None
    with_health(four, cast, population=100_000, health_per_benefit=Decimal("0.01"), reason="A point is a hundredth of a year.")
    answer = answered(four)
    mean_gain = answer.most.value * 0.01 / 100_000
    assert answer.most.level is not None
    assert answer.most.level == pytest.approx(mean_gain, rel=0.2)
    assert answered(four, 0).most.level == pytest.approx(mean_gain)
    assert answer.choices["atkinson"].level is not None


def test_every_fault_is_named_beside_its_field(four: Exercise, cast: Cast) -> None:
    one, alice = four.interventions["One"], cast.actor("alice")

    def faults(row: FairnessRow) -> set[str]:
        with pytest.raises(ValidationError) as caught:
            set_fairness_profile(intervention=one, row=row, by=alice)
        return set(caught.value.message_dict)

    assert faults(FairnessRow()) == {"people_1"}
    assert faults(FairnessRow(people=(None, 1, None, 2, 3))) == {"people_1", "people_3"}
    assert faults(FairnessRow(people=(0, 0, 0, 0, 0))) == {"people_1"}
    assert faults(FairnessRow(score=5)) == {"score_reason"}
    assert faults(FairnessRow(score=101, score_reason="x")) == {"score"}
    for row in (HealthRow(health=HEALTH[:2], unit="years"), HealthRow(health=HEALTH, unit="years", shares=(Decimal(1),))):
        with pytest.raises(ValidationError, match="five fifths"):
            set_health_profile(programme=four.programme, row=row, by=alice)
    with pytest.raises(ValidationError, match="five fifths"):
        set_fairness_profile(intervention=one, row=FairnessRow(people=(1,) * 6), by=alice)
    bad = HealthRow(health=(Decimal(0), *HEALTH[1:]), unit="years", shares=(Decimal("0.3"), *[Decimal("0.2")] * 4), eta=Decimal(-1))
    with pytest.raises(ValidationError) as caught:
        set_health_profile(programme=four.programme, row=bad, by=alice)
    assert set(caught.value.message_dict) == {"health_1", "share_1", "eta"}
    assert not FairnessProfile.objects.exists()


def test_a_change_says_why_and_nothing_is_rewritten(four: Exercise, cast: Cast) -> None:
    one, alice = four.interventions["One"], cast.actor("alice")
    first = set_fairness_profile(intervention=one, row=FairnessRow(score=50, score_reason="Reaches estates."), by=alice)
    with pytest.raises(ValidationError, match="why"):
        set_fairness_profile(intervention=one, row=FairnessRow(score=60, score_reason="More."), by=alice)
    set_fairness_profile(intervention=one, row=FairnessRow(score=60, score_reason="More.", reason="Counted."), by=alice)
    assert fairness_of(four.programme).score(one) == 60
    with pytest.raises(DatabaseError), transaction.atomic():
        FairnessProfile.objects.filter(pk=first.pk).update(score=1)
    with_health(four, cast)
    with pytest.raises(ValidationError, match="why"):
        with_health(four, cast)
    assert Event.objects.filter(act="set_fairness_profile").count() == 2
    assert Event.objects.filter(act="set_health_profile").count() == 1


def test_stranger_may_say_nothing(four: Exercise, cast: Cast) -> None:
    petra = cast.actor("petra")
    with pytest.raises(Refused):
        set_fairness_profile(intervention=four.interventions["One"], row=FairnessRow(people=(1, 1, 1, 1, 1)), by=petra)
    with pytest.raises(Refused):
        set_health_profile(programme=four.programme, row=HealthRow(health=HEALTH, unit="years"), by=petra)
    with pytest.raises(Refused):
        set_fairness_profiles(programme=four.programme, rows={}, by=petra)
    assert cast.client("petra").get(reverse("prioritise:fairness", args=[four.programme.public_id])).status_code == 404


def test_page_before_anyone_has_said_anything(four: Exercise, cast: Cast) -> None:
    page = cast.client("alice").get(reverse("prioritise:fairness", args=[four.programme.public_id]))
    assert page.status_code == 200
    assert "Say first whom an intervention reaches" in page.content.decode()


def test_page_shows_the_three_ways_and_what_they_cost(four: Exercise, cast: Cast) -> None:
    with_profiles(four, cast)
    with_health(four, cast, eta=Decimal("10.95"))
    url = reverse("prioritise:fairness", args=[four.programme.public_id])
    page = cast.client("alice").get(url, {"budget": "10,000"})
    text = page.content.decode()
    for words in ("Separate score", "Deprived share", "Weighted health, at 10.95", "Given up", "As judged in the room."):
        assert words in text
    assert 'id="eta-steps"' in text
    assert "Error: " in cast.client("alice").get(url, {"budget": "lots"}).content.decode()
    stronger = cast.client("alice").get(url, {"budget": "10,000", "eta": "20"}).content.decode()
    assert "Weighted health, at 20" in stronger


def test_health_is_given_on_its_page(four: Exercise, cast: Cast) -> None:
    url = reverse("prioritise:health_profile", args=[four.programme.public_id])
    client = cast.client("alice")
    assert client.get(url).status_code == 200
    given = {f"health_{n}": str(h) for n, h in enumerate(HEALTH, 1)} | {f"share_{n}": "0.2" for n in range(1, 6)}
    given |= {"unit": "years", "eta": "5", "score_weight": "0.3"}
    wrong = client.post(url, {**given, "share_1": "0.3"})
    assert "add up to 1.1" in wrong.content.decode()
    assert client.post(url, given).status_code == 302
    health = current_health(four.programme)
    assert health is not None
    assert (health.eta, health.health_by_fifth) == (5, (52.1, 56.3, 59.8, 63.2, 66.8))


def test_people_by_fifth_are_given_on_their_page(four: Exercise, cast: Cast) -> None:
    one = four.interventions["One"]
    url = reverse("prioritise:fairness_profile", args=[one.public_id])
    client = cast.client("alice")
    partly = client.post(url, {"people_1": "5", "people_2": "", "people_3": "7", "people_4": "8", "people_5": "9"})
    assert "Give the people of all five fifths" in partly.content.decode()
    assert 'value="7"' in partly.content.decode()
    assert client.post(url, {f"people_{n}": str(n) for n in range(1, 6)} | {"score": "0", "score_reason": "None."}).status_code == 302
    assert fairness_of(four.programme).people(one) == (1, 2, 3, 4, 5)
    assert fairness_of(four.programme).score(one) == 0
    assert "1 · 2 · 3 · 4 · 5" not in client.get(url).content.decode()
