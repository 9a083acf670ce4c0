"""Areas brought on to one scale: the best of each judged against the best of all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from lodestar.audit.models import Event
from lodestar.common.decisions import Refused
from lodestar.prioritise.actions import add_estimate, add_intervention, agree_intervention
from lodestar.prioritise.actions.scaling import set_area_scale
from lodestar.prioritise.models import AreaScale, Programme
from lodestar.prioritise.models.programmes import Stages
from lodestar.prioritise.queries import portfolio_answer, portfolio_question
from lodestar.prioritise.queries.scaling import consistency_questions, scaled_areas, share_in_words
from lodestar.prioritise.rows import InterventionRow
from tests.cast import Cast
from tests.factories.prioritise import BUDGET_PENCE, Exercise, estimate, estimates

pytestmark = pytest.mark.django_db


def in_three_stages(four: Exercise) -> Programme:
    """Merkhofer's four lie in two areas: One and Two in the first, Three and Four in the second."""
    Programme.objects.filter(pk=four.programme.pk).update(stages=Stages.THREE)
    four.programme.refresh_from_db()
    return four.programme


def judge(four: Exercise, cast: Cast, first: str, second: str, *, reason: str = "Agreed in the room.") -> list[AreaScale]:
    scores = dict(zip((area.public_id for area in four.areas), map(Decimal, (first, second)), strict=True))
    return set_area_scale(programme=four.programme, scores=scores, reason=reason, by=cast.actor("alice"))


def benefits(programme: Programme) -> dict[str, object]:
    question = portfolio_question(programme)
    return {one["name"]: one["benefit"] for one in question.raw["interventions"]}


def test_benefits_lie_on_the_scale_of_the_best_area(four: Exercise, cast: Cast) -> None:
    """star.md B4: value = area's score × share of the area's best × probability. All benefits are 1, so people tell the good done."""
    programme = in_three_stages(four)
    first, second = scaled_areas(programme)
    assert first.best is not None
    assert second.best is not None
    best_first, best_second = first.does, second.does
    judge(four, cast, "100", "50")
    question = portfolio_question(programme)
    values = {one["name"]: one["people"] * one["benefit"] for one in question.raw["interventions"]}
    assert values[first.best.name] == pytest.approx(float(best_first))
    assert values[second.best.name] == pytest.approx(float(best_first) / 2, rel=1e-5)
    for name, area in ((n, a) for a in (first, second) for n in values if four.interventions[n].area_id == a.area.pk):
        score, best = (100, best_first) if area is first else (50, best_second)
        people = next(one["people"] for one in question.raw["interventions"] if one["name"] == name)
        assert values[name] == pytest.approx(float(best_first) * score / 100 * people / float(best), rel=1e-5)


def test_scale_changes_what_is_funded(four: Exercise, cast: Cast) -> None:
    programme = in_three_stages(four)

    def funded() -> set[str]:
        answer = portfolio_answer(portfolio_question(programme), BUDGET_PENCE)
        return {question.interventions[key].name for key in answer.funded_by("optimum")}

    question = portfolio_question(programme)
    assert funded() == {"Two", "Three", "Four"}
    areas = {name: row.area_id for name, row in four.interventions.items()}
    is_first = [name for name, area in areas.items() if area == four.areas[0].pk]
    judge(four, cast, "100", "1")
    assert set(is_first) <= funded()


def test_two_stages_are_left_as_they_are(four: Exercise, cast: Cast) -> None:
    before = benefits(four.programme)
    with pytest.raises(Refused):
        judge(four, cast, "100", "50")
    assert set(before.values()) == {1}


def test_until_areas_are_judged_benefits_count_as_written(four: Exercise) -> None:
    programme = in_three_stages(four)
    assert set(benefits(programme).values()) == {1}
    assert portfolio_question(programme).scaling.is_wanted
    assert not portfolio_question(programme).scaling.is_judged


def test_scale_stays_as_judged_when_a_number_changes_and_says_so(four: Exercise, cast: Cast) -> None:
    programme = in_three_stages(four)
    judge(four, cast, "100", "50")
    before = benefits(programme)
    best = scaled_areas(programme)[1].best
    assert best is not None
    add_estimate(intervention=best, row=estimate("people", 9000, unit="people a year", reason="Counted again"), by=cast.actor("alice"))
    assert benefits(programme) == before
    assert [area.has_moved for area in scaled_areas(programme)] == [False, True]


