"""When the county may be loaded, that it goes on where it stopped, and how it is begun for a server that is to answer at once."""

from __future__ import annotations

import io
import os
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import RequestFactory
from django.utils import timezone

from lodestar.access.actions import set_up
from lodestar.access.actor import ANYONE, SYSTEM
from lodestar.access.models import Account, Organisation
from lodestar.access.queries import demo_roles
from lodestar.access.roles import ROLES
from lodestar.cli import main
from lodestar.common import clock
from lodestar.common.decisions import Refused
from lodestar.demo import load, panels
from lodestar.demo.actions import begin_county
from lodestar.demo.policies import may_load_county
from lodestar.demo.queries import JOB_KIND, beginning, is_loaded, loading, parts_loaded
from lodestar.jobs.kinds import KINDS
from lodestar.jobs.models import Job
from lodestar.prioritise.models import Programme
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SOURCE = Path(load.__file__).resolve().parents[1]


def test_it_is_never_loaded_beside_what_is_real(cast: Cast) -> None:
    decision = may_load_county(SYSTEM)
    assert not decision
    assert "real organisations" in decision.reason
    with pytest.raises(Refused):
        load.load_county()
    assert not Organisation.objects.filter(is_demo=True).exists()


def test_an_account_alone_is_enough_to_refuse() -> None:
    Account.objects.create_user(email="someone@example.org", name="Someone")
    assert not may_load_county(SYSTEM)


def test_only_whoever_runs_lodestar_loads_it() -> None:
    assert not may_load_county(ANYONE)


def test_real_work_is_not_set_up_where_the_demo_is() -> None:
    load._begin(1, None)
    with pytest.raises(Refused, match="made-up county"):
        set_up(
            organisation="Real Council", kind="commissioner", name="R", email="r@example.org", password="lantern harbour quilt",
            code_is_right=True, by=SYSTEM,
        )  # fmt: skip
    assert not Organisation.objects.filter(is_demo=False).exists()


def test_an_account_from_the_command_line_is_refused_where_the_demo_is() -> None:
    load._begin(1, None)
    said = io.StringIO()
    with redirect_stderr(said):
        assert main(["account", "create", "r@example.org", "--name", "R", "--organisation", "Real Council"]) == 2
    assert "made-up county" in said.getvalue()
    assert not Account.objects.filter(is_demo=False).exists()


def test_a_loading_that_was_broken_off_goes_on_with_its_seed_and_anchor(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = load._parts()
    calls: list[str] = []

    def breaks(world: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(load, "_parts", lambda: [parts[0], load.Part("breaks", "breaks", breaks)])
    with pytest.raises(RuntimeError):
        load.load_county(seed=5, anchor=clock.today() - timedelta(days=40))
    assert parts_loaded() == {"first"}
    begun = beginning()
    assert begun is not None
    assert begun.seed == 5
    monkeypatch.setattr(
        load, "_parts", lambda: [parts[0], load.Part("breaks", "again", lambda world: calls.append(str(world.calendar.anchor)))]
    )
    world = load.load_county(seed=6, progress=lambda done, total, message: calls.append(f"{done}/{total}"))
    assert (world.seed, world.calendar.anchor) == (5, begun.anchor)
    assert calls == ["0/2", "1/2", str(begun.anchor), "2/2"]
    assert Programme.objects.count() == 1
    assert is_loaded()


def test_beginning_it_twice_at_once_makes_one_county() -> None:
    load._begin(1, None)
    world = load._begin(2, None)
    assert world.seed == 1
    assert Organisation.objects.count() == 11


def test_it_can_be_entered_before_it_is_loaded(settings) -> None:  # type: ignore[no-untyped-def]
    settings.IS_DEMO = True
    panels._seen_loaded.clear()
    job = load.begin_and_queue(seed=3)
    assert Job.objects.get() == job
    assert KINDS[JOB_KIND].again
    assert {entry.role.name.value for entry in demo_roles()} == set(ROLES) - {"verifier", "evaluator"}
    going_on = loading()
    assert going_on is not None
    shown = panels.county_is_loading(RequestFactory().get("/"))
    assert shown is not None
    assert shown["context"]["loading"] == going_on


def test_the_banner_asks_nothing_once_everything_is_there(settings, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    settings.IS_DEMO = True
    panels._seen_loaded.add("county")
    with django_assert_num_queries(0):
        assert panels.county_is_loading(RequestFactory().get("/")) is None
    panels._seen_loaded.clear()


def test_the_command_says_why_not(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lodestar.site.run.prepare.migrate", lambda say: None)
    for name in ("LODESTAR_DEMO", "LODESTAR_DATA"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # the command sets them; put back afterwards
    said = io.StringIO()
    with redirect_stderr(said), redirect_stdout(io.StringIO()):
        assert main(["demo"]) == 2
    assert "real organisations" in said.getvalue()


def test_only_the_past_can_be_told() -> None:
    moment = clock.now() - timedelta(days=400)
    with clock.telling(moment):
        assert clock.now() == moment
        assert clock.today() == timezone.localdate(moment)
    assert clock.now() > moment
    with pytest.raises(ValueError, match="past"), clock.telling(clock.now() + timedelta(minutes=1)):
        pass


def users_of_telling(files: dict[str, str]) -> list[str]:
    """Files outside the demo that use the clock's `telling`."""
    return [name for name, text in files.items() if "telling" in text and not name.startswith(("demo/", "common/clock.py"))]


def test_nothing_but_the_demo_tells_the_past() -> None:
    files = {str(path.relative_to(SOURCE)): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
    assert users_of_telling(files) == []


def test_that_guard_fails_when_it_should() -> None:
    assert users_of_telling({"pay/actions.py": "with clock.telling(yesterday): ..."}) == ["pay/actions.py"]


def test_begin_county_needs_an_empty_lodestar(cast: Cast) -> None:
    with pytest.raises(Refused):
        begin_county(organisations=(), accounts=(), seed=1, anchor=date(2026, 1, 1), by=SYSTEM)
