"""States, tasks, figures, tables, navigation, panels and the tags that draw them."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import mark_safe

import lodestar.ui
from lodestar.ui import components as c
from lodestar.ui.components.html import el
from lodestar.ui.figures import Figure, figure
from lodestar.ui.registry import Nav, Panels
from lodestar.ui.status import Step, Task, cycle, status, to_do
from lodestar.ui.tables import Column, DataTable, data_table

TODAY = dt.date(2026, 11, 21)
UI = Path(lodestar.ui.__file__).parent


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def draw(source: str, **context: Any) -> BeautifulSoup:
    return soup(Template("{% load lodestar %}" + source).render(Context(context)))


def test_text_is_escaped_unless_it_is_safe() -> None:
    assert el("p", {"title": '"<'}, "<b>", mark_safe("<i>x</i>")) == '<p title="&quot;&lt;">&lt;b&gt;<i>x</i></p>'
    assert "<script>" not in c.button("<script>", href="/", attributes={"data-x": "<script>"})


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (status("not_started"), "Not started"),
        (status("in_progress"), "In progress"),
        (status("waiting", who="Harbour Trust"), "Waiting for Harbour Trust"),
        (status("done"), "Done"),
        (status("late", days=1), "1 day late"),
        (status("late", days=7), "7 days late"),
    ],
)
def test_states_are_said_in_words(html: str, said: str) -> None:
    assert soup(html).get_text() == said


def test_states_differ_by_their_sign_and_not_by_colour_alone() -> None:
    paths = [soup(status(state)).path["d"] for state in ("not_started", "in_progress", "waiting", "done", "late")]
    assert len(set(paths)) == 5


def test_what_waits_for_others_or_is_done_is_never_late() -> None:
    past = TODAY - dt.timedelta(3)
    assert Task("x", due_on=past).days_late(TODAY) == 3
    assert Task("x", due_on=TODAY).days_late(TODAY) == 0
    assert Task("x", due_on=past, state="waiting").days_late(TODAY) == 0
    assert Task("x", due_on=past, state="done").days_late(TODAY) == 0


def test_what_is_owed_stands_late_first_then_by_date_then_waiting() -> None:
    tasks = [
        Task("waits", due_on=TODAY, state="waiting"),
        Task("undated"),
        Task("next week", due_on=TODAY + dt.timedelta(7)),
        Task("late", due_on=TODAY - dt.timedelta(1)),
    ]
    rows = [row.get_text() for row in soup(to_do(tasks, today=TODAY)).select("tbody th")]
    assert rows == ["late", "next week", "undated", "waits"]


def test_cycle_shows_seven_parts_and_where_we_are() -> None:
    html = soup(cycle([Step("prioritise", "8 options", "done"), Step("procure", "5 bids", "here")]))
    assert [step.select_one(".lode-cycle__name").get_text(" ").split()[0] for step in html.select("li")] == [
        "Prioritise",
        "Design",
        "Procure",
        "Contract",
        "Deliver",
        "Pay",
        "Learn",
    ]
    assert html.select_one("[aria-current=step]").get_text(" ").startswith("Procure")
    assert "done" in html.select("li")[0].get_text()


def test_figure_opens_with_its_rule_people_and_what_is_missing() -> None:
    html = soup(figure(Figure(value="62 %", label="settled", definition="d", rule="r", people=1284, missing="7 people", csv_url="/f.csv")))
    said = html.select_one("details").get_text(" ")
    for words in ("Definition", "Rule", "1,284", "7 people", "CSV"):
        assert words in said
    assert "settled" in html.select_one("summary").get_text()


def test_figure_without_meaning_has_nothing_to_open() -> None:
    assert soup(figure(Figure(value="5", label="x"))).details is None


def test_table_sets_figures_right_and_says_what_is_not_there() -> None:
    table = DataTable("Costs", [Column("Option"), Column("Cost", True)], [["A", 1_234_567], ["B", None], ["C", -5]], totals=["All", 2])
    html = soup(data_table(table))
    assert html.caption.get_text() == "Costs"
    cells = html.select("tbody td")
    assert [cell.get_text() for cell in cells] == ["1,234,567", "–no figure", "−5"]
    assert all("govuk-table__cell--numeric" in cell["class"] for cell in cells)
    assert {cell["data-label"] for cell in cells} == {"Cost"}
    assert [cell["scope"] for cell in html.select("th")] == ["col", "col", "row", "row", "row", "row"]


def test_table_refuses_a_row_of_another_length() -> None:
    with pytest.raises(ValueError, match="zip"):
        data_table(DataTable("x", [Column("a"), Column("b")], [["only one"]]))


def test_wide_table_can_be_scrolled_by_keyboard() -> None:
    html = soup(data_table(DataTable("Months", [Column("a")], [["x"]], wide=True)))
    region = html.select_one("[role=region]")
    assert region["tabindex"] == "0"
    assert region["aria-label"] == "Months"


def test_empty_table_says_so_in_words() -> None:
    assert soup(data_table(DataTable("x", [Column("a")], empty_text="No bids yet."))).get_text() == "No bids yet."


def test_navigation_shows_what_the_actor_has_use_for_and_where_they_are(gallery: Any) -> None:
    nav = Nav()
    nav.add("b", "Second", "components:index", 2)
    nav.add("a", "First", "ui:keep_alive", 1)
    nav.add("c", "Hidden", "components:index", 3, visible=lambda actor: actor == "boss")
    nav.add("d", "Missing", "nowhere:index", 4)
    items = nav.items("clerk", path="/components/forms/empty")
    assert [item["text"] for item in items] == ["First", "Second"]
    assert [item["active"] for item in items] == [False, True]
    assert [item["text"] for item in nav.items("boss")] == ["First", "Second", "Hidden"]
    nav.add("b", "Renamed", "components:index", 2)
    assert len(nav.items("clerk")) == 2


def test_panels_are_filled_in_order_and_may_have_nothing_to_say() -> None:
    panels = Panels()
    panels.add("slot", lambda request, **ctx: {"template": "b", "context": ctx}, order=2)
    panels.add("slot", lambda request, **ctx: {"template": "a"}, order=1)
    panels.add("slot", lambda request, **ctx: None, order=0)
    assert [one["template"] for one in panels.filled("slot", None, exercise=1)] == ["a", "b"]
    assert panels.filled("other", None) == []


def test_panels_are_drawn_in_their_place(gallery: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from lodestar.ui import registry
    from lodestar.ui.templatetags import lodestar as tags

    panels = Panels()
    panels.add("here", lambda request, **ctx: {"template": "ui/gallery/home.html", "context": {"tasks": [], "steps": [], **ctx}})
    monkeypatch.setattr(tags, "panel_registry", panels)
    assert registry.panels is not panels
    html = Template("{% load lodestar %}{% panels 'here' %}").render(Context({"request": RequestFactory().get("/")}))
    assert "Good morning" in html


def test_rows_tabs_and_sections_are_gathered_by_the_block_around_them() -> None:
    html = draw(
        "{% summary %}{% row 'Name' 'Ada' '/x' %}{% row 'End' '' %}{% endsummary %}{% summary %}{% row 'Alone' 1 %}{% endsummary %}"
    )
    lists = html.select("dl")
    assert [len(one.select("dt")) for one in lists] == [2, 1]
    assert lists[0].select_one("a").get_text() == "Change name"
    assert "Not given" in lists[0].get_text()
    html = draw("{% tabs id='t' %}{% tab 'A' %}one{% endtab %}{% tab 'B' %}two{% endtab %}{% endtabs %}")
    assert [link["href"] for link in html.select("a")] == ["#t-1", "#t-2"]
    html = draw("{% accordion id='q' %}{% section 'Why?' open=True %}Because{% endsection %}{% endaccordion %}")
    assert html.select_one(".govuk-accordion__section--expanded #q-content-1").get_text() == "Because"


def test_buttons_take_kinds_and_attributes() -> None:
    html = draw("{% button 'Save' kind='warning' hx_post='/x' name='do' value='a' %}").button
    assert "govuk-button--warning" in html["class"]
    assert (html["hx-post"], html["name"], html["value"], html["data-prevent-double-click"]) == ("/x", "do", "a", "true")
    with pytest.raises(KeyError):
        draw("{% button 'Save' kind='loud' %}")


def test_pages_of_a_list_keep_the_rest_of_the_address() -> None:
    page = Paginator(range(100), 10).get_page(3)
    html = draw("{% pagination page %}", page=page, request=RequestFactory().get("/list?words=a+b&page=3"))
    assert html.select_one("[rel=next]")["href"] == "?words=a+b&page=4"
    assert html.select_one("[aria-current=page]").get_text() == "3"
    assert draw("{% pagination page %}", page=Paginator([], 10).get_page(1)).get_text() == ""


def test_numbers_dates_and_shares_are_written_one_way() -> None:
    text = draw("{{ a|pounds }} {{ b|number }} {{ d|long_date }} {% share 53 85 %} {% share 0 0 %}", a=123456, b=14922, d=TODAY).get_text()
    assert text == "£1,234.56 14,922 21 November 2026 62 % (53 of 85) none of none"


@pytest.mark.parametrize(("part", "whole", "said"), [(1, 8, "13 %"), (1, 200, "1 %"), (0, 5, "0 %"), (5, 5, "100 %")])
def test_share_is_rounded_once_half_up(part: int, whole: int, said: str) -> None:
    assert draw("{% share a b %}", a=part, b=whole).get_text().startswith(said)


def test_every_page_of_the_gallery_opens_without_inline_style_or_script(gallery: Any) -> None:
    from .test_gallery_in_browser import pages

    assert len(pages()) > 20
    for address in pages():
        response = gallery.get(address)
        assert response.status_code == 200, address
        html = soup(response.content.decode())
        assert html.select("[style]") == [], address
        assert [tag for tag in html.select("script") if not tag.get("src")] == [], address
        assert [name for tag in html.find_all(True) for name in tag.attrs if name.startswith("on")] == [], address
        ids = [tag["id"] for tag in html.select("[id]")]
        assert len(ids) == len(set(ids)), address
        assert len(html.select("h1")) == 1, address
        assert html.title.get_text().strip(), address
        assert "/static/" in str(html)
        assert not re.search(r'(src|href)="(https?:)?//', str(html)), address


def test_unknown_pages_of_the_gallery_are_not_there(gallery: Any) -> None:
    assert gallery.get("/components/forms/nonsense").status_code == 404
    assert gallery.get("/components/layouts/nonsense").status_code == 404


def test_fault_page_needs_neither_context_nor_list_of_files(settings: Any) -> None:
    from django.template.loader import get_template

    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    settings.STATIC_ROOT = "/nonexistent"
    for name in ("500.html", "503.html"):
        html = get_template(name).render()
        assert "lodestar-govuk.css" in html
        assert "<nav" not in html


def test_refusal_shows_the_policys_reason() -> None:
    from django.template.loader import render_to_string

    assert "someone else has to verify it" in render_to_string("403.html", {"reason": "so someone else has to verify it"})
    assert "Nothing was changed" in render_to_string("403.html", {})


def test_session_answer_says_how_long_is_left(gallery: Any, settings: Any) -> None:
    settings.SESSION_IDLE_SECONDS = 900
    assert gallery.post("/session/keep-alive").json() == {"seconds": 870}
    assert gallery.get("/session/keep-alive").status_code == 405


def test_vendored_files_are_those_that_were_built() -> None:
    vendor = UI / "static/vendor"
    listed = dict(reversed(line.split("  ", 1)) for line in (vendor / "SHA256SUMS").read_text().splitlines())
    there = {f"./{path.relative_to(vendor)}" for path in vendor.rglob("*") if path.is_file() and path.name != "SHA256SUMS"}
    assert set(listed) == there
    for name, digest in listed.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest, name


def test_styles_are_small_and_carry_neither_crown_nor_transport() -> None:
    theirs = (UI / "static/vendor/govuk/lodestar-govuk.css").read_text()
    ours = (UI / "static/ui/lodestar.css").read_text()
    assert len(theirs) + len(ours) < 124_000
    assert "transport" not in theirs.lower()
    assert "crest" not in theirs
    assert "crown" not in theirs
    for name in re.findall(r"url\(\"?([^)\"]+)", theirs):
        assert name.startswith("data:") or (UI / "static/vendor/govuk" / name).exists(), name