def test_area_added_later_is_kept_out_until_it_is_judged(four: Exercise, cast: Cast) -> None:
    from lodestar.prioritise.actions import add_area
    from lodestar.prioritise.rows import AreaRow

    programme, alice = in_three_stages(four), cast.actor("alice")
    judge(four, cast, "100", "50")
    late = add_area(programme=programme, row=AreaRow("Late"), by=alice)
    row = InterventionRow(late.pk, "Newcomer", estimates=estimates(10, 10))
    agree_intervention(intervention=add_intervention(programme=programme, row=row, by=alice), by=alice)
    question = portfolio_question(programme)
    assert [one.intervention.name for one in question.kept_out] == ["Newcomer"]
    assert "scale" in question.kept_out[0].reason


def test_every_fault_of_a_judgement_is_named_beside_its_area(four: Exercise, cast: Cast) -> None:
    programme = in_three_stages(four)
    first, second = (area.public_id for area in four.areas)

    def faults(scores: dict[str, str], reason: str = "Agreed") -> set[str]:
        given = {key: Decimal(score) for key, score in scores.items()}
        with pytest.raises(ValidationError) as caught:
            set_area_scale(programme=programme, scores=given, reason=reason, by=cast.actor("alice"))
        return set(caught.value.message_dict)

    assert faults({first: "0", second: "101"}, " ") == {f"score-{first}", f"score-{second}", "reason"}
    assert faults({first: "100"}) == {f"score-{second}"}
    assert faults({first: "60", second: "50"}) == {f"score-{first}"}
    assert faults({first: "100", second: "50", "no-such-area": "1"}) == {"score-no-such-area"}
    assert not AreaScale.objects.exists()


def test_judgement_leaves_an_event_and_is_never_rewritten(four: Exercise, cast: Cast) -> None:
    in_three_stages(four)
    made = judge(four, cast, "100", "50")
    assert Event.objects.filter(act="set_area_scale").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        AreaScale.objects.filter(pk=made[0].pk).update(score=1)
    judge(four, cast, "40", "100", reason="Judged again.")
    assert [area.scale.score for area in scaled_areas(four.programme) if area.scale] == [40, 100]
    assert AreaScale.objects.count() == 4


def test_stranger_may_not_judge(four: Exercise, cast: Cast) -> None:
    programme = in_three_stages(four)
    scores = {area.public_id: Decimal(100) for area in four.areas}
    with pytest.raises(Refused):
        set_area_scale(programme=programme, scores=scores, reason="No", by=cast.actor("petra"))


def test_questions_before_scores_are_agreed() -> None:
    asked = consistency_questions([("Homes", Decimal(100)), ("Work", Decimal(60)), ("Learning", Decimal(40)), ("Parks", Decimal(10))])
    assert asked[0] == "You put Work at 60. Does it really do 60 % of the good that Homes does?"
    assert "Is Learning really worth 4 times Parks?" in asked
    assert "Are Work and Learning, taken together, as much good as Homes alone?" in asked
    assert consistency_questions([("Homes", Decimal(100))]) == []
    level = consistency_questions([("Homes", Decimal(100)), ("Work", Decimal(100))])
    assert level == ["You put Work level with Homes. Would you find it hard to choose between the two?"]


@pytest.mark.parametrize(("share", "words"), [("0.5", "half"), ("0.333", "a third"), ("0.62", "62 %"), ("0.01", "1 %")])
def test_share_in_words(share: str, words: str) -> None:
    assert share_in_words(Decimal(share)) == words


def test_areas_are_judged_on_their_page_and_checked_before_they_are_kept(four: Exercise, cast: Cast) -> None:
    programme = in_three_stages(four)
    client = cast.client("alice")
    shown, judge_url = (reverse(f"prioritise:{name}", args=[programme.public_id]) for name in ("area_scale", "area_scale_judge"))
    assert "Nobody has judged the areas" in client.get(shown).content.decode()
    assert "of 100" in client.get(judge_url).content.decode()
    first, second = (f"score-{area.public_id}" for area in four.areas)
    wrong = client.post(judge_url, {first: "60", second: "50", "reason": "Agreed"}).content.decode()
    assert "give 100 to the area whose best does most good" in wrong
    checked = client.post(judge_url, {first: "100", second: "50", "reason": "Agreed"}).content.decode()
    assert "really do half of the good" in checked
    assert not AreaScale.objects.exists()
    again = client.post(judge_url, {first: "100", second: "50", "reason": "Agreed", "back": "yes"}).content.decode()
    assert 'value="50"' in again
    assert client.post(judge_url, {first: "100", second: "50", "reason": "Agreed", "keep": "yes"}).status_code == 302
    assert "Questions for the room" in client.get(shown).content.decode()
    assert AreaScale.objects.count() == 2


def test_two_stages_have_no_third_to_judge(four: Exercise, cast: Cast) -> None:
    client = cast.client("alice")
    assert "has two stages" in client.get(reverse("prioritise:area_scale", args=[four.programme.public_id])).content.decode()
    assert client.get(reverse("prioritise:area_scale_judge", args=[four.programme.public_id])).status_code == 403
