"""Every form that the house serves, found by opening its pages: which fields it has, who may send it, and what a good answer is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any
from urllib.parse import quote, urlsplit

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from lodestar.access.actor import actor_for
from lodestar.access.routes import TABLE
from lodestar.prioritise.keys import seat_key
from lodestar.prioritise.queries import hygiene_of
from tests.architecture.walk import Address, addresses
from tests.attacks.stage import FIGURE_TOKEN, INVITATION_TOKEN, PASSWORD_TOKEN, Stage
from tests.cast import PASSWORD

# Whoever holds a seat in a workshop: no account, a key in the phone's cookie.
IN_A_SEAT, LEFT_A_SEAT = "in a seat", "left a seat"

# Nobody signed in opens these.
FOR_NOBODY = ("account_login", "access:invitation", "access:new_password", "access:set_up", "prioritise:figure_answer")
TOKENS = {"access:invitation": INVITATION_TOKEN, "access:new_password": PASSWORD_TOKEN, "prioritise:figure_answer": FIGURE_TOKEN}
# Pages of people in the room.
ROOM = ("prioritise:seat", "prioritise:seat_board")
# Forms that are not asked for by a page of ours but by a step of signing in, by a script of the browser, or after a file was taken in.
WITHOUT_A_PAGE = {
    "mfa_login_webauthn", "mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_set_password",
    "mfa_deactivate_totp", "mfa_edit_webauthn", "mfa_remove_webauthn", "access:set_up", "access:enter_demo",
    "components:forms", "components:layout", "components:autosave", "ui:keep_alive", "prioritise:stakeholder_place",
    "prioritise:workbook_record",
}  # fmt: skip
# Sending these ends or changes the session that sends the next.
LEFT_ALONE = {"account_logout"}
# What the link to the page carries.
QUERIES = {"design:framework_adopt": "?key=supporting-people"}
CSV = b"engagement,date,voice,home\nX,2025-05-01,together,5\n"

# Good answers by the name of the field, where a plain word or number will not do.
GOOD: dict[str, str] = {
    "email": "someone.new@example.org", "login": "alice@example.org", "password": PASSWORD, "oldpassword": PASSWORD,
    "password1": "a lantern in the harbour", "password2": "a lantern in the harbour", "code": "123456", "key": "a-key",
    "financial_year": "2027", "low": "10", "best": "20", "high": "30", "vat": "20", "edition": "2",
    "source_link": "https://example.org/", "shares": "80, 60", "budget": "100000",
}  # fmt: skip
WORDS = {"name", "title", "description", "reason", "summary", "who", "change", "success", "words", "expected", "happened", "learnt"}
COMING = ("1", "9", "2027")
DATES = {"starts_on": ("1", "4", "2025"), "ends_on": ("31", "3", "2028"), "deadline": COMING, "review_on": COMING}
ANY_DAY = ("20", "5", "2025")
PARTS = ("day", "month", "year")


@dataclass(frozen=True)
class Field:
    """One control: its kind ("text", "textarea", "select", "radio", "checkbox", "hidden", "file"…), its options, what it holds."""

    name: str
    kind: str
    options: tuple[str, ...] = ()
    held: tuple[str, ...] = ()

    @property
    def is_typed(self) -> bool:
        return self.kind not in ("select", "radio", "checkbox", "file", "submit")


@dataclass(frozen=True)
class FoundForm:
    """A form on a page: the name of the address it is sent to, the address itself, who sends it, and its fields."""

    name: str
    address: str
    page: str
    who: str
    fields: tuple[Field, ...]

    @property
    def label(self) -> str:
        return self.name

    @property
    def has_file(self) -> bool:
        return any(field.kind == "file" for field in self.fields)

    def good(self) -> dict[str, list[str]]:
        """An answer for every question, such as a careful person would give."""
        return {field.name: _good(field) for field in self.fields if field.kind not in ("file",)}


@dataclass
class Catalogue:
    """Every form found, and the addresses that take a POST for which none was."""

    forms: list[FoundForm] = dataclass_field(default_factory=list)
    missing: set[str] = dataclass_field(default_factory=set)


def client_of(stage: Stage, who: str) -> Client:
    if who in (IN_A_SEAT, LEFT_A_SEAT):
        client = stage.cast.client()
        seat = stage.row("seat", is_paper=False, state="here" if who == IN_A_SEAT else "left")
        key = seat_key(seat.public_id, seat.edition)
        client.cookies[f"lodestar_seat_{seat.workshop.public_id}"] = f"{seat.public_id}.{key}"
        client.raise_request_exception = False
        return client
    client = stage.cast.fresh_client(who) if who else stage.cast.client()
    client.raise_request_exception = False
    return client


def catalogue(stage: Stage) -> Catalogue:
    """Opens every page as the first who may, for each row in hand, until every address that takes a POST has its form."""
    wanted = {a.name for a in addresses() if a.route and "POST" in a.route.methods and not a.name.startswith("api:")}
    wanted -= WITHOUT_A_PAGE | LEFT_ALONE
    found: dict[str, FoundForm] = {}
    clients: dict[str, Client] = {}
    # The form's own page first; then whatever page holds a button that leads there.
    pages = sorted((a for a in addresses() if a.route and "GET" in a.route.methods), key=lambda a: a.name not in wanted)
    for address in pages:
        if address.name in found or not (wanted - set(found)):
            continue
        opened: set[str] = set()
        for path, who in openings(stage, address):
            if path in opened or address.name in found:
                continue
            client = clients.get(who) or clients.setdefault(who, client_of(stage, who))
            response = client.get(path, follow=True)
            if response.status_code != 200 or "text/html" not in response["Content-Type"]:
                continue
            opened.add(path)
            here = response.wsgi_request.get_full_path()
            for form in forms_on(response.content, here, who):
                if form.name in wanted:
                    found.setdefault(form.name, form)
    return Catalogue([found[name] for name in sorted(found)], wanted - set(found))


def openings(stage: Stage, address: Address) -> Iterator[tuple[str, str]]:
    """Addresses to open and as whom: each row in hand, then that of the world; those who hold the permission, strangers left out."""
    assert address.route is not None
    if address.name in FOR_NOBODY:
        token = TOKENS.get(address.name, "x")
        yield "/" + address.pattern.replace("<str:token>", token), ""
        return
    if address.name == "prioritise:join_code":
        yield address.path().replace("/x/", f"/{stage.world.row('workshop').join_code}/"), ""
        return
    if address.name in ROOM:
        room = address.path(stage.row("seat", is_paper=False).workshop.public_id)
        yield from ((room, IN_A_SEAT), (f"{room}?left", LEFT_A_SEAT))
        return
    rows = stage.rows(address.route.about) if address.route.about else [None]
    people = who_may(stage, address)
    if address.name == "prioritise:finding_let_stand":
        yield from ((f"{address.path(row.public_id)}?finding={one.digest}", "alice") for row in rows for one in hygiene_of(row).open)
        return
    query = QUERIES.get(address.name, "")
    for row in rows:
        for who in people:
            yield (address.path(row.public_id) if row is not None else address.path()) + query, who


def who_may(stage: Stage, address: Address) -> list[str]:
    """One of each role of Northshire, Harbour Trust and Surety that the address is for."""
    assert address.route is not None
    if not address.route.who.permissions:
        return ["alice", "kim"]
    ours = ("nadia", "alice", "kim", "petra", "oscar", "olga", "conor", "frank", "vera", "anna", "felix", "ada", "ben", "eve")
    return [name for name in ours if address.route.who.decide(actor_for(stage.cast.account(name)))]


def forms_on(page: bytes, address: str, who: str) -> Iterator[FoundForm]:
    """The forms of a page that are sent by POST to an address of ours."""
    for form in BeautifulSoup(page, "html.parser").find_all("form"):
        if str(form.get("method", "")).lower() != "post":
            continue
        to = str(form.get("action") or "") or address
        try:
            name = resolve(urlsplit(to).path).view_name
        except Resolver404:
            continue
        if name in TABLE and name not in LEFT_ALONE:
            yield FoundForm(name, to, address, who, tuple(_fields(form)))
            if form.get("data-autosave"):
                draft = str(form["data-autosave"])
                yield FoundForm(resolve(urlsplit(draft).path).view_name, draft, address, who, tuple(_fields(form)))


def _fields(form: Tag) -> Iterator[Field]:
    by_name: dict[str, list[Tag]] = {}
    for control in form.find_all(["input", "select", "textarea", "button"]):
        name = str(control.get("name") or "")
        if name and name != "csrfmiddlewaretoken" and not control.has_attr("disabled"):
            by_name.setdefault(name, []).append(control)
    for name, controls in by_name.items():
        yield _field(name, controls)


def _field(name: str, controls: list[Tag]) -> Field:
    first = controls[0]
    if first.name == "select":
        options = first.find_all("option")
        values = tuple(str(option.get("value", option.text)) for option in options)
        return Field(name, "select", values, tuple(str(o.get("value", o.text)) for o in options if o.has_attr("selected")))
    if first.name == "textarea":
        return Field(name, "textarea", (), (first.text.removeprefix("\n"),))
    kind = "submit" if first.name == "button" else str(first.get("type", "text"))
    if kind in ("radio", "checkbox", "submit"):
        values = tuple(str(control.get("value", "on")) for control in controls)
        return Field(name, kind, values, tuple(str(c.get("value", "on")) for c in controls if c.has_attr("checked")))
    return Field(name, kind, (), tuple(str(control.get("value", "")) for control in controls))


def _good(field: Field) -> list[str]:
    if field.kind in ("select", "radio"):
        return list(field.held) if field.held and field.held[0] else [next((one for one in field.options if one), "")]
    if field.kind in ("checkbox", "submit"):
        return list(field.held or field.options[:1])
    return list(field.held) if field.held and field.held[0].strip() else [_typed(field)]


def _typed(field: Field) -> str:
    """What a careful person types into an empty box."""
    stem, _dash, part = field.name.rpartition("-")
    if part in PARTS:
        return DATES.get(stem, ANY_DAY)[PARTS.index(part)]
    # A number passes for words too; words never pass for a number.
    plain = "" if field.kind == "hidden" else "Some words" if field.name in WORDS else "60"
    return GOOD.get(field.name, plain)


def send(client: Client, form: FoundForm, answers: dict[str, list[str]], **files: bytes) -> HttpResponse:
    """Sends the answers as a browser would, byte for byte, whatever they hold."""
    if form.has_file:
        uploads = {field.name: SimpleUploadedFile("file.csv", files.get(field.name, CSV)) for field in form.fields if field.kind == "file"}
        plain = {name: [v.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for v in values] for name, values in answers.items()}
        return client.post(form.address, {**plain, **uploads})  # type: ignore[return-value]
    return client.post(form.address, encoded(answers), content_type="application/x-www-form-urlencoded")  # type: ignore[return-value]


def encoded(answers: dict[str, list[str]]) -> str:
    """Form fields as they are sent; a lone surrogate goes out as the bytes that no decoder accepts."""
    return "&".join(
        f"{quote(name.encode('utf-8', 'surrogatepass'))}={quote(value.encode('utf-8', 'surrogatepass'))}"
        for name, values in answers.items()
        for value in values
    )


def cause_of(response: Any) -> str:
    """Of a fault of ours, its kind and the last place in our code."""
    error = getattr(response, "exc_info", None)
    if not error:
        return ""
    trace, place = error[2], ""
    while trace is not None:
        if "lodestar" in trace.tb_frame.f_code.co_filename:
            place = f"{trace.tb_frame.f_code.co_filename.rpartition('lodestar/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f" ({error[0].__name__}: {str(error[1])[:120]} at {place})"


class undone:  # noqa: N801 - reads as a word: with undone():
    """What happens inside is undone, so that every attack meets the same house."""

    def __enter__(self) -> None:
        self._atomic = transaction.atomic()
        self._atomic.__enter__()

    def __exit__(self, *error: Any) -> None:
        if error[0] is None:
            transaction.set_rollback(True)
        self._atomic.__exit__(*error)
