"""Pages of delivery: who may open them, what they show, what they keep, and that opening a record is on record."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lodestar.access.actor import actor_for
from lodestar.access.models import Account
from lodestar.audit.models import Event
from lodestar.deliver import actions
from lodestar.deliver.actions import NewAchievement, NewReading
from lodestar.deliver.models import Achievement, Engagement, Reading, ReadingDraft
from lodestar.methods.base import run
from tests.factories.deliver import County, county, engagement, reading, scores

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 5)
RECORD_PAGES = ("engagement_detail", "identity_edit", "engagement_history", "star_fill", "goal_new", "achievement_new")


@pytest.fixture
def place() -> County:
    return county()


@pytest.fixture
def someone(place: County) -> Engagement:
    return engagement(place)


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def filled(place: County, *points: int | None, version: int = 0, day: date = FIRST, **more: str) -> dict[str, str]:
    """What the star page sends."""
    answers = {f"area-{key}": "" if score is None else str(score) for key, score in scores(place, *points).items()}
    dates = {"happened_on-day": str(day.day), "happened_on-month": str(day.month), "happened_on-year": str(day.year)}
    return {"edition": place.edition.public_id, "version": str(version), "voice": "together", "do": "check", **dates, **answers, **more}


def achieved(place: County, someone: Engagement) -> Achievement:
    row = NewAchievement(engagement=someone, milestone=place.milestone, happened_on=FIRST, evidence="Tenancy agreement seen")
    return actions.record_achievement(row=row, by=place.actor("keyworker"))


@pytest.mark.parametrize("name", RECORD_PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [("keyworker", 200), ("manager", 200), ("colleague", 404), ("stranger_manager", 404), ("verifier", 403), ("contract_manager", 403)],
)
def test_record_is_for_the_keyworker_and_the_manager(place: County, someone: Engagement, name: str, who: str, status: int) -> None:
    before = Event.objects.filter(act="read", person_id=someone.person.public_id).count()
    answer = browser(getattr(place, who)).get(reverse(f"deliver:{name}", args=[someone.public_id]))
    assert answer.status_code == status
    assert Event.objects.filter(act="read", person_id=someone.person.public_id).count() - before == (status == 200)
    if status == 200:
        title = answer.content.decode().split("<title>")[1].split("</title>")[0]
        assert "Siân" not in title
        assert "Pryce" not in title


@pytest.mark.parametrize("name", RECORD_PAGES)
def test_without_signing_in_there_is_no_record(someone: Engagement, name: str) -> None:
    answer = Client().get(reverse(f"deliver:{name}", args=[someone.public_id]))
    assert answer.status_code == 302
    assert "sign-in" in answer["Location"]


@pytest.mark.parametrize(("words", "found"), [("sian", True), ("SIÂN pry", True), ("pryce", True), ("sean", False)])
def test_caseload_is_searched_whatever_the_accents(place: County, someone: Engagement, words: str, found: bool) -> None:
    answer = browser(place.keyworker).get(reverse("deliver:engagement_list"), {"words": words})
    assert ("Siân Pryce" in answer.content.decode()) is found


def test_caseload_is_ones_own_and_its_opening_is_on_record(place: County, someone: Engagement) -> None:
    engagement(place, given_name="Ola", family_name="Nowak", keyworker=place.colleague)
    own = browser(place.keyworker).get(reverse("deliver:engagement_list")).content.decode()
    assert ("Siân Pryce" in own, "Ola Nowak" in own) == (True, False)
    assert Event.objects.order_by("-id")[0].details["people"] == [someone.person.public_id]
    whole = browser(place.manager).get(reverse("deliver:engagement_list")).content.decode()
    assert ("Siân Pryce" in whole, "Ola Nowak" in whole) == (True, True)


def test_caseload_asks_the_database_no_more_for_more_people(place: County, someone: Engagement, django_assert_max_num_queries) -> None:
    for number in range(12):
        engagement(place, given_name=f"Person {number}")
    client = browser(place.manager)
    client.get(reverse("deliver:engagement_list"))
    with django_assert_max_num_queries(15):
        client.get(reverse("deliver:engagement_list"))


def test_record_page_asks_the_database_little(place: County, someone: Engagement, django_assert_max_num_queries) -> None:
    for day in range(5):
        reading(place, someone, FIRST + timedelta(days=day), 3 + day)
    client = browser(place.keyworker)
    client.get(reverse("deliver:engagement_detail", args=[someone.public_id]))
    with django_assert_max_num_queries(15):
        answer = client.get(reverse("deliver:engagement_detail", args=[someone.public_id]))
    assert "10 of 10 areas moved forward since 8 January 2026" in answer.content.decode()


def test_someone_is_taken_on(place: County) -> None:
    client = browser(place.keyworker)
    wrong = client.post(
        reverse("deliver:engagement_new"), {"given_name": "", "contact": "07700 900123", "contract": place.contract.public_id}
    )
    assert "07700 900123" in wrong.content.decode()
    assert "Enter first name" in wrong.content.decode()
    answers = {"given_name": "Ola", "contract": place.contract.public_id, "opened_on": "2026-02-03"}
    done = client.post(reverse("deliver:engagement_new"), answers)
    made = Engagement.objects.get(person__identity__given_name="Ola")
    assert done["Location"] == reverse("deliver:engagement_detail", args=[made.public_id])
    assert (made.keyworker, made.opened_on) == (place.keyworker, date(2026, 2, 3))


def test_star_is_filled_checked_and_recorded(place: County, someone: Engagement) -> None:
    client, star = browser(place.keyworker), reverse("deliver:star_fill", args=[someone.public_id])
    page = client.get(star).content.decode()
    assert page.count('type="radio"') == 10 * 11 + 3
    sent = client.post(star, filled(place, 4, 5, None, **{"note-home": "Talked about the lease"}))
    check = client.get(sent["Location"]).content.decode()
    assert "Talked about the lease" in check
    assert "Not talked about yet: Health of body" in check
    assert not Reading.objects.exists()
    done = client.post(sent["Location"], {"version": "1", "edition": place.edition.public_id})
    made = Reading.objects.get()
    assert done["Location"].startswith(reverse("deliver:reading_detail", args=[made.public_id]))
    assert made.notes.get().text == "Talked about the lease"
    assert not ReadingDraft.objects.exists()
    again = client.post(sent["Location"], {"version": "1", "edition": place.edition.public_id})
    assert again.status_code == 302
    assert Reading.objects.count() == 1
    shown = client.get(done["Location"]).content.decode()
    assert "Talked about the lease" in shown
    assert "add their own view" in shown


def test_what_is_recorded_is_what_was_checked(place: County, someone: Engagement) -> None:
    client, star = browser(place.keyworker), reverse("deliver:star_fill", args=[someone.public_id])
    check = client.post(star, filled(place, 4))["Location"]
    client.post(star, filled(place, 9, version=1))
    late = client.post(check, {"version": "1", "edition": place.edition.public_id})
    assert "has changed since you checked it" in late.content.decode()
    assert not Reading.objects.exists()


def test_two_tabs_lead_to_a_page_that_keeps_both(place: County, someone: Engagement) -> None:
    client, star = browser(place.keyworker), reverse("deliver:star_fill", args=[someone.public_id])
    client.post(star, filled(place, 4, **{"note-home": "First tab"}))
    other = client.post(star, filled(place, 7, 4, version=0, **{"note-home": "Second tab"}))
    page = other.content.decode()
    assert other.status_code == 409
    assert "First tab" in page
    assert "Second tab" in page
    settled = {
        **{k: v for k, v in filled(place, 4, version=1).items() if k != "area-home"},
        "choice-area-home": "yours",
        "yours-area-home": "7",
        "choice-note-home": "both",
        "yours-note-home": "Second tab",
    }
    assert client.post(star, settled).status_code == 302
    kept = ReadingDraft.objects.get().content
    assert (kept["area-home"], kept["note-home"]) == ("7", "First tab\n\nSecond tab")


def test_draft_saves_itself_and_tells_two_tabs_apart(place: County, someone: Engagement) -> None:
    client, draft = browser(place.keyworker), reverse("deliver:star_draft", args=[someone.public_id])
    saved = client.post(draft, filled(place, 4), headers={"X-Lodestar-Autosave": "1"})
    assert saved.json()["version"] == 1
    assert client.post(draft, filled(place, 5), headers={"X-Lodestar-Autosave": "1"}).status_code == 409
    assert client.post(draft, filled(place, 5, version=1), headers={"X-Lodestar-Autosave": "1"}).json()["version"] == 2
    page = client.get(reverse("deliver:star_fill", args=[someone.public_id])).content.decode()
    assert 'id="area-home-5" name="area-home" value="5" checked' in page


def test_wrong_date_is_said_and_the_points_stay(place: County, someone: Engagement) -> None:
    client, star = browser(place.keyworker), reverse("deliver:star_fill", args=[someone.public_id])
    page = client.post(star, {**filled(place, 4), "happened_on-month": "13"}).content.decode()
    assert "must be a real date" in page
    assert 'id="area-home-4" name="area-home" value="4" checked' in page
    check = client.post(star, filled(place, 4, version=1, day=FIRST - timedelta(days=30)))["Location"]
    refused = client.post(check, {"version": "2", "edition": place.edition.public_id})
    assert refused.status_code == 403
    assert "had not started" in refused.content.decode()


def test_correction_keeps_the_old_star_in_sight(place: County, someone: Engagement) -> None:
    old = reading(place, someone, FIRST, 4)
    client, address = browser(place.keyworker), reverse("deliver:reading_correct", args=[old.public_id])
    assert 'value="4" checked' in client.get(address).content.decode()
    no_reason = client.post(address, filled(place, 6))
    assert "why is it corrected" in no_reason.content.decode().lower()
    assert Reading.objects.count() == 1
    new = client.post(address, {**filled(place, 6), "reason": "Wrong point"})["Location"]
    assert "Wrong point" in client.get(new).content.decode()
    kept = client.get(reverse("deliver:reading_detail", args=[old.public_id])).content.decode()
    assert "Wrong point" in kept
    assert "counts no longer" in kept


def test_two_voices_are_drawn_on_one_star(place: County, someone: Engagement) -> None:
    made = reading(place, someone, FIRST, 5)
    reading(place, someone, FIRST + timedelta(days=2), 3, voice="person")
    page = browser(place.keyworker).get(reverse("deliver:reading_detail", args=[made.public_id])).content.decode()
    assert "Their own view, 7 January 2026" in page
    assert "The two views differ in 10 areas" in page


def test_verifier_sees_a_pseudonym_and_no_name(place: County, someone: Engagement) -> None:
    made = achieved(place, someone)
    client = browser(place.verifier)
    for address in (
        reverse("deliver:verification_list"),
        reverse("deliver:achievement_detail", args=[made.public_id]),
        reverse("deliver:achievement_verify", args=[made.public_id]),
    ):
        page = client.get(address).content.decode()
        assert someone.pseudonym in page
        assert "Siân" not in page
        assert "Pryce" not in page
        assert someone.person.public_id not in page
    answers = {"verdict": "confirmed", "method": "third_party", "on": "2026-03-01", "reason": ""}
    assert client.post(reverse("deliver:achievement_verify", args=[made.public_id]), answers).status_code == 302
    made.refresh_from_db()
    assert made.state == "verified"


@pytest.mark.parametrize(
    ("who", "status"), [("keyworker", 200), ("manager", 200), ("verifier", 200), ("colleague", 404), ("stranger_manager", 404)]
)
def test_achievement_is_for_supporters_and_verifiers(place: County, someone: Engagement, who: str, status: int) -> None:
    made = achieved(place, someone)
    assert browser(getattr(place, who)).get(reverse("deliver:achievement_detail", args=[made.public_id])).status_code == status


# -- figures of a service ------------------------------------------------------------------------------------------------------


def crowd(place: County, many: int, *, gain: int = 2) -> list[Engagement]:
    people = [engagement(place, given_name=f"Person {n}") for n in range(many)]
    rows = [
        NewReading(
            engagement=one, edition=place.edition, happened_on=FIRST + timedelta(days=day), voice="together", scores=scores(place, point)
        )
        for n, one in enumerate(people)
        for day, point in ((1, 3 + n % 3), (90, 3 + n % 3 + (gain if n % 4 else -1)))
    ]
    actions.record_readings(rows=rows, by=place.actor("manager"))
    return people


def area_rows(text: str) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    return rows[1:11]


def test_files_give_the_same_figures_as_the_page(place: County) -> None:
    crowd(place, 9)
    engagement(place, given_name="Only begun")
    client = browser(place.manager)
    table = area_rows(client.get(reverse("deliver:service_csv", args=[place.service.public_id])).content.decode())
    data = json.loads(client.get(reverse("deliver:service_json", args=[place.service.public_id])).content)
    result = run("distance_travelled", data)["value"]
    assert [row[1] for row in table] == [str(area["n"]) for area in result["areas"]]
    assert [float(row[4]) for row in table] == [round(area["mean_change"], 6) for area in result["areas"]]
    assert [row[7:11] for row in table] == [[str(area[k]) for k in ("up", "same", "down", "had_room")] for area in result["areas"]]
    page = client.get(reverse("deliver:service_detail", args=[place.service.public_id])).content.decode()
    assert result["missing"]["with_pair"] == 9
    assert "90 % (9 of 10)" in page
    assert "Siân" not in json.dumps(data)


def test_as_at_and_known_at_walk_the_readings(place: County) -> None:
    crowd(place, 9)
    client, address = browser(place.manager), reverse("deliver:service_csv", args=[place.service.public_id])
    now = area_rows(client.get(address).content.decode())
    assert area_rows(client.get(address, {"as_at": (FIRST + timedelta(days=90)).isoformat()}).content.decode()) == now
    before = area_rows(client.get(address, {"as_at": (FIRST + timedelta(days=89)).isoformat()}).content.decode())
    assert {row[1] for row in before} == {"0"}
    unknown = area_rows(client.get(address, {"known_at": "2020-01-01"}).content.decode())
    assert {row[1] for row in unknown} == {"0"}
    assert area_rows(client.get(address, {"known_at": "2099-01-01"}).content.decode()) == now


def test_correction_is_unknown_before_it_was_made(place: County) -> None:
    (one, *_rest) = crowd(place, 9)
    client, address = browser(place.manager), reverse("deliver:service_csv", args=[place.service.public_id])
    moment = Event.objects.order_by("-id")[0].recorded_at.isoformat()
    before = area_rows(client.get(address).content.decode())
    old = Reading.objects.filter(engagement=one).order_by("happened_on").last()
    row = NewReading(engagement=one, edition=place.edition, happened_on=old.happened_on, voice="together", scores=scores(place, 10))
    actions.correct_reading(reading=old, row=row, reason="Wrong", by=place.actor("keyworker"))
    assert area_rows(client.get(address).content.decode()) != before
    assert area_rows(client.get(address, {"known_at": moment}).content.decode()) == before


@pytest.mark.parametrize(("many", "people", "mean"), [(7, "[c]", "[c]"), (8, "10", "1.2"), (12, "10", "1.2")])
def test_commissioner_sees_counts_large_enough_and_means_of_eight(place: County, many: int, people: str, mean: str) -> None:
    crowd(place, many)
    client = browser(place.contract_manager)
    table = area_rows(client.get(reverse("deliver:service_csv", args=[place.service.public_id])).content.decode())
    assert {(row[1], row[4]) for row in table} == {(people, mean)}
    assert {row[9] for row in table} == {"[c]"}, "few went down, and how few is hidden"
    page = client.get(reverse("deliver:service_detail", args=[place.service.public_id])).content.decode()
    assert "counts below 8 are shown as [c]" in page
    assert "lodestar run" not in page


@pytest.mark.parametrize("name", ["service_json", "service_readings"])
def test_files_about_single_people_stay_with_the_provider(place: County, name: str) -> None:
    crowd(place, 9)
    refused = browser(place.contract_manager).get(reverse(f"deliver:{name}", args=[place.service.public_id]))
    assert refused.status_code == 403
    assert browser(place.manager).get(reverse(f"deliver:{name}", args=[place.service.public_id])).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("manager", 200), ("keyworker", 200), ("contract_manager", 200), ("stranger_manager", 404)])
def test_service_figures_are_for_its_parties(place: County, someone: Engagement, who: str, status: int) -> None:
    reading(place, someone, FIRST, 4)
    assert browser(getattr(place, who)).get(reverse("deliver:service_detail", args=[place.service.public_id])).status_code == status


def test_service_page_asks_the_database_no_more_for_more_people(place: County, django_assert_max_num_queries) -> None:
    crowd(place, 20)
    client = browser(place.manager)
    client.get(reverse("deliver:service_detail", args=[place.service.public_id]))
    with django_assert_max_num_queries(15):
        client.get(reverse("deliver:service_detail", args=[place.service.public_id]))


def test_instrument_shows_the_words_of_every_point(place: County) -> None:
    page = browser(place.keyworker).get(reverse("deliver:instrument_detail", args=[place.edition.public_id])).content.decode()
    assert page.count('<th scope="row"') == 100
    assert "On my own feet" in page


def test_totals_are_reported_and_confirmed_on_their_pages(place: County) -> None:
    client = browser(place.manager)
    answers = {"period_from": "2026-01-01", "period_to": "2026-01-31", "source": "Register", "count-moved_in": "4"}
    made = client.post(reverse("deliver:return_new", args=[place.contract.public_id]), answers)["Location"]
    assert "Register" in client.get(made).content.decode()
    assert client.get(made + "verify/").status_code == 403
    verifier = browser(place.verifier)
    assert verifier.post(made + "verify/", {"verdict": "confirmed", "reason": ""}).status_code == 302
    assert "Confirmed" in client.get(made).content.decode()


def test_tasks_name_nobody(place: County, someone: Engagement) -> None:
    from lodestar.access.owed import tasks_owed

    made = achieved(place, someone)
    (due,) = [task for task in tasks_owed(actor_for(place.keyworker)) if task.title == "Complete a star together"]
    assert due.is_overdue
    assert "Siân" not in f"{due.title}{due.for_what}{due.url}"
    assert any(task.title == "Verify 1 achievement" for task in tasks_owed(place.actor("verifier")))
    actions.refuse_achievement(achievement=made, reason="No date", by=place.actor("verifier"))
    assert any(task.title.startswith("Add evidence") for task in tasks_owed(place.actor("keyworker")))
