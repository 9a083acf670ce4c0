"""Setting the scene by hand, as pages: problem, stages, evidence, stakeholders, team, timeline, ticks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lodestar.audit.models import Event
from lodestar.common.clock import today
from lodestar.prioritise import actions, queries
from lodestar.prioritise.models import Stakeholder, TeamMember, TimelineStep
from lodestar.prioritise.rows import StakeholderRow
from tests.cast import Cast
from tests.factories.prioritise import Exercise

MOST_QUERIES = 15
PAGES = (
    "programme_detail",
    "problem",
    "stakeholder_list",
    "stakeholder_map",
    "team",
    "timeline",
    "timeline_plan",
    "stages",
    "problem_question",
)


def at(name: str, row: Any, query: str = "") -> str:
    return reverse(f"prioritise:{name}", args=[row.public_id]) + query


def whole_scene(cast: Cast, four: Exercise) -> None:
    """Something on every page."""
    by, programme = cast.actor("alice"), four.programme
    rows = [
        StakeholderRow(str(name), side, power=n % 5 + 1, interest=(n * 2) % 5 + 1)
        for n, (_key, name, side) in enumerate(queries.READY_GROUPS)
    ]
    actions.add_stakeholders(programme=programme, rows=rows, by=by)
    actions.add_team_member(programme=programme, role="sponsor", name="Sam Sponsor", by=by)
    actions.add_team_member(programme=programme, role="lead", account=cast.account("anna"), by=by)
    actions.plan_timeline(programme=programme, decision_on=date(2027, 3, 24), workshops=3, weeks_between=2, by=by)
    actions.answer_question(programme=programme, question="scope", choice="several", seen=None, by=by)


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_scene_open_and_ask_little(cast: Cast, four: Exercise, name: str) -> None:
    whole_scene(cast, four)
    client = cast.client("alice")
    client.get(at(name, four.programme))
    with CaptureQueriesContext(connection) as asked:
        response = client.get(at(name, four.programme))
    assert response.status_code == 200
    assert len(asked) <= MOST_QUERIES, [one["sql"][:120] for one in asked]


def test_questions_are_answered_one_by_one_and_i_dont_know_is_an_answer(cast: Cast, four: Exercise) -> None:
    client, programme = cast.client("alice"), four.programme
    asked = at("problem_question", programme)
    response = client.post(f"{asked}?about=scope", {"choice": "several", "words": "Falls and housing"})
    assert response["Location"] == f"{asked}?about=purpose"
    client.post(f"{asked}?about=purpose", {"choice": "unknown"})
    client.post(f"{asked}?about=challenge", {"words": "Too many falls"})
    response = client.post(f"{asked}?about=comparators", {"is_unknown": "on", "words": ""})
    assert response["Location"] == at("problem", programme)
    programme.refresh_from_db()
    assert programme.challenge == "Too many falls"
    page = client.get(at("problem", programme)).content.decode()
    assert "Several areas, weighed against each other" in page
    assert page.count("I don’t know yet</p>") == 2
    assert "Your answers speak for: Three stages" in page
    assert "2 of 8 questions answered. 2 are not known yet." in client.get(at("programme_detail", programme)).content.decode()


def test_an_answer_saves_itself_and_never_over_someone_elses(cast: Cast, four: Exercise) -> None:
    client, programme = cast.client("alice"), four.programme
    asked = at("problem_question", programme, "?about=gains")
    saving = {"HTTP_X_LODESTAR_AUTOSAVE": "1"}
    version = client.post(asked, {"words": "Stroke"}, **saving).json()["version"]
    assert client.post(asked, {"words": "Stroke units", "version": version}, **saving).status_code == 200
    stale = client.post(asked, {"words": "Mine", "version": version}, **saving)
    assert stale.status_code == 409
    pressed = client.post(asked, {"words": "Mine", "version": version})
    assert pressed.status_code == 409
    assert "Stroke units" in pressed.content.decode()
    assert "Mine" in pressed.content.decode()
    settled = {
        "choice-words": "yours",
        "yours-words": "Mine",
        "seen": programme.problem_answers.get(question="gains").recorded_at.isoformat(),
    }
    assert client.post(asked, settled).status_code == 302
    assert programme.problem_answers.get(question="gains").words == "Mine"


def test_stages_are_chosen_with_a_reason_where_they_depart(cast: Cast, four: Exercise) -> None:
    client, programme = cast.client("alice"), four.programme
    seen = programme.recorded_at.isoformat()
    refused = client.post(at("stages", programme), {"stages": "two", "reason": "", "seen": seen})
    assert "this is not what the answers speak for" in refused.content.decode()
    assert client.post(at("stages", programme), {"stages": "two", "reason": "Money stays in its area", "seen": seen}).status_code == 302
    programme.refresh_from_db()
    assert (programme.stages, programme.stages_reason) == ("two", "Money stays in its area")


def test_evidence_is_added_taken_off_and_put_back(cast: Cast, four: Exercise) -> None:
    client, area = cast.client("anna"), four.areas[0]
    sent = {"name": "Needs assessment", "kind": "needs", "link": "https://example.org/needs", "says": "Falls double in a decade"}
    assert client.post(at("evidence_new", area), sent).status_code == 302
    evidence = area.evidence.get()
    assert "Falls double in a decade" in client.get(at("area_detail", area)).content.decode()
    client.post(at("evidence_remove", evidence))
    assert queries.evidence_for_area(area)[0] == []
    client.post(at("evidence_restore", evidence))
    assert queries.evidence_for_area(area)[0] == [evidence]
    assert client.post(at("evidence_new", area), {"name": "", "kind": "needs", "link": "javascript:alert(1)"}).status_code == 200


def test_ready_groups_are_added_and_placed_by_numbers(cast: Cast, four: Exercise) -> None:
    client, programme = cast.client("felix"), four.programme
    client.post(at("stakeholders_ready", programme), {"groups": ["clinicians", "public"]})
    clinicians, public = programme.stakeholders.order_by("pk")
    assert clinicians.name == "Clinicians"
    numbers = {
        f"{clinicians.public_id}-seen": clinicians.recorded_at.isoformat(),
        f"{clinicians.public_id}-power": "5",
        f"{clinicians.public_id}-interest": "",
        f"{public.public_id}-seen": public.recorded_at.isoformat(),
        f"{public.public_id}-power": "2",
        f"{public.public_id}-interest": "3",
    }
    page = client.post(at("stakeholders_place", programme), numbers, follow=True).content.decode()
    assert "Powerful, but nothing is to be done with them." in page
    assert "Powerful, but nobody has said whether they support it." in page
    wrong = client.post(at("stakeholders_place", programme), {**numbers, f"{public.public_id}-power": "9"}).content.decode()
    assert "Power of The public: write a whole number from 1 to 5" in wrong
    public.refresh_from_db()
    assert (public.power, public.interest) == (2, 3)


def test_a_move_on_the_map_saves_by_itself_and_never_over_someone_elses(cast: Cast, four: Exercise) -> None:
    by, programme = cast.actor("alice"), four.programme
    group = actions.add_stakeholder(programme=programme, row=StakeholderRow("Nurses", power=1, interest=1), by=by)
    key, client = group.public_id, cast.client("anna")
    move = {f"{key}-seen": group.recorded_at.isoformat(), f"{key}-power": "4", f"{key}-interest": "5"}
    said = client.post(at("stakeholder_place", group), move).json()
    assert said["suggested"] == "Involve in the process"
    stale = client.post(at("stakeholder_place", group), {**move, f"{key}-power": "2"})
    assert stale.status_code == 409
    assert client.post(at("stakeholder_place", group), {**move, f"{key}-seen": said["seen"], f"{key}-power": "6"}).status_code == 422
    group.refresh_from_db()
    assert (group.power, group.interest) == (4, 5)
    assert Event.objects.filter(act="placed_stakeholder").count() == 1


def test_another_action_than_the_map_suggests_needs_its_reason(cast: Cast, four: Exercise) -> None:
    client = cast.client("alice")
    group = actions.add_stakeholder(programme=four.programme, row=StakeholderRow("Media", power=5, interest=5), by=cast.actor("alice"))
    sent = {"name": "Media", "power": "5", "interest": "5", "involvement": "inform", "seen": group.recorded_at.isoformat()}
    assert "Say why, since the map suggests another action." in client.post(at("stakeholder_edit", group), sent).content.decode()
    assert client.post(at("stakeholder_edit", group), {**sent, "involvement_reason": "They publish first"}).status_code == 302
    group.refresh_from_db()
    assert (group.involvement, group.importance) == ("inform", None)
    assert "They publish first" in client.get(at("stakeholder_list", four.programme)).content.decode()


def test_scores_of_stakeholders_are_not_for_everyone_who_sees_the_cycle(cast: Cast, four: Exercise) -> None:
    group = actions.add_stakeholder(programme=four.programme, row=StakeholderRow("Media", power=5), by=cast.actor("alice"))
    for name in ("oscar", "conor", "frank", "ada"):
        assert cast.client(name).get(at("stakeholder_list", four.programme)).status_code == 403, name
        assert cast.client(name).get(at("stakeholder_map", four.programme)).status_code == 403, name
        assert not Stakeholder.objects.visible_to(cast.actor(name)).exists(), name
        assert at("stakeholder_list", four.programme) not in cast.client(name).get(at("programme_detail", four.programme)).content.decode()
    for name in ("alice", "anna", "felix"):
        page = cast.client(name).get(at("stakeholder_map", four.programme)).content.decode()
        assert "Not for circulation." in page
    assert cast.client("carol").post(at("stakeholder_remove", group)).status_code == 404


def test_a_group_is_taken_off_and_put_back_once(cast: Cast, four: Exercise) -> None:
    client, programme = cast.client("alice"), four.programme
    group = actions.add_stakeholder(programme=programme, row=StakeholderRow("Media"), by=cast.actor("alice"))
    client.post(at("stakeholder_remove", group))
    client.post(at("stakeholders_ready", programme), {"groups": ["media"]})
    assert client.post(at("stakeholder_restore", group)).status_code in (302, 409)
    assert programme.stakeholders.filter(removed_at__isnull=True).count() == 1


def test_gaps_and_a_facilitator_who_owns_an_area_are_named(cast: Cast, four: Exercise) -> None:
    client, programme, area = cast.client("alice"), four.programme, four.areas[0]
    new = at("team_member_new", programme)
    client.post(new, {"role": "facilitator", "name": "Pat  Moore"})
    client.post(new, {"role": "manager", "area": area.public_id, "name": "pat moore"})
    client.post(new, {"role": "analyst", "account": cast.account("anna").public_id})
    page = client.get(at("team", programme)).content.decode()
    assert f"Pat  Moore is to facilitate but manages {area}" in page or f"Pat Moore is to facilitate but manages {area}" in page
    assert "There is no senior sponsor" in page
    assert "There is no data analyst" not in page
    assert "Choose a colleague or write a name." in client.post(new, {"role": "lead"}).content.decode()
    assert "Say which area they manage." in client.post(new, {"role": "manager", "name": "Jo"}).content.decode()
    assert "They have that part already." in client.post(new, {"role": "facilitator", "name": "PAT MOORE"}).content.decode()
    facilitator = TeamMember.objects.get(role="facilitator")
    client.post(at("team_member_remove", facilitator))
    assert queries.team_of(programme).conflicts == ()
    client.post(at("team_member_restore", facilitator))
    assert len(queries.team_of(programme).conflicts) == 1


def test_the_seven_steps_tick_themselves_where_they_can(cast: Cast, four: Exercise) -> None:
    by, programme, client = cast.actor("alice"), four.programme, cast.client("alice")

    def states() -> dict[str, str]:
        programme.refresh_from_db()
        return {step.key: step.state for step in queries.scene_of(programme).steps}

    assert states()["interventions"] == "done"
    assert states()["support"] == "not_started"
    for question in ("scope", "purpose", "money", "pressure", "gains", "scrutiny", "comparators"):
        choice = {"scope": "several", "purpose": "budget", "money": "both"}.get(question, "")
        actions.answer_question(programme=programme, question=question, choice=choice, words="Said", seen=None, by=by)
    actions.answer_question(programme=programme, question="challenge", words="Falls", seen=None, by=by)
    assert states()["problem"] == "in_progress"
    programme.refresh_from_db()
    actions.choose_stages(programme=programme, stages="three", reason="", seen=programme.recorded_at, by=by)
    assert states()["problem"] == "done"
    actions.add_stakeholder(programme=programme, row=StakeholderRow("Nurses", power=2, interest=2), by=by)
    assert states()["stakeholders"] == "in_progress"
    group = programme.stakeholders.get()
    row = StakeholderRow("Nurses", power=2, interest=2, involvement="none")
    actions.edit_stakeholder(stakeholder=group, row=row, seen=group.recorded_at, by=by)
    actions.add_team_member(programme=programme, role="sponsor", name="Sam", by=by)
    actions.add_team_member(programme=programme, role="analyst", account=cast.account("anna"), by=by)
    for item in ("support", "constraints"):
        client.post(at("first_step_tick", programme), {"item": item, "is_done": "yes"})
    for area in four.areas:
        actions.add_area_evidence(area=area, kind="needs", name="Needs", by=by)
    assert set(states().values()) == {"done"}
    client.post(at("first_step_tick", programme), {"item": "support", "is_done": "no"})
    assert states()["support"] == "in_progress"
    assert client.post(at("first_step_tick", programme), {"item": "problem", "is_done": "yes"}).status_code == 404


def test_a_timeline_is_planned_moved_and_planned_anew(cast: Cast, four: Exercise) -> None:
    client, programme = cast.client("felix"), four.programme
    far = date(today().year + 1, 10, 14)
    plan = {"decision_on": far.isoformat(), "workshops": "2", "weeks_between": "2"}
    assert client.post(at("timeline_plan", programme), plan).status_code == 302
    first = programme.timeline.filter(kind="workshop").earliest("happens_on")
    sent = {
        "kind": "workshop", "name": first.name, "happens_on": "2027-09-01", "starts_at": "9.30", "ends_at": "13:00",
        "place": "Town hall; room 2", "seen": first.recorded_at.isoformat(),
    }  # fmt: skip
    assert client.post(at("timeline_step_edit", first), sent).status_code == 302
    client.post(at("timeline_plan", programme), {**plan, "workshops": "3"})
    first.refresh_from_db()
    assert (first.happens_on, first.is_moved, first.starts_at.isoformat()) == (date(2027, 9, 1), True, "09:30:00")
    assert programme.timeline.filter(kind="decision", removed_at__isnull=True).count() == 1
    file = client.get(at("timeline_file", programme))
    assert file["Content-Type"].startswith("text/calendar")
    assert b"LOCATION:Town hall\\; room 2\r\n" in file.content
    assert client.get(at("timeline_step_file", first)).content.count(b"BEGIN:VEVENT") == 1
    weekend = client.post(at("timeline_plan", programme), {**plan, "decision_on": "2027-12-25"}).content.decode()
    assert "That is a weekend or a bank holiday" in weekend
    client.post(at("materials", first), {"items": ["projector", "laptop"]})
    assert "Venue and materials: 2 of 11 ready" in client.get(at("timeline", programme)).content.decode()
    client.post(at("timeline_step_remove", first))
    assert TimelineStep.objects.get(pk=first.pk).removed_at is not None
