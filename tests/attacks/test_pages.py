"""D4, D5, D7, D8, D10, E13, F5, G8 on every page: planted scripts and formulas, odd questions, nothing to the log or the network."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import pytest
import structlog
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from lodestar.site.logs import logging_settings
from tests.architecture.walk import addresses
from tests.attacks.forms import cause_of, client_of, openings, undone
from tests.attacks.planting import FORMULAS, SCRIPTS
from tests.attacks.stage import INVITATION_TOKEN, PASSWORD_TOKEN, Stage
from tests.cast import PASSWORD
from tests.world import CANARY_GOAL, CANARY_NAME, CANARY_NOTE

pytestmark = pytest.mark.django_db
PLANTED = True
SECOND = 1.0
READERS_OF_EACH = 2
CANARIES = (*CANARY_NAME.split(), CANARY_NOTE, CANARY_GOAL)


@dataclass(frozen=True)
class Page:
    """A page as it was served."""

    name: str
    path: str
    who: str
    content: bytes
    kind: str
    headers: dict[str, str]

    @property
    def is_html(self) -> bool:
        return "text/html" in self.kind

    @property
    def text(self) -> str:
        return self.content.decode("utf-8-sig")


class Attempts:
    """Connections that somebody tried to make out of this machine."""

    def __init__(self) -> None:
        self.made: list[Any] = []

    @contextmanager
    def watched(self) -> Iterator[None]:
        connect = socket.socket.connect

        def only_here(one: socket.socket, address: Any) -> Any:
            host = address[0] if isinstance(address, tuple) else ""
            if host and host not in ("127.0.0.1", "::1", "localhost"):
                self.made.append(address)
                raise OSError("no network")
            return connect(one, address)

        with patch.object(socket.socket, "connect", only_here), patch.object(socket, "getaddrinfo", self._resolved):
            yield

    def _resolved(self, host: Any, *rest: Any, **more: Any) -> Any:
        self.made.append(host)
        raise OSError("no network")


@pytest.fixture(scope="module")
def attempts() -> Attempts:
    return Attempts()


@pytest.fixture(scope="module")
def pages(stage: Stage, attempts: Attempts) -> list[Page]:
    """Every page that can be opened, with hostile words in all that is shown, by the first readers who may open it."""
    found: list[Page] = []
    clients: dict[str, Client] = {}
    with attempts.watched():
        for address in addresses():
            if address.route and "GET" in address.route.methods and not address.name.startswith("api:"):
                found += _read(stage, address, clients)
    return found


def _read(stage: Stage, address: Any, clients: dict[str, Client]) -> Iterator[Page]:
    readers: dict[str, int] = {}
    for path, who in openings(stage, address):
        if readers.get(path, 0) >= READERS_OF_EACH:
            continue
        client = clients.get(who) or clients.setdefault(who, client_of(stage, who))
        response = client.get(path)
        assert response.status_code < 500, (address.name, who, cause_of(response))
        if response.status_code == 200:
            readers[path] = readers.get(path, 0) + 1
            content = b"".join(response.streaming_content) if response.streaming else response.content
            yield Page(address.name, path, who, content, response["Content-Type"], dict(response.headers))


def test_most_pages_are_read(pages: list[Page]) -> None:
    assert len({page.name for page in pages if page.is_html}) > 95
    planted = [page for page in pages if page.is_html and b"planted" in page.content]
    assert len({page.name for page in planted}) > 60, "the planting no longer reaches the pages"


# ---------------------------------------------------------------- D7 scripts

NEVER = ("iframe", "object", "embed", "base", "math", "marquee", "frame", "applet", "style")
ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "data", "srcdoc", "background", "poster")


def live_markup(text: str) -> list[str]:
    """What in a page would run or lead away, that no template of ours writes."""
    page = BeautifulSoup(text, "html.parser")
    found = [f"<{tag.name}>" for tag in page.find_all(NEVER)]
    for tag in page.find_all(True):
        found += [f"{tag.name} {name}" for name in tag.attrs if name.lower().startswith("on") or name == "style"]
        for name in ADDRESSES:
            value = re.sub(r"[\s\x00]", "", str(tag.get(name) or "")).lower()
            if value.startswith(("javascript:", "vbscript:", "data:text", "//", "http")) and not value.startswith(OURS):
                found.append(f"{tag.name} {name}={value[:40]}")
        if tag.name == "meta" and str(tag.get("http-equiv", "")).lower() == "refresh" and "url=" in str(tag.get("content")).lower():
            found.append("meta refresh")
        if tag.name == "script" and not tag.get("src"):
            found += _live_in_script(str(tag.get("type", "")), tag.text)
        if "planted" in (set(tag.attrs) | {str(tag.get("src", ""))}):
            found.append(f"{tag.name} holds what was planted")
    return found


# Links out of the house that its templates write.
OURS = ("http://testserver/", "https://www.bbc.co.uk/weather")


def _live_in_script(kind: str, text: str) -> list[str]:
    if kind == "application/json":
        try:
            json.loads(text)
        except ValueError:
            return ["data in the page broke out of its script"]
        return []
    return ["<script> without an address of ours"]


def test_planted_scripts_are_words_on_every_page(pages: list[Page]) -> None:
    found = {f"{page.name} as {page.who}: {page.path}: {live}" for page in pages if page.is_html for live in live_markup(page.text)}
    assert not found, "\n".join(sorted(found))


def test_planted_scripts_stay_as_they_were_written(pages: list[Page]) -> None:
    """Shown to the letter, not cleaned: what people wrote is theirs."""
    shown = "".join(page.text for page in pages if page.is_html)
    assert "&lt;script&gt;alert(&#x27;planted&#x27;)&lt;/script&gt;" in shown


@pytest.mark.parametrize("script", [one for one in SCRIPTS if not one.startswith(("{{", "<!--", "'", '" on', "-->", "<scr<"))])
def test_a_script_that_is_not_escaped_is_found(script: str) -> None:
    assert live_markup(f'<p>{script}</p><input value="{script}">')


def test_what_a_page_takes_in_from_an_attribute_is_found() -> None:
    assert live_markup(f'<input value="{SCRIPTS[5]}">')
    assert live_markup(f"<input value='{SCRIPTS[6]}'>")
    assert live_markup('<script type="application/json">{"a": "</script><script>alert(1)</script>"}</script>')
    assert live_markup("<p>Plain &lt;script&gt; words</p><a href='/people/'>On</a>") == []


def test_pages_keep_their_policy(pages: list[Page]) -> None:
    """A script that got through all of this would still not run."""
    for page in pages:
        policy = page.headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, page.name
        assert "unsafe-inline" not in policy, page.name
        assert page.headers["X-Content-Type-Options"] == "nosniff", page.name


# ---------------------------------------------------------------- D4, D5 files for spreadsheets

NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?([eE][+-]?\d+)?%?")
STARTS_A_FORMULA = re.compile("^[\\s\"';]*[=+\\-@\t\r\n＝＋－＠]")


def live_cells(text: str) -> list[str]:
    """Cells that a spreadsheet would run."""
    rows = csv.reader(io.StringIO(text, newline=""))
    return [
        cell for row in rows for cell in row if STARTS_A_FORMULA.match(cell) and not cell.startswith("'") and not NUMBER.fullmatch(cell)
    ]


def files_of(pages: list[Page]) -> list[Page]:
    return [page for page in pages if "text/csv" in page.kind]


def test_no_file_for_a_spreadsheet_holds_a_live_formula(pages: list[Page]) -> None:
    files = files_of(pages)
    wanted = {a.name for a in addresses() if a.pattern.endswith(".csv")}
    assert {page.name for page in files} == wanted
    for page in files:
        assert live_cells(page.text) == [], page.name
    cells = [cell for page in files for row in csv.reader(io.StringIO(page.text, newline="")) for cell in row]
    assert any(cell.startswith("'") for cell in cells), "no planted formula reaches a file"


def test_negative_numbers_stay_numbers(pages: list[Page]) -> None:
    statements = [page for page in files_of(pages) if page.name == "pay:statement_csv"]
    cells = {cell for page in statements for row in csv.reader(io.StringIO(page.text, newline="")) for cell in row}
    assert cells & {"-12345", "-123.45"}


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_live_formula_is_found(formula: str) -> None:
    written = io.StringIO()
    csv.writer(written).writerow(["Home", formula, "-12.50"])
    assert live_cells(written.getvalue()) == [formula]


def test_names_of_files_are_ours(pages: list[Page]) -> None:
    """Letters, digits and hyphens: nothing that somebody typed, so nothing that ends a header."""
    named = {page.headers["Content-Disposition"] for page in pages if "Content-Disposition" in page.headers}
    assert len(named) >= 5
    assert all(re.fullmatch(r'(attachment|inline); filename="[A-Za-z0-9_-]+\.(csv|json|xlsx|pdf|ics)"', name) for name in named), named


# ---------------------------------------------------------------- G8 titles and addresses


def test_no_title_and_no_address_holds_a_name(pages: list[Page]) -> None:
    seen_by_supporters = 0
    for page in pages:
        if not page.is_html:
            continue
        parsed = BeautifulSoup(page.content, "html.parser")
        seen_by_supporters += any(canary in page.text for canary in CANARIES)
        said = [parsed.title.text if parsed.title else ""]
        said += [
            str(tag.get(name)) for tag in parsed.find_all(True) for name in ("href", "src", "action", "data-autosave") if tag.get(name)
        ]
        assert not [canary for canary in CANARIES for one in said if canary in one], (page.name, page.who)
    assert seen_by_supporters > 5, "nobody is shown a name any more: the check above says nothing"


# ---------------------------------------------------------------- E13 no network


def test_no_page_reaches_out(pages: list[Page], attempts: Attempts) -> None:
    assert pages
    assert attempts.made == []


def test_reaching_out_is_found() -> None:
    attempts = Attempts()
    with attempts.watched(), pytest.raises(OSError, match="no network"):
        socket.create_connection(("203.0.113.7", 80), timeout=1)
    with attempts.watched(), socket.socket() as one, pytest.raises(OSError, match="no network"):
        one.connect(("203.0.113.7", 80))
    assert attempts.made == ["203.0.113.7", ("203.0.113.7", 80)]


# ---------------------------------------------------------------- F5, A3 odd questions

ODD = ("-1", "1000000000", "abc", "\x00", "9" * 5_000, "NaN", "%", "2^63", "0" * 12, "2027-02-29", "[]")
ODD_IN_QUICK_FORM = ("abc\x00", "9" * 5_000, "NaN")
ASKED = {
    "page", "sort", "order", "filter", "page_size", "q", "words", "state", "as_at", "as_at-day", "as_at-month", "as_at-year", "edition",
    "unit", "known_at", "on", "voice", "check", "metric", "budget", "way", "corrects", "quantity", "area", "award", "follows", "target",
    "organisation", "key", "next", "ended", "done", "search", "year", "client__user__password", "account__password",
}  # fmt: skip


def asked_on(page: Page) -> set[str]:
    """The names of the questions that a page may be asked in its address."""
    forms = BeautifulSoup(page.content, "html.parser").find_all("form") if page.is_html and b'method="get"' in page.content else []
    return ASKED | {str(control["name"]) for form in forms for control in form.find_all(attrs={"name": True})}


def odd_answers(stage: Stage, pages: list[Page], values: tuple[str, ...]) -> list[str]:
    faults = []
    once = {page.name: page for page in pages}
    clients: dict[str, Client] = {}
    for page in once.values():
        client = clients.get(page.who) or clients.setdefault(page.who, client_of(stage, page.who))
        for value in values:
            with undone():
                response = client.get(page.path, dict.fromkeys(sorted(asked_on(page)), value))
            if response.status_code >= 500:
                faults.append(f"{page.name}: {value[:12]!r}: {response.status_code}{cause_of(response)}")
    return faults


def test_odd_questions_break_no_page(stage: Stage, pages: list[Page]) -> None:
    faults = odd_answers(stage, pages, ODD_IN_QUICK_FORM)
    assert not faults, "\n".join(faults)


@pytest.mark.deep
def test_odd_questions_break_no_page_long_form(stage: Stage, pages: list[Page]) -> None:
    faults = odd_answers(stage, pages, ODD)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("number", ["-1", "0", "1000000000", "abc", "1.5", ""])
def test_pages_that_are_not_there_lead_to_one_that_is(stage: Stage, number: str) -> None:
    client = client_of(stage, "alice")
    for name in (
        "site:home",
        "contract:contract_list",
        "procure:opportunity_list",
        "pay:statement_list",
        "jobs:list",
        "learn:learning_list",
    ):
        assert client.get(reverse(name), {"page": number}).status_code == 200, name


# ---------------------------------------------------------------- D10 hosts, headers, verbs; A8


def test_a_poisoned_host_reaches_no_link(stage: Stage) -> None:
    client = client_of(stage, "nadia")
    account = stage.cast.account("anna")
    link = reverse("access:password_link", args=[account.public_id])
    assert client.post(link, HTTP_HOST="evil.example").status_code == 400
    with undone():
        shown = client.post(link, headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"})
        assert shown.status_code == 200
        assert b"/new-password/" in shown.content
        assert b"evil.example" not in shown.content


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_the_verb_is_the_one_that_was_sent(stage: Stage, header: str) -> None:
    client = client_of(stage, "alice")
    service = stage.row("service", state="draft")
    address = reverse("design:service_ready", args=[service.public_id])
    assert client.get(address, headers={header: "POST"}).status_code == 405
    assert client.get(f"{address}?_method=POST").status_code == 405
    service.refresh_from_db()
    assert service.state == "draft"


@pytest.mark.parametrize(
    "path", ["/sign-in/?next=%0d%0aSet-Cookie:%20planted=1", "/invitation/x%0d%0aSet-Cookie:%20planted=1/", "/%0d%0aX: 1"]
)
def test_line_ends_in_addresses_make_no_header(stage: Stage, path: str) -> None:
    response = client_of(stage, "").get(path)
    assert response.status_code < 500
    assert "planted" not in response.cookies
    assert not [value for value in response.headers.values() if "\r" in value or "\n" in value]


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "\t//evil.example", "http:evil.example"]
)
def test_signing_out_and_saying_who_one_is_lead_nowhere_else(stage: Stage, elsewhere: str) -> None:
    again = client_of(stage, "alice").post("/account/is-it-you/", {"password": PASSWORD, "next": elsewhere})
    assert again.status_code == 302
    assert again["Location"].startswith("/")
    assert not again["Location"].startswith(("//", "/\\"))
    out = client_of(stage, "alice").post("/sign-out/", {"next": elsewhere})
    assert out.status_code == 302
    assert "evil" not in out["Location"]


def test_known_and_unknown_addresses_get_one_answer(stage: Stage) -> None:
    """Status, headers and body, whatever else is sent along."""

    def answer(email: str) -> tuple[int, str, list[str]]:
        response = client_of(stage, "").post("/sign-in/", {"login": email, "password": "wrong wrong wrong", "next": "/people/"})
        body = re.sub(r'value="[^"]*(?:@|\w{40,})[^"]*"|nonce="[^"]*"', "", response.content.decode())
        return response.status_code, body, sorted(response.headers)

    assert answer("alice@example.org") == answer("nobody@example.org")


# ---------------------------------------------------------------- G8 the log


@contextmanager
def log_as_kept() -> Iterator[io.StringIO]:
    """What would stand in the log, in the form in which it is kept."""
    made = logging_settings(as_json=True)["formatters"]["lodestar"]
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=made["foreign_pre_chain"], processors=made["processors"]))
    root = logging.getLogger()
    before = logging.root.manager.disable
    logging.disable(logging.NOTSET)
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.INFO)
    try:
        yield written
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
        logging.disable(before)


def test_the_log_holds_nothing_of_what_people_wrote(stage: Stage) -> None:
    """Names, notes, goals, e-mail addresses, passwords, tokens, questions: asked, sent, refused and broken, none is in the log."""
    kim, nobody = client_of(stage, "kim"), client_of(stage, "")
    engagement = stage.world.row("engagement")
    identity = reverse("deliver:identity_edit", args=[engagement.public_id])
    with log_as_kept() as written, undone():
        kim.get(reverse("deliver:engagement_detail", args=[engagement.public_id]))
        kim.get("/deliver/people/", {"words": CANARY_NAME, "q": CANARY_NOTE})
        kim.post(identity, {"given_name": CANARY_NAME, "contact": CANARY_NOTE})
        kim.post(reverse("deliver:goal_new", args=[engagement.public_id]), {"words": CANARY_GOAL * 900, "outcome": CANARY_NAME})
        kim.get(f"/deliver/people/{CANARY_NAME}/")
        kim.get(f"/{CANARY_NAME}?{CANARY_NOTE}", headers={"Host": "evil.example"})
        nobody.post("/sign-in/", {"login": "canary@example.org", "password": CANARY_NOTE})
        nobody.get(f"/invitation/{INVITATION_TOKEN}/")
        nobody.post(f"/new-password/{PASSWORD_TOKEN}/", {"password1": CANARY_NOTE, "password2": CANARY_NOTE})
        with patch("lodestar.deliver.views.support.render", side_effect=ValueError(CANARY_NAME)):
            kim.get(reverse("deliver:goal_new", args=[engagement.public_id]))
        Client(enforce_csrf_checks=True, headers={"Referer": f"https://evil.example/{CANARY_NAME}"}).post("/sign-in/", {"login": "canary"})
    said = written.getvalue()
    assert said.count('"event": "request"') >= 10
    for secret in (*CANARIES, "canary@", INVITATION_TOKEN, PASSWORD_TOKEN, "kim@", "evil.example", "127.0.0.1"):
        assert secret not in said, secret


def test_a_log_that_tells_is_found() -> None:
    with log_as_kept() as written:
        structlog.get_logger("lodestar.tests").info("opened", name=CANARY_NAME)
        logging.getLogger("lodestar.tests").warning("opened %s", CANARY_NOTE)
    assert CANARY_NAME in written.getvalue()
    assert CANARY_NOTE in written.getvalue()


# ---------------------------------------------------------------- D8


def test_a_search_for_everything_is_answered_soon(stage: Stage) -> None:
    client = client_of(stage, "kim")
    for words in ("%", "_" * 200, "(a+)+" * 20 + "!", "a" * 5_000, "\\" * 500):
        began = time.perf_counter()
        response = client.get("/deliver/people/", {"words": words, "q": words, "search": words})
        assert response.status_code < 500
        assert time.perf_counter() - began < SECOND, words[:20]


@pytest.mark.parametrize("credential", ["9" * 5_000, "[" * 100_000, '{"a":' * 10_000, "null", "[]", '"\\ud800"', "{}", "\x00"])
@pytest.mark.parametrize("address", ["/sign-in/passkey/", "/account/passkeys/add/", "/account/is-it-you/passkey/"])
def test_what_is_no_passkey_is_refused(stage: Stage, address: str, credential: str) -> None:
    """Deep, endless and empty answers where a browser's JSON is expected, signed in or not."""
    client = client_of(stage, "alice" if address.startswith("/account") else "")
    began = time.perf_counter()
    response = client.post(address, {"credential": credential, "name": "Key"})
    assert response.status_code < 500, cause_of(response)
    assert time.perf_counter() - began < SECOND
