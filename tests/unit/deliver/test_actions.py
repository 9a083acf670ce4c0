"""Acts on a person's record: allowed, refused with a reason, always on record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from lodestar.access.actor import SYSTEM, actor_for
from lodestar.access.models import Membership
from lodestar.access.roles import RoleName
from lodestar.audit.models import Event
from lodestar.common.clock import now, today
from lodestar.common.decisions import Refused
from lodestar.common.states import IllegalMove
from lodestar.deliver import actions
from lodestar.deliver.actions import NewAchievement, NewEngagement, NewGoal, NewPerson, NewReading
from lodestar.deliver.models import Achievement, Engagement, PersonIdentity, Reading, ReadingDraft
from lodestar.pay.queries import statement_input
from tests.factories.deliver import County, account, county, engagement, reading, scores

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 5)


@pytest.fixture
def place() -> County:
    return county()


@pytest.fixture
def someone(place: County) -> Engagement:
    return engagement(place)


def last_event() -> Event:
    return Event.objects.order_by("-id")[0]


def achievement(place: County, someone: Engagement, **more: object) -> Achievement:
    row = NewAchievement(
        engagement=someone, milestone=place.milestone, happened_on=FIRST + timedelta(days=10), evidence="Tenancy agreement seen", **more
    )
    return actions.record_achievement(row=row, by=place.actor("keyworker"))


def test_person_taken_on_has_identity_pseudonym_and_first_review(place: County, someone: Engagement) -> None:
    assert someone.person.identity.search_name == "sian pryce"
    assert someone.review_on == FIRST + timedelta(days=28)
    assert len(someone.pseudonym) == 12
    assert someone.pseudonym != someone.person.public_id
    assert last_event().act == "opened_engagement"
    assert "Siân" not in str(last_event().details)


def test_keyworker_who_takes_someone_on_supports_them(place: County) -> None:
    row = NewEngagement(person=NewPerson(given_name="Ola"), contract=place.contract, opened_on=FIRST)
    made = actions.open_engagement(row=row, by=place.actor("keyworker"))
    assert made.keyworker == place.keyworker
    assert actions.open_engagement(row=row, by=place.actor("manager")).keyworker is None


@pytest.mark.parametrize("who", ["stranger_manager", "verifier", "contract_manager"])
def test_nobody_else_takes_people_on(place: County, who: str) -> None:
    with pytest.raises(Refused):
        actions.open_engagement(
            row=NewEngagement(person=NewPerson(given_name="Ola"), contract=place.contract, opened_on=FIRST), by=place.actor(who)
        )
    assert not PersonIdentity.objects.filter(given_name="Ola").exists()


def test_one_open_engagement_at_a_time(place: County, someone: Engagement) -> None:
    with pytest.raises(ValidationError, match="open engagement"):
        actions.open_engagement(
            row=NewEngagement(person=someone.person, contract=place.contract, opened_on=FIRST), by=place.actor("manager")
        )


def test_referral_is_taken_up_or_declined(place: County) -> None:
    row = NewEngagement(person=NewPerson(given_name="Ola"), contract=place.contract, referred_on=FIRST)
    referred = actions.open_engagement(row=row, by=place.actor("manager"))
    assert (referred.state, referred.opened_on) == ("referred", None)
    actions.start_engagement(engagement=referred, on=FIRST + timedelta(days=3), by=place.actor("manager"))
    assert referred.state == "open"
    other = actions.open_engagement(row=row, by=place.actor("manager"))
    actions.decline_referral(engagement=other, reason="Moved away", by=place.actor("manager"))
    assert (other.state, last_event().act) == ("declined", "declined_referral")


def test_keyworker_is_assigned_by_a_manager_and_must_support_people(place: County, someone: Engagement) -> None:
    with pytest.raises(Refused, match="manager"):
        actions.assign_keyworker(engagement=someone, keyworker=place.colleague, by=place.actor("keyworker"))
    with pytest.raises(Refused, match="supports people"):
        actions.assign_keyworker(engagement=someone, keyworker=place.verifier, by=place.actor("manager"))
    actions.assign_keyworker(engagement=someone, keyworker=place.colleague, by=place.actor("manager"))
    assert not Engagement.objects.visible_to(place.actor("keyworker")).filter(pk=someone.pk).exists()
    assert Engagement.objects.visible_to(place.actor("colleague")).filter(pk=someone.pk).exists()


def test_support_ends_with_a_reason_not_before_its_last_reading(place: County, someone: Engagement) -> None:
    reading(place, someone, FIRST + timedelta(days=40), 4)
    close = lambda on, why: actions.close_engagement(engagement=someone, on=on, reason=why, by=place.actor("keyworker"))  # noqa: E731
    with pytest.raises(ValidationError, match="reading after"):
        close(FIRST + timedelta(days=20), "Moved on")
    with pytest.raises(ValidationError, match="why"):
        close(FIRST + timedelta(days=50), " ")
    with pytest.raises(ValidationError, match="not come yet"):
        close(today() + timedelta(days=1), "Moved on")
    close(FIRST + timedelta(days=50), "Moved on")
    assert (someone.state, someone.review_on, last_event().act) == ("closed", None, "closed_engagement")
    actions.reopen_engagement(engagement=someone, by=place.actor("keyworker"))
    assert (someone.state, someone.closed_on) == ("open", None)


def test_reading_only_in_the_time_of_the_support(place: County, someone: Engagement) -> None:
    with pytest.raises(Refused, match="had not started"):
        reading(place, someone, FIRST - timedelta(days=1), 4)
    with pytest.raises(Refused, match="not come yet"):
        reading(place, someone, today() + timedelta(days=1), 4)
    actions.close_engagement(engagement=someone, on=FIRST + timedelta(days=9), reason="Moved on", by=place.actor("keyworker"))
    with pytest.raises(Refused, match="had ended"):
        reading(place, someone, FIRST + timedelta(days=10), 4)
    assert reading(place, someone, FIRST + timedelta(days=9), 4).pk


@pytest.mark.parametrize("who", ["colleague", "stranger_manager", "verifier", "contract_manager"])
def test_nobody_else_records_a_reading(place: County, someone: Engagement, who: str) -> None:
    with pytest.raises(Refused, match="keyworker"):
        reading(place, someone, FIRST, 4, by=getattr(place, who))
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("points", "match"), [({"home": 11}, "must be 1–10, got 11"), ({"nowhere": 3}, "not an area"), ({"home": None}, "at least one")]
)
def test_impossible_points_are_refused(place: County, someone: Engagement, points: dict, match: str) -> None:
    row = NewReading(engagement=someone, edition=place.edition, happened_on=FIRST, voice="together", scores=points)
    with pytest.raises(ValidationError, match=match):
        actions.record_reading(row=row, by=place.actor("keyworker"))


def test_reading_leaves_an_event_without_scores_and_sets_the_next_review(place: County, someone: Engagement) -> None:
    made = reading(place, someone, FIRST, 4, None)
    event = last_event()
    assert (event.act, event.person_id, event.subject_id) == ("recorded_reading", someone.person.public_id, made.public_id)
    assert event.details == {
        "edition": place.edition.public_id,
        "voice": "together",
        "happened_on": "2026-01-05",
        "areas": 1,
    }
    someone.refresh_from_db()
    assert someone.review_on == FIRST + timedelta(weeks=12)


def test_reading_and_scores_refuse_to_be_rewritten(place: County, someone: Engagement) -> None:
    made = reading(place, someone, FIRST, 4)
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        Reading.objects.filter(pk=made.pk).update(voice="worker")
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        made.scores.update(score=9)


def test_correction_needs_a_reason_and_the_standing_reading(place: County, someone: Engagement) -> None:
    old = reading(place, someone, FIRST, 4)
    row = NewReading(engagement=someone, edition=place.edition, happened_on=FIRST, voice="worker", scores=scores(place, 5))
    with pytest.raises(ValidationError, match="why"):
        actions.correct_reading(reading=old, row=row, reason=" ", by=place.actor("keyworker"))
    new = actions.correct_reading(reading=old, row=row, reason="Wrong point", by=place.actor("keyworker"))
    assert (new.correction_reason, new.voice) == ("Wrong point", "worker")
    with pytest.raises(Refused, match="corrected already"):
        actions.correct_reading(reading=Reading.objects.get(pk=old.pk), row=row, reason="Again", by=place.actor("keyworker"))


def test_two_tabs_that_differ_are_told_apart(place: County, someone: Engagement) -> None:
    save = lambda content, revision: actions.save_draft(  # noqa: E731
        engagement=someone, edition=place.edition, content=content, revision=revision, by=place.actor("keyworker")
    )
    assert save({"scores": {"home": 3}}, 0).revision == 1
    assert save({"scores": {"home": 4}}, 1).revision == 2
    with pytest.raises(actions.DraftConflict) as conflict:
        save({"scores": {"home": 9}}, 1)
    assert conflict.value.draft.content == {"scores": {"home": 4}}
    with pytest.raises(actions.DraftConflict):
        save({"scores": {"home": 9}}, 0)
    reading(place, someone, FIRST, 4)
    assert not ReadingDraft.objects.exists()


def test_goal_is_one_of_the_contracts_outcomes_or_says_why(place: County, someone: Engagement) -> None:
    by = place.actor("keyworker")
    goal = actions.set_goal(row=NewGoal(engagement=someone, words="A key of my own", outcome=place.outcome), by=by)
    with pytest.raises(ValidationError, match="outcomes"):
        actions.set_goal(row=NewGoal(engagement=someone, words="Learn to swim"), by=by)
    actions.set_goal(row=NewGoal(engagement=someone, words="Learn to swim", unlisted_reason="It is what she wants"), by=by)
    actions.reach_goal(goal=goal, by=by)
    assert goal.state == "reached"
    with pytest.raises(Refused):
        actions.leave_goal(goal=goal, by=by)
    actions.take_up_goal(goal=goal, by=by)
    assert goal.state == "set"


def test_outcome_of_another_service_is_no_goal_here(place: County, someone: Engagement) -> None:
    other = county()
    with pytest.raises(ValidationError, match="not among"):
        actions.set_goal(row=NewGoal(engagement=someone, words="A key", outcome=other.outcome), by=place.actor("keyworker"))


def test_claim_cannot_be_verified_by_its_recorder_or_the_keyworker(place: County, someone: Engagement) -> None:
    made = achievement(place, someone)
    both = place.keyworker
    Membership.objects.create(account=both, organisation=place.provider, role=RoleName.VERIFIER)
    with pytest.raises(Refused, match="does not verify"):
        actions.verify_achievement(achievement=made, by=actor_for(both))
    added = account("Ada", place.provider, RoleName.VERIFIER)
    manager = place.actor("manager")
    actions.add_evidence(achievement=made, description="A letter", method="third_party", by=manager)
    Membership.objects.create(account=place.manager, organisation=place.provider, role=RoleName.VERIFIER)
    with pytest.raises(Refused, match="does not verify"):
        actions.verify_achievement(achievement=Achievement.objects.get(pk=made.pk), by=place.actor("manager"))
    actions.verify_achievement(achievement=made, by=actor_for(added))
    assert made.state == "verified"


def test_verdicts_follow_one_another_and_none_is_changed(place: County, someone: Engagement) -> None:
    made, by = achievement(place, someone), place.actor("verifier")
    with pytest.raises(ValidationError, match="why"):
        actions.refuse_achievement(achievement=made, reason="", by=by)
    actions.refuse_achievement(achievement=made, reason="No date on the letter", by=by)
    assert made.state == "not_confirmed"
    with pytest.raises(Refused, match="judged already"):
        actions.refuse_achievement(achievement=made, reason="Again", by=by)
    actions.add_evidence(achievement=made, description="Letter with a date", method="third_party", by=place.actor("keyworker"))
    actions.verify_achievement(achievement=made, by=by)
    actions.overturn_achievement(achievement=made, reason="The letter was for someone else", by=by)
    assert [v.verdict for v in made.verifications.all()] == ["not_confirmed", "confirmed", "overturned"]
    with pytest.raises(Refused, match="not verified"):
        actions.withdraw_achievement(achievement=made, by=place.actor("keyworker"))


@pytest.mark.parametrize("who", ["colleague", "manager", "contract_manager", "stranger_manager"])
def test_only_verifiers_of_the_contract_verify(place: County, someone: Engagement, who: str) -> None:
    made = achievement(place, someone)
    with pytest.raises(Refused):
        actions.verify_achievement(achievement=made, by=place.actor(who))


def test_milestone_is_recorded_once(place: County, someone: Engagement) -> None:
    made = achievement(place, someone)
    with pytest.raises(ValidationError, match="already"):
        achievement(place, someone)
    actions.withdraw_achievement(achievement=made, by=place.actor("keyworker"))
    assert achievement(place, someone).pk


def test_milestone_of_another_contract_is_refused(place: County, someone: Engagement) -> None:
    other = county()
    row = NewAchievement(engagement=someone, milestone=other.milestone, happened_on=FIRST)
    with pytest.raises(ValidationError, match="not one of this contract"):
        actions.record_achievement(row=row, by=place.actor("keyworker"))


def test_many_verified_at_once_or_none(place: County) -> None:
    made = [achievement(place, engagement(place)) for _ in range(3)]
    rows = list(
        Achievement.objects.select_related(
            "milestone", "owner_organisation", "engagement__service", "engagement__contract"
        ).prefetch_related("evidence")
    )
    before = Event.objects.count()
    actions.verify_achievements(achievements=rows, by=place.actor("verifier"))
    assert Event.objects.count() == before + 1
    assert last_event().details["count"] == 3
    with pytest.raises(Refused):
        actions.verify_achievements(achievements=rows, by=place.actor("verifier"))
    stale = [*rows[:2]]
    for row in stale:
        row.state = "recorded"
    with pytest.raises(IllegalMove):
        actions.verify_achievements(achievements=stale, by=place.actor("verifier"))
    assert {a.state for a in Achievement.objects.filter(pk__in=[m.pk for m in made])} == {"verified"}


def test_totals_count_once_another_account_confirms_them(place: County) -> None:
    manager, verifier = place.actor("manager"), place.actor("verifier")
    report = lambda **more: actions.record_return(  # noqa: E731
        contract=place.contract,
        **{
            "period_from": date(2026, 1, 1),
            "period_to": date(2026, 1, 31),
            "counts": {"moved_in": 4},
            "source": "Housing register",
            "by": manager,
            **more,
        },
    )
    counted = lambda: statement_input(place.contract, date(2026, 1, 1), date(2026, 1, 31), known_at=now())["counts"]  # noqa: E731
    totals = report()
    assert counted() == []
    with pytest.raises(Refused):
        actions.verify_return(totals=totals, verdict="confirmed", by=manager)
    actions.verify_return(totals=totals, verdict="confirmed", by=verifier)
    assert [one["count"] for one in counted()] == [4]
    with pytest.raises(ValidationError, match="reported already"):
        report(period_from=date(2026, 1, 15))
    corrected = report(counts={"moved_in": 3}, corrects=totals)
    assert [one["count"] for one in counted()] == [4], "the old totals stand until the new ones are confirmed"
    actions.verify_return(totals=corrected, verdict="confirmed", by=verifier)
    assert [one["count"] for one in counted()] == [3]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"counts": {"nothing": 1}}, "no metric"),
        ({"counts": {"moved_in": -1}}, "whole number"),
        ({"counts": {}}, "whole number"),
        ({"period_to": date(2099, 1, 1)}, "not ended"),
        ({"period_from": date(2020, 1, 1)}, "within the contract"),
        ({"source": " "}, "where the totals"),
    ],
)
def test_impossible_totals_are_refused(place: County, change: dict, match: str) -> None:
    given = {"period_from": date(2026, 1, 1), "period_to": date(2026, 1, 31), "counts": {"moved_in": 4}, "source": "Register"} | change
    with pytest.raises(ValidationError, match=match):
        actions.record_return(contract=place.contract, by=place.actor("manager"), **given)


def test_a_made_up_past_is_for_made_up_organisations_only(place: County, someone: Engagement) -> None:
    past = last_event().recorded_at - timedelta(days=100)
    row = NewReading(
        engagement=someone,
        edition=place.edition,
        happened_on=FIRST,
        voice="together",
        scores=scores(place, 4),
        recorded_at=past,
        recorded_by=place.keyworker,
    )
    (real,) = actions.record_readings(rows=[row], by=SYSTEM)
    assert (real.recorded_at > past, real.recorded_by) == (True, None)
    place.provider.is_demo = True
    place.provider.save()
    someone.owner_organisation.refresh_from_db()
    (made_up,) = actions.record_readings(rows=[row], by=SYSTEM)
    assert (made_up.recorded_at, made_up.recorded_by) == (past, place.keyworker)


def test_instrument_file_is_loaded_once_and_never_changed(place: County) -> None:
    (again,) = actions.load_own_instruments(organisation=place.commissioner, by=SYSTEM)
    assert again == place.edition
    file = {"name": "Lodestar adult scales", "edition": "2026", "licence_holder": "X", "scale_max": 10, "stages": ["Low", "High"]}
    areas = [{"key": key, "name": key.title(), "words": {}} for key in ("a", "b", "c")]
    with pytest.raises(actions.BadInstrument, match="other words"):
        actions.load_instrument(file={**file, "areas": areas}, organisation=place.commissioner, by=SYSTEM)
    with pytest.raises(actions.BadInstrument) as faults:
        actions.load_instrument(file={"scale_max": 9, "stages": ["one", "two"], "areas": []}, organisation=place.provider, by=SYSTEM)
    assert len(faults.value.messages) == 5


def test_instrument_of_a_licence_holder_is_not_shared(place: County) -> None:
    file = {
        "name": "Their star",
        "edition": "1",
        "licence_holder": "Someone else",
        "scale_max": 10,
        "stages": ["Low", "High"],
        "areas": [{"key": key, "name": key.title(), "words": {}} for key in ("a", "b", "c")],
    }
    with pytest.raises(Refused, match="licence"):
        actions.load_instrument(file=file, organisation=place.provider, by=place.actor("manager"), is_shared=True)
    loaded = actions.load_instrument(file=file, organisation=place.provider, by=place.actor("manager"))
    assert not loaded.instrument.is_shared
    with pytest.raises(Refused):
        actions.load_instrument(file=file, organisation=place.provider, by=place.actor("keyworker"))


def test_edited_identity_is_found_by_its_new_name_and_the_event_holds_no_name(place: County, someone: Engagement) -> None:
    new = NewPerson(given_name="Zoë", family_name="Müller-Straße", known_as="Zo")
    actions.edit_identity(engagement=someone, identity=new, by=place.actor("keyworker"))
    assert PersonIdentity.objects.get(person=someone.person).search_name == "zoe muller-strasse zo"
    assert last_event().details == {"fields": ["given_name", "family_name", "known_as"]}
