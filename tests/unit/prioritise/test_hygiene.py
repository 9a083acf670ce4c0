"""Checks of the figures: each finds its own kind of fault and no other, may be let stand, and comes back when figures change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lodestar.prioritise import actions, queries
from lodestar.prioritise.models import DismissedFinding
from lodestar.prioritise.rows import EstimateRow
from tests.cast import Cast
from tests.factories.prioritise import Exercise


def give(
    cast: Cast, four: Exercise, name: str, quantity: str, best: object, *, spread: object = 0, unit: str = "", grade: str = "expert"
) -> None:
    number, width = Decimal(str(best)), Decimal(str(spread))
    usual = {"people": "people a year", "benefit": "points", "probability": "share", "cost": "pounds a year"}
    row = EstimateRow(quantity, number - width, number, number + width, unit or usual[quantity], grade=grade, reason="Looked again")
    actions.add_estimate(intervention=four.interventions[name], row=row, by=cast.actor("anna"))


@pytest.fixture
def sound(cast: Cast, four: Exercise) -> Exercise:
    """Four interventions with ranges, none of whose figures asks for attention."""
    for place, name in enumerate(("One", "Two", "Three", "Four"), 1):
        give(cast, four, name, "benefit", 10 * place, spread=2)
    return four


def rules(four: Exercise) -> list[str]:
    return [one.rule for one in queries.hygiene_of(four.programme).open]


def test_sound_figures_are_left_alone(sound: Exercise) -> None:
    assert rules(sound) == []


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        ("zero_is_worst", [("One", "benefit", 0, {})]),
        ("mixed_units", [("One", "cost", 3571, {"unit": "thousand pounds"})]),
        ("mixed_units", [("One", "benefit", 10, {"unit": "QALYs"})]),
        ("benefit_restates_people", [("One", "benefit", 5714, {})]),
        (
            "share_as_percent",
            [("One", "probability", 0.9, {"unit": "%"}), *((n, "probability", 1, {"unit": "%"}) for n in ("Two", "Three", "Four"))],
        ),
        ("guess_without_range", [("One", "cost", 3571, {"grade": "guess"})]),
    ],
)
def test_each_check_finds_its_own_fault(
    cast: Cast, sound: Exercise, rule: str, given: list[tuple[str, str, object, dict[str, Any]]]
) -> None:
    for name, quantity, best, more in given:
        give(cast, sound, name, quantity, best, **more)
    assert set(rules(sound)) == {rule}
    assert all(one.message and one.why and one.remedy for one in queries.hygiene_of(sound.programme).open)


def test_units_that_differ_in_capitals_and_spaces_are_one_unit(cast: Cast, sound: Exercise) -> None:
    give(cast, sound, "One", "cost", 3571, unit="Pounds  a year")
    assert rules(sound) == []


def test_a_scale_from_exactly_0_to_exactly_100_is_asked_about(cast: Cast, sound: Exercise) -> None:
    give(cast, sound, "One", "benefit", 0)
    give(cast, sound, "Four", "benefit", 100)
    assert set(rules(sound)) == {"zero_is_worst", "stretched_scale"}
    give(cast, sound, "Two", "benefit", 0)  # two that do nothing are two that do nothing
    assert set(rules(sound)) == {"stretched_scale"}


def test_no_range_anywhere_is_one_finding_not_many(four: Exercise) -> None:
    assert rules(four) == ["no_ranges_at_all"]


def test_the_same_people_twice_is_shown_whether_marked_or_only_likely(cast: Cast, sound: Exercise) -> None:
    one = sound.interventions["One"]
    other = next(row for name, row in sound.interventions.items() if name != "One" and row.area_id == one.area_id)
    give(cast, sound, other.name, "people", 5714)
    assert rules(sound) == ["likely_same_people"]
    made = actions.mark_overlap(
        programme=sound.programme, first=one, second=other, share=Decimal("0.25"), reason="One clinic", by=cast.actor("anna")
    )
    (finding,) = queries.hygiene_of(sound.programme).open
    assert finding.rule == "same_people"
    assert "25 % of the smaller group" in finding.message
    assert "1,428 people" in finding.message  # a quarter of 5,714, half to even
    actions.withdraw_overlap(overlap=made, reason="They are different people", by=cast.actor("anna"))
    assert rules(sound) == ["likely_same_people"]


def test_a_finding_let_stand_comes_back_when_its_figures_change(cast: Cast, sound: Exercise) -> None:
    give(cast, sound, "One", "benefit", 0)
    (finding,) = queries.hygiene_of(sound.programme).open
    facts = {"programme": sound.programme, "digest": finding.digest, "by": cast.actor("anna")}
    with pytest.raises(ValidationError, match="Say why"):
        actions.let_finding_stand(reason=" ", **facts)
    actions.let_finding_stand(reason="It truly has no effect", **facts)
    assert rules(sound) == []
    with pytest.raises(ValidationError, match="have changed"):
        actions.let_finding_stand(reason="Twice", **facts)
    give(cast, sound, "One", "benefit", 0, spread=1)
    assert rules(sound) == ["zero_is_worst"]


def test_the_page_lets_stand_and_shows_again(cast: Cast, sound: Exercise) -> None:
    give(cast, sound, "One", "benefit", 0)
    client, page = cast.client("anna"), reverse("prioritise:checks", args=[sound.programme.public_id])
    shown = client.get(page)
    (finding,) = shown.context["hygiene"].open
    assert "has a benefit of 0" in shown.content.decode()
    stand = reverse("prioritise:finding_let_stand", args=[sound.programme.public_id]) + f"?finding={finding.digest}"
    assert client.get(stand).status_code == 200
    assert cast.client("felix").get(stand).status_code == 403
    assert client.post(stand, {"reason": "It is the comparator"}).status_code == 302
    assert "It is the comparator" in client.get(page).content.decode()
    assert client.get(stand).status_code == 302
    dismissed = DismissedFinding.objects.get()
    assert client.post(reverse("prioritise:finding_restore", args=[dismissed.public_id])).status_code == 302
    with CaptureQueriesContext(connection) as asked:
        assert len(client.get(page).context["hygiene"].open) == 1
    assert len(asked) <= 15
