"""Readings from a file: read in every usual shape, every fault named by row and column, all or nothing."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lodestar.access.actor import actor_for
from lodestar.access.models import Account
from lodestar.audit.models import Event
from lodestar.common.tables import Unreadable, day_of, read_sheet
from lodestar.deliver.actions import journey_faults
from lodestar.deliver.models import Engagement, Reading
from lodestar.interchange import views
from lodestar.interchange.jobs import import_readings_job
from lodestar.interchange.models import ReadingsFile
from lodestar.interchange.queries import read_rows, template_columns
from lodestar.jobs.kinds import CannotBeDone, Progress
from lodestar.jobs.models import Job
from tests.factories.deliver import County, county, engagement, scores

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 5)


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


def table(place: County, *rows: list[object], separator: str = ",", header: list[str] | None = None) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(header or ["engagement", "date", "voice", *scores(place, 1), "note_home"])
    writer.writerows(rows)
    return out.getvalue()


def row(someone: Engagement, day: object = "2026-01-06", voice: str = "together", *points: object, note: str = "") -> list[object]:
    given = list(points) or [4]
    return [someone.public_id, day, voice, *given, *([given[-1]] * (10 - len(given))), note]


def upload(client: Client, place: County, content: bytes | str) -> object:
    file = SimpleUploadedFile("readings.csv", content.encode() if isinstance(content, str) else content, content_type="text/csv")
    return client.post(reverse("interchange:readings_upload"), {"edition": place.edition.public_id, "file": file})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_usual_shape_is_read(place: County, someone: Engagement, encoding: str, separator: str) -> None:
    content = table(place, row(someone, note="Café, naïve; “so” she says"), separator=separator).encode(encoding)
    rows, faults = read_rows(actor_for(place.manager), read_sheet(content), place.edition)
    assert faults == []
    assert (rows[0].day, rows[0].scores["home"], rows[0].notes["home"]) == ("2026-01-06", 4, "Café, naïve; “so” she says")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-21", date(2026, 11, 21)),
        ("21/11/2026", date(2026, 11, 21)),
        ("1.2.2026", date(2026, 2, 1)),
        ("2026-11-21 00:00:00", date(2026, 11, 21)),
        ("11/21/2026", None),
        ("2026-02-30", None),
        ("46000", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_here_write_them(text: str, day: date | None) -> None:
    assert day_of(text) == day


def test_every_fault_is_named_by_row_and_column(place: County, someone: Engagement) -> None:
    stranger = engagement(county())
    content = table(
        place,
        row(someone, "2026-01-06", "together", 4, 11),
        row(someone, "2026-13-06", "alone", 0),
        row(stranger),
        row(someone, "2025-12-01"),
        row(someone, "2026-01-08", "person", ""),
        row(someone, "2026-01-09"),
        row(someone, "2026-01-09"),
    )
    answer = upload(browser(place.manager), place, content)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "row 2, column money: must be 1–10, got 11",
        "row 3, column date: must be a date like 2026-11-21 or 21/11/2026, got 2026-13-06",
        "row 3, column voice: must be together, worker or person, got alone",
        "row 3, column home: must be 1–10, got 0",
        f"row 4, column engagement: is nobody you support, got {stranger.public_id}",
        "row 5, column date: The support had not started on that date.",
        "row 6, column home: no area has a point",
        "row 8, column date: this engagement, date and voice are in the file twice",
    ):
        assert words in page
    assert not ReadingsFile.objects.exists()
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (["engagement", "date", "home"], "row 1, column voice: is missing"),
        (["engagement", "date", "voice"], "row 1, column home: is missing"),
        (["engagement", "date", "voice", "home", "weather"], "row 1, column weather: is not a column"),
        (["engagement", "date", "voice", "home", "home"], "row 1, column home: is there twice"),
    ],
)
def test_columns_that_are_wrong_are_named(place: County, someone: Engagement, header: list[str], words: str) -> None:
    assert words in upload(browser(place.manager), place, table(place, header=header)).content.decode()


def test_columns_may_be_headed_by_the_areas_names(place: County, someone: Engagement) -> None:
    header = ["Engagement", "Date", "Voice", "Home and safety", "MONEY"]
    content = table(place, [someone.public_id.lower(), "6/1/2026", "", 3, "4.0"], header=header).encode()
    rows, faults = read_rows(actor_for(place.manager), read_sheet(content), place.edition)
    assert faults == []
    assert (rows[0].scores, rows[0].voice) == ({"home": 3, "money": 4}, "together")


def test_checked_file_is_shown_then_imported_whole_under_one_event(place: County, someone: Engagement) -> None:
    client = browser(place.manager)
    content = table(place, row(someone, note="Said so"), row(someone, "2026-03-06", "worker", 6))
    kept = upload(client, place, content)["Location"]
    page = client.get(kept).content.decode()
    assert "2 readings" in page
    assert not Reading.objects.exists()
    file = ReadingsFile.objects.get()
    assert client.post(kept + "import/").status_code == 302
    assert Reading.objects.count() == 2
    assert list(journey_faults()) == []
    event = Event.objects.get(act="recorded_readings")
    assert (event.details["count"], event.details["digest"]) == (2, file.digest)
    file.refresh_from_db()
    assert (file.state, file.rows) == ("imported", [])
    assert client.post(kept + "import/").status_code == 403
    assert "imported already" in upload(client, place, content).content.decode()
    assert Reading.objects.count() == 2


def test_file_is_thrown_away(place: County, someone: Engagement) -> None:
    client = browser(place.manager)
    kept = upload(client, place, table(place, row(someone)))["Location"]
    client.post(kept + "drop/")
    assert ReadingsFile.objects.get().rows == []
    assert not Reading.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("keyworker", 403), ("verifier", 403), ("contract_manager", 403), ("stranger_manager", 200)])
def test_only_managers_bring_in_readings(place: County, someone: Engagement, who: str, status: int) -> None:
    assert browser(getattr(place, who)).get(reverse("interchange:readings_upload")).status_code == status


def test_anothers_file_is_not_found(place: County, someone: Engagement) -> None:
    kept = upload(browser(place.manager), place, table(place, row(someone)))["Location"]
    stranger = browser(place.stranger_manager)
    assert stranger.get(kept).status_code == 404
    assert stranger.post(kept + "import/").status_code == 404


def test_many_rows_are_long_work(place: County, someone: Engagement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "INLINE_ROWS", 1)
    client = browser(place.manager)
    kept = upload(client, place, table(place, row(someone), row(someone, "2026-03-06")))["Location"]
    started = client.post(kept + "import/")
    job = Job.objects.get()
    assert started["Location"] == reverse("jobs:job", args=[job.public_id])
    assert not Reading.objects.exists()
    progress = Progress(actor_for(place.manager), lambda done, total, message: None)
    assert import_readings_job(progress, **job.parameters) == kept
    assert Reading.objects.count() == 2


def test_job_says_why_it_cannot_be_done(place: County, someone: Engagement) -> None:
    upload(browser(place.manager), place, table(place, row(someone)))
    Engagement.objects.filter(pk=someone.pk).update(owner_organisation=place.stranger)
    with pytest.raises(CannotBeDone, match="no longer support"):
        import_readings_job(Progress(actor_for(place.manager), lambda *_args: None), file=ReadingsFile.objects.get().public_id)


def test_template_is_a_file_that_comes_back_in(place: County, someone: Engagement) -> None:
    client = browser(place.manager)
    empty = client.get(reverse("interchange:readings_template", args=[place.edition.public_id])).content
    assert empty.startswith(b"\xef\xbb\xbfengagement,date,voice,home")
    filled = empty.decode("utf-8-sig").strip() + f"\r\n{someone.public_id},06/01/2026,together" + ",5" * 10 + "," * 10
    rows, faults = read_rows(actor_for(place.manager), read_sheet(filled.encode()), place.edition)
    assert (len(rows), faults) == (1, [])
    assert template_columns(place.edition)[:4] == ["engagement", "date", "voice", "home"]


def test_exported_readings_come_back_in(place: County, someone: Engagement) -> None:
    client = browser(place.manager)
    content = table(place, row(someone), row(someone, "2026-03-06", "worker", "", 6))
    client.post(upload(client, place, content)["Location"] + "import/")
    exported = client.get(reverse("deliver:service_readings", args=[place.service.public_id])).content
    rows, faults = read_rows(actor_for(place.manager), read_sheet(exported), place.edition)
    assert faults == []
    assert [(r.day, r.voice, r.scores["home"]) for r in rows] == [("2026-01-06", "together", 4), ("2026-03-06", "worker", None)]


@pytest.mark.parametrize("content", [b"", b"\n\n", b'"never closed', b"x" * (10 * 1024 * 1024 + 1)])
def test_what_is_no_table_is_said(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_sheet(content)


@pytest.mark.parametrize("content", [b"\x00\xff\xfe\x00", b"\xff\xfe\x00", b"=cmd|' /C calc'!A0", bytes(range(256))])
def test_hostile_files_are_faults_never_crashes(place: County, content: bytes) -> None:
    answer = upload(browser(place.manager), place, content)
    assert answer.status_code in (200, 422)
    assert not ReadingsFile.objects.exists()


def test_checking_asks_the_database_no_more_for_more_rows(place: County, django_assert_max_num_queries) -> None:
    people = [engagement(place, given_name=f"P{n}") for n in range(10)]
    content = table(place, *(row(one, (FIRST + timedelta(days=d)).isoformat()) for one in people for d in range(1, 6))).encode()
    by = actor_for(place.manager)
    with django_assert_max_num_queries(4):
        rows, faults = read_rows(by, read_sheet(content), place.edition)
    assert (len(rows), faults) == (50, [])


def test_workbook_is_read_as_a_table_is(place: County, someone: Engagement) -> None:
    from datetime import datetime

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["engagement", "date", "voice", *scores(place, 1)])
    sheet.append([someone.public_id, datetime(2026, 1, 6), "worker", *[4] * 9, None])  # noqa: DTZ001 — as a spreadsheet holds it
    out = io.BytesIO()
    book.save(out)
    rows, faults = read_rows(actor_for(place.manager), read_sheet(out.getvalue()), place.edition)
    assert faults == []
    assert (rows[0].day, rows[0].voice, rows[0].scores["home"], rows[0].scores["hope"]) == ("2026-01-06", "worker", 4, None)


@pytest.mark.parametrize("content", [b"PK\x03\x04rubbish", b"PK"])
def test_workbook_that_is_none_is_said(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_sheet(content)
