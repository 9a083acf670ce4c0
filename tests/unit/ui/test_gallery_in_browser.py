"""The gallery as people meet it: no fault that axe finds, no sideways scrolling, nothing that the security policy stops, no lost work."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from lodestar.ui.gallery import _layouts

AXE = Path(__file__).parents[2] / "vendor/axe/axe.min.js"
WIDTHS = (320, 768, 1280)

pytestmark = pytest.mark.journey


def pages() -> list[str]:
    forms = [f"/components/forms/{state}" for state in ("empty", "full", "error")]
    return ["/components/", *forms, *(f"/components/layouts/{name}" for name in layout_names())]


def layout_names() -> list[str]:
    source = Path(_layouts.__code__.co_filename).read_text()
    return re.findall(r'^        "([a-z-]+)": \($', source, re.M) + re.findall(r'^        "([a-z-]+)": \("', source, re.M)


def violations(page: Any) -> list[str]:
    page.evaluate(AXE.read_text())
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in result["violations"]]


@pytest.mark.parametrize("address", pages())
def test_page_is_accessible_at_every_width_and_breaks_no_policy(visit: Any, address: str) -> None:
    visit.page.add_init_script("window.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))")
    page = visit.open(address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"scrolls sideways at {width}"
        assert violations(page) == [], f"at {width}"
    assert [line for line in visit.console if "status of 4" not in line] == []


def test_axe_finds_a_fault_when_there_is_one(visit: Any) -> None:
    page = visit.open("/components/layouts/question")
    page.evaluate("document.querySelector('label').remove()")
    assert any("label" in fault for fault in violations(page))


def test_error_summary_takes_focus_and_its_links_lead_to_fields(visit: Any) -> None:
    page = visit.open("/components/forms/error")
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    for href in page.eval_on_selector_all(".govuk-error-summary a", "links => links.map(link => link.getAttribute('href'))"):
        assert page.locator(f"[id='{href[1:]}']").count() == 1, href
    page.click(".govuk-error-summary a >> nth=1")
    assert page.evaluate("document.activeElement.id") == "id_starts_on-day"


def test_what_is_typed_is_saved_once_it_has_changed_and_the_page_says_when(visit: Any) -> None:
    page = visit.open("/components/forms/full")
    page.clock.install()
    page.reload()
    page.clock.run_for(6000)
    assert visit.posts == []
    page.fill("#id_name", "Steps to Work, 2027")
    page.clock.run_for(6000)
    page.wait_for_timeout(300)
    page.clock.run_for(3000)
    assert len(visit.posts) == 1
    assert "Steps to Work, 2027" in visit.posts[0][1]
    assert re.search(r"Saved \d+ seconds ago", page.inner_text(".lode-autosave"))
    page.clock.run_for(20000)
    assert len(visit.posts) == 1, "nothing changed, so nothing was sent"


def test_offline_what_was_typed_is_kept_and_offered_back(visit: Any) -> None:
    page = visit.open("/components/forms/empty")
    page.clock.install()
    page.reload()
    visit.answers["/components/autosave"] = lambda route: route.abort()
    page.fill("#id_name", "Typed on a train")
    page.fill("#id_password", "never kept")
    page.clock.run_for(6000)
    page.wait_for_timeout(300)
    assert "Not saved yet" in page.inner_text(".lode-autosave")
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert "Typed on a train" in kept
    assert "never kept" not in kept
    page.reload()
    assert page.input_value("#id_name") == ""
    page.click("text=Put back what you typed")
    assert page.input_value("#id_name") == "Typed on a train"


def test_a_form_pressed_twice_is_sent_once(visit: Any) -> None:
    page = visit.open("/components/forms/full")
    visit.answers["/components/forms/full"] = lambda route: None  # the first answer never comes
    page.evaluate("for (let i = 0; i < 2; i++) document.querySelector('main form').requestSubmit()")
    page.wait_for_timeout(300)
    assert len(visit.posts) == 1


def test_someone_elses_change_stops_saving_and_says_so(visit: Any) -> None:
    page = visit.open("/components/forms/full")
    page.clock.install()
    page.reload()
    visit.answers["/components/autosave"] = lambda route: route.fulfill(status=409, body="{}", content_type="application/json")
    page.fill("#id_name", "Mine")
    page.clock.run_for(6000)
    page.wait_for_timeout(300)
    assert "Someone else has changed this" in page.inner_text(".lode-autosave")
    page.fill("#id_name", "Mine again")
    page.clock.run_for(12000)
    page.wait_for_timeout(200)
    assert len(visit.posts) == 1


def test_two_minutes_before_the_end_of_a_session_the_person_can_stay(visit: Any) -> None:
    page = visit.open("/components/layouts/session")
    page.clock.install()
    page.reload()
    visit.answers["/session/keep-alive"] = lambda route: route.fulfill(
        status=200, body=json.dumps({"seconds": 900}), content_type="application/json"
    )
    box = page.locator("[data-session-seconds]")
    assert box.is_hidden()
    page.clock.run_for(70_000)
    assert box.is_visible()
    assert "2 minutes" in box.inner_text()
    assert page.evaluate("document.activeElement.textContent.trim()") == "Stay signed in"
    page.click("[data-session-seconds] button")
    page.wait_for_timeout(300)
    assert box.is_hidden()
    assert len(visit.posts) == 1


def test_long_work_looks_again_and_stops_when_it_is_done(visit: Any) -> None:
    page = visit.open("/components/layouts/progress")
    page.clock.install()
    page.reload()
    visit.answers["/components/layouts/progress"] = lambda route: visit.from_django(route, _url("/components/layouts/progress-done"))
    page.clock.run_for(4000)
    page.wait_for_selector("text=Open the result")
    asked = len(visit.posts)
    page.clock.run_for(20_000)
    assert len(visit.posts) == asked


def _url(path: str) -> Any:
    from urllib.parse import urlsplit

    return urlsplit(path)


def test_a_table_is_copied_as_a_spreadsheet_takes_it(visit: Any) -> None:
    page = visit.page
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: {writeText: async text => { window.copied = text }}})")
    visit.open("/components/")
    page.click("[data-copy-table]")
    rows = [line.split("\t") for line in page.evaluate("window.copied").split("\n")]
    assert rows[0] == ["Option", "Cost", "Value", "Per £1,000"]
    assert rows[1] == ["Stop-smoking in clinics", "264000", "2524", "9.6"]
    assert rows[4][2:] == ["", ""]


def test_without_scripts_every_question_can_be_answered(gallery: Any, chromium: Any) -> None:
    from .conftest import Visit

    context = chromium.new_context(java_script_enabled=False)
    visit = Visit(context.new_page(), gallery)
    page = visit.open("/components/forms/empty")
    for control in page.locator("main input:not([type=hidden]), main select, main textarea").all():
        assert control.is_visible(), control.get_attribute("name")
    page.click("main button[type=submit] >> text=Save and continue")
    assert "There is a problem" in page.inner_text("main")
    context.close()
