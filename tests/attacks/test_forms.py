"""D1, A3, A7, D8, D10 on every form: hostile values, swapped ids, columns nobody asked for, no token, too many fields."""

from __future__ import annotations

import json
import os
import re
import time
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import models
from django.http import HttpResponse
from django.test import Client

from lodestar.common.text import normalise
from tests.architecture.walk import addresses
from tests.attacks.forms import PARTS, WITHOUT_A_PAGE, Catalogue, Field, FoundForm, cause_of, client_of, encoded, send, undone
from tests.attacks.stage import Stage
from tests.attacks.values import ALWAYS, DATES, IN_TURN, LONG_FORM

pytestmark = pytest.mark.django_db
VERDICTS = Path(__file__).with_name("verdicts.json")
SOME_IN_TURN = 1
V = TypeVar("V")
SECOND = 1.0
# Done by showing something once, not by going on to another page.
SHOWS_WHAT_WAS_MADE = {"access:invite", "access:password_link", "deliver:star_draft", "prioritise:figure_answer"}
# What a page never shows again.
ERROR_IN_TITLE = re.compile(r"<title>\s*Error:")
NEVER_SHOWN = {"password", "password1", "password2", "oldpassword"}


# ---------------------------------------------------------------- what an answer is


def verdict(form: FoundForm, response: HttpResponse) -> str:
    """One letter for what the house said: accepted, refused in words, shown, or the class of its status."""
    if response.status_code in (301, 302, 303):
        return "a"
    if response.status_code == 200:
        return "r" if has_summary(response) else "s"
    return str(response.status_code)


def has_summary(response: HttpResponse) -> bool:
    return b"govuk-error-summary" in response.content


def faults_of(form: FoundForm, answers: dict[str, list[str]], tried: Iterable[str], response: HttpResponse) -> list[str]:
    """What is wrong with how an answer was received."""
    if response.status_code >= 500:
        return [f"answers {response.status_code}"]
    if response.status_code == 409 and b"a moment quicker" in response.content:
        return ["finds that it is there already only in the database"]
    if response.status_code != 200 or "text/html" not in response["Content-Type"]:
        return []
    if not has_summary(response):
        # What no page of ours would send is answered by whatever page fits.
        is_hidden = all(field.kind == "hidden" for field in form.fields if field.name in tried)
        return [] if form.name in SHOWS_WHAT_WAS_MADE or is_hidden else ["takes it without a word: neither done nor refused"]
    text = response.content.decode()
    faults = [] if ERROR_IN_TITLE.search(text) else ["does not say in its title that there is an error"]
    return faults + [f"loses what was typed as {name}" for name in tried if not _is_kept(form, text, name, answers[name])]


def _is_kept(form: FoundForm, text: str, name: str, values: list[str]) -> bool:
    field = next(field for field in form.fields if field.name == name)
    if not field.is_typed or field.kind == "hidden" or name in NEVER_SHOWN or field.kind == "password":
        return True
    # Parsing takes long: only the control itself, cut out of the page.
    found = re.search(rf'<(?:input|textarea)\b[^>]*\bname="{re.escape(name)}"[^>]*>(?:[^<]*</textarea>)?', text)
    control = BeautifulSoup(found.group(0), "html.parser").find() if found else None
    if control is None:
        return False
    shown = control.text if control.name == "textarea" else str(control.get("value", ""))
    return _bare(shown) == _bare(values[0])


def _bare(text: str) -> str:
    """Text without what every form takes out: control characters, blanks at the ends, how lines end."""
    readable = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return " ".join(normalise(readable).split()).replace("\ufffd", "")


# ---------------------------------------------------------------- D1 hostile values


def attacks(form: FoundForm, *, deep: bool) -> Iterator[tuple[str, list[str], dict[str, list[str]]]]:
    """Good answers with one question answered badly: what it is called, the fields that differ, all answers."""
    good = form.good()
    for stem, names in questions(form):
        if len(names) == len(PARTS):
            for title, parts in DATES.items() if deep else in_turn(DATES, form, stem, 3):
                wrong = {name: [parts[PARTS.index(name.rpartition("-")[2])]] for name in names}
                yield f"{stem} {title}", names, {**good, **wrong}
            continue
        for title, value in values_for(form, names[0], deep=deep):
            yield f"{stem} {title}", names, {**good, names[0]: [value]}


def questions(form: FoundForm) -> Iterator[tuple[str, list[str]]]:
    """The names of the fields; the three boxes of a date together."""
    stems: dict[str, list[str]] = {}
    for field in form.fields:
        if field.kind != "file":
            stem, dash, part = field.name.rpartition("-")
            stems.setdefault(stem if dash and part in PARTS else field.name, []).append(field.name)
    yield from stems.items()


def values_for(form: FoundForm, name: str, *, deep: bool) -> Iterator[tuple[str, str]]:
    field = next(field for field in form.fields if field.name == name)
    if deep:
        yield from {**ALWAYS, **IN_TURN, **LONG_FORM}.items()
    elif field.is_typed and field.kind != "hidden":
        yield from ALWAYS.items()
        yield from in_turn(IN_TURN, form, name)
    else:
        yield "nul", "a\x00b"
        yield from in_turn({**ALWAYS, **IN_TURN}, form, name)


def in_turn(values: dict[str, V], form: FoundForm, name: str, some: int = SOME_IN_TURN) -> Iterator[tuple[str, V]]:
    """A few of the values: others for every field, the same at every run."""
    first = zlib.crc32(f"{form.name} {name}".encode())
    titles = list(values)
    for turn in range(some):
        title = titles[(first + turn * 7) % len(titles)]
        yield title, values[title]


def under_attack(stage: Stage, forms: Catalogue, *, deep: bool) -> tuple[dict[str, str], list[str]]:
    """Sends every attack; what the house said to each, and what was wrong with it."""
    verdicts: dict[str, str] = {}
    faults: list[str] = []
    clients: dict[str, Client] = {}
    looked_at: set[tuple[str, str]] = set()
    for form in forms.forms:
        for title, tried, answers in attacks(form, deep=deep):
            client = clients.get(form.who) or clients.setdefault(form.who, client_of(stage, form.who))
            with undone():
                response = send(client, form, answers)
                wrong = faults_of(form, answers, tried, response)
                if response.status_code == 302 and form.who and (deep or (form.name, tried[0]) not in looked_at):
                    looked_at.add((form.name, tried[0]))
                    shown = client.get(response["Location"])
                    wrong += [f"once stored, {response['Location']} answers {shown.status_code}"] if shown.status_code >= 500 else []
            if response.status_code == 302 and (not form.who or form.name.startswith(("account_", "mfa_"))):
                clients.pop(form.who)  # signed in or out: the next begins afresh
            verdicts[f"{form.name} {title}"] = verdict(form, response)
            faults += [f"{form.name}: {title}: {fault}{cause_of(response)}" for fault in wrong]
    return verdicts, faults


def test_every_address_that_takes_a_post_has_a_form(forms: Catalogue) -> None:
    assert forms.missing == set()
    assert len(forms.forms) > 80
    posts = {a.name for a in addresses() if a.route and "POST" in a.route.methods}
    assert posts >= WITHOUT_A_PAGE, "addresses that are no more"


def test_most_forms_take_a_good_answer(stage: Stage, forms: Catalogue) -> None:
    """Else the attacks below would only meet forms that refuse everything."""
    taken = {form.name for form, said in _good_answers(stage, forms) if said in "as"}
    assert len(taken) >= 0.85 * len(forms.forms), sorted({form.name for form in forms.forms} - taken)


def _good_answers(stage: Stage, forms: Catalogue) -> Iterator[tuple[FoundForm, str]]:
    for form in forms.forms:
        with undone():
            yield form, verdict(form, send(client_of(stage, form.who), form, form.good()))


def test_hostile_values_break_nothing(stage: Stage, forms: Catalogue) -> None:
    """No fault of ours, errors in words with the field kept, and the same verdict on both databases."""
    verdicts, faults = under_attack(stage, forms, deep=False)
    assert not faults, "\n".join(faults)
    _compare(verdicts)


@pytest.mark.deep
def test_hostile_values_break_nothing_long_form(stage: Stage, forms: Catalogue) -> None:
    _verdicts, faults = under_attack(stage, forms, deep=True)
    assert not faults, "\n".join(faults)


def _compare(verdicts: dict[str, str]) -> None:
    """What each database says is compared with what is written down; written anew when LODESTAR_WRITE_BASELINE is set."""
    if os.environ.get("LODESTAR_WRITE_BASELINE"):
        VERDICTS.write_text(json.dumps(packed(verdicts), indent=1, ensure_ascii=False) + "\n")
    known = json.loads(VERDICTS.read_text())
    said = packed(verdicts)
    assert {name: (line, known[name]) for name, line in said.items() if name in known and known[name] != line} == {}
    assert len(set(said) - set(known)) <= len(said) / 10, "many new questions: write the verdicts down with LODESTAR_WRITE_BASELINE=1"


def packed(verdicts: dict[str, str]) -> dict[str, str]:
    """One line a question: the verdicts on its hostile values, in order."""
    lines: dict[str, list[str]] = {}
    for title, said in verdicts.items():
        form, question, _value = title.split(" ", 2)
        lines.setdefault(f"{form} {question}", []).append(said)
    return {name: " ".join(line) for name, line in sorted(lines.items())}


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (HttpResponse("broken", status=500), "answers 500"),
        (HttpResponse("<title>Fine</title>"), "takes it without a word: neither done nor refused"),
        (HttpResponse('<title>A</title><div class="govuk-error-summary">'), "does not say in its title that there is an error"),
        (HttpResponse('<title>Error: A</title><div class="govuk-error-summary">'), "loses what was typed as name"),
    ],
)
def test_a_form_that_takes_hostile_values_badly_is_found(answer: HttpResponse, fault: str) -> None:
    form = FoundForm("x:y", "/x/", "/x/", "alice", (Field("name", "text"),))
    assert fault in faults_of(form, {"name": ["O'Brien"]}, ["name"], answer)


def test_a_form_that_keeps_what_was_typed_is_not_complained_of() -> None:
    form = FoundForm("x:y", "/x/", "/x/", "alice", (Field("name", "text"),))
    page = '<title>Error: A</title><div class="govuk-error-summary"></div><input name="name" value="O&#x27;Brien ab">'
    assert faults_of(form, {"name": ["O'Brien a\x00b"]}, ["name"], HttpResponse(page)) == []


# ---------------------------------------------------------------- A3 swapped ids, A7 columns nobody asked for

# Columns that no form may set by itself; where a form asks for one of that name, it is a question and left alone.
NEVER_ASKED: dict[str, str] = {
    "state": "paid", "status": "paid", "is_demo": "on", "is_active": "on", "is_staff": "on", "is_superuser": "on", "is_system": "on",
    "net_pence": "999999", "vat_pence": "999999", "amount_pence": "999999", "total_pence": "1", "vat_basis_points": "1",
    "recorded_at": "2001-01-01", "closed_at": "2001-01-01", "approved_at": "2001-01-01", "submitted_at": "2001-01-01",
    "opens_at": "2001-01-01", "number": "77", "position": "77", "revision": "77", "occurrence": "77", "digest": "f" * 64,
    "public_id": "Z" * 12, "id": "77777", "pk": "77777", "sessions_ended": "77", "given_by": "1", "invited_by": "1", "prepared_by": "1",
    "approved_by": "1", "signed_by": "1", "recorded_by": "1", "decided_by": "1", "turned_by": "1", "uploaded_by": "1",
    "pseudonym": "P-HACK", "salt": "0", "by": "1", "actor": "1", "actor_id": "Z" * 12, "method_result": "{}", "method_input": "{}",
}  # fmt: skip
OWNERS = ("owner_organisation", "organisation", "provider", "account", "keyworker", "verified_by", "role", "party", "person", "contract")
# Differ from one sending to the next by themselves.
OF_THE_MOMENT = (models.DateTimeField,)
NEVER_THE_SAME = {
    "public_id", "id", "digest", "token_digest", "salt", "sealed_content", "password", "recorded_at", "subject_id", "details",
    "method_input", "method_result", "pseudonym", "session_data", "session_key", "person_id", "last_login",
    "organisation_id", "actor_id", "join_code", "joined_by_digest",
}  # fmt: skip


def house() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the house, without what differs by itself."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for model in apps.get_models():
        if model.__module__.startswith("lodestar."):
            names = [f.attname for f in model._meta.concrete_fields if f.name not in NEVER_THE_SAME and not isinstance(f, OF_THE_MOMENT)]
            if names:
                found[model._meta.label] = sorted(model._base_manager.values_list(*names), key=repr)
    return found


def newest_keys() -> dict[type[models.Model], int]:
    """The highest key of each table: what comes after it is new."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("lodestar.")]
    numbered = [model for model in ours if isinstance(model._meta.pk, models.AutoField)]
    return {model: model._base_manager.aggregate(newest=models.Max("pk"))["newest"] or 0 for model in numbered}


def _told(value: Any, limit: int | None) -> Any:
    return "new" if limit is not None and value is not None and value > limit else value


def told_apart(rows: dict[str, list[tuple[Any, ...]]], newest: dict[type[models.Model], int]) -> dict[str, list[tuple[Any, ...]]]:
    """The same rows with "new" in the place of the key of a row made since; keys are counted on even when their rows are undone."""
    found = {}
    for label, lines in rows.items():
        model = apps.get_model(label)
        columns = [f for f in model._meta.concrete_fields if f.name not in NEVER_THE_SAME and not isinstance(f, OF_THE_MOMENT)]
        limits = [newest.get(f.related_model) if f.is_relation else None for f in columns]
        told = ([_told(value, limit) for value, limit in zip(line, limits, strict=True)] for line in lines)
        found[label] = sorted(map(tuple, told), key=repr)
    return found


def sends(stage: Stage, form: FoundForm, answers: dict[str, list[str]]) -> tuple[str, dict[str, list[tuple[Any, ...]]]]:
    """What the house says to the answers, and how it stands afterwards; then it is put back."""
    with undone():
        newest = newest_keys()
        said = verdict(form, send(client_of(stage, form.who), form, answers))
        return said, told_apart(house(), newest)


def _difference(before: dict[str, list[tuple[Any, ...]]], now: dict[str, list[tuple[Any, ...]]]) -> str:
    return "; ".join(
        f"{name} {[row for row in now.get(name, []) if row not in before.get(name, [])]}"
        for name in {*before, *now}
        if before.get(name) != now.get(name)
    )[:600]


def extras_for(stage: Stage, form: FoundForm) -> dict[str, list[str]]:
    """Columns that the form does not ask for, with strangers as owners."""
    asked = {field.name for field in form.fields} | {stem for stem, _names in questions(form)}
    extras = {name: [value] for name, value in NEVER_ASKED.items() if name not in asked}
    for name in OWNERS:
        if name not in asked:
            extras[name] = ["administrator" if name == "role" else str(stage.cast.southmoor.pk)]
            extras[f"{name}_id"] = [str(stage.cast.southmoor.pk)]
    return extras


def test_columns_nobody_asked_for_change_nothing(stage: Stage, forms: Catalogue) -> None:
    """The house stands the same whether or not they were sent along."""
    changed = []
    for form in forms.forms:
        said, plain = sends(stage, form, form.good())
        said_now, now = sends(stage, form, {**extras_for(stage, form), **form.good()})
        changed += [f"{form.name}: {said} before, {said_now} now"] if said != said_now else []
        changed += [f"{form.name}: {_difference(plain, now)}"] if plain != now else []
    assert not changed, "\n".join(changed)


def test_a_column_that_is_taken_without_being_asked_for_is_found(stage: Stage, forms: Catalogue) -> None:
    """The comparison sees a column that changed."""
    with undone():
        before = house()
        type(stage.world.row("statement")).objects.filter(pk=stage.world.row("statement").pk).update(net_pence=999_999)
        assert house() != before


def foreign_for(stage: Stage, field: Field) -> dict[str, str]:
    """Strangers' rows in the place of those a field offers: the same kind by id or by key, and one of another kind."""
    twins = stage.twin.rows
    held = {value for value in (*field.options, *field.held) if value}
    kinds = [kind for kind, row in stage.world.rows.items() if held & {getattr(row, "public_id", "")}] or list(twins)
    if any(value.isdigit() for value in held):
        return {kind: str(row.pk) for kind, row in twins.items() if str(row.pk) not in held}
    return {kind: twins[kind].public_id for kind in [*kinds, "contract"] if kind in twins and hasattr(twins[kind], "public_id")}


def is_of_rows(field: Field) -> bool:
    """Whether a field chooses among rows: its values are ids or keys."""
    from lodestar.common.ids import ALPHABET, LENGTH

    held = [value for value in (*field.options, *field.held) if value]
    looks_like_id = [len(value) == LENGTH and set(value) <= set(ALPHABET) for value in held]
    is_choice_of_keys = field.kind in ("select", "radio", "checkbox") and not field.name.startswith("area-")
    return bool(held) and (all(looks_like_id) or (is_choice_of_keys and all(value.isdigit() for value in held)))


# Where every organisation may be named by everybody: a contract's provider is any provider.
OPEN_CHOICES = {
    ("contract:contract_new", "provider"),
    ("prioritise:join_code", "joining"),  # looks like a row, and is the form's own number
}


def test_rows_of_others_in_the_place_of_ones_own_are_refused(stage: Stage, forms: Catalogue) -> None:
    """Every choice among rows, each with a stranger's row in its place: nothing is done."""
    taken, tried = [], 0
    newest = newest_keys()
    before = without_events(house())
    for form in forms.forms:
        client = client_of(stage, form.who)
        fields = [field for field in form.fields if is_of_rows(field) and (form.name, field.name) not in OPEN_CHOICES]
        harmless: list[Any] = [before]
        for field in fields:
            for kind, foreign in foreign_for(stage, field).items():
                tried += 1
                with undone():
                    response = send(client, form, {**form.good(), field.name: [foreign]})
                    # Refused in words or with 4xx, it was undone by the action itself; only what was taken is looked into.
                    left = without_events(told_apart(house(), newest)) if verdict(form, response) in "as" else before
                if left not in harmless and len(harmless) == 1:
                    harmless.append(without_events(sends(stage, form, form.good())[1]))  # what is done without a word in that field
                if response.status_code >= 500 or left not in harmless:
                    taken.append(f"{form.name}: {field.name}: {kind}: {response.status_code}{cause_of(response)}")
    assert not taken, "\n".join(taken)
    assert tried > 50


def without_events(rows: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """A page that is shown again may say on record that it was read."""
    return {name: lines for name, lines in rows.items() if name != "audit.Event"}


# ---------------------------------------------------------------- D10 no token, no act


def test_every_post_needs_its_token(stage: Stage, forms: Catalogue) -> None:
    """A form on another site cannot act for somebody who is signed in here: 403 at every address, with good answers too."""
    good = {form.name: form for form in forms.forms}
    before = house()
    for address in addresses():
        assert address.route is not None
        if "POST" not in address.route.methods:
            continue
        form = good.get(address.name)
        client = Client(enforce_csrf_checks=True)
        who = form.who if form else "alice"
        if who:
            client.cookies = client_of(stage, who).cookies
        path = form.address if form else address.path(stage.world.row(address.route.about).public_id if address.route.about else "0" * 12)
        body = encoded(form.good()) if form else ""
        response = client.post(path, body, content_type="application/x-www-form-urlencoded", HTTP_ORIGIN="https://elsewhere.example")
        allowed = (403, 405) if address.name.startswith("api:") else (403,)
        assert response.status_code in allowed, (address.name, response.status_code)
    assert without_events(house()) == without_events(before)


def test_an_address_that_needs_no_token_would_be_found(stage: Stage, forms: Catalogue) -> None:
    """The same post with its token goes through: what refuses above is the missing token."""
    form = next(form for form in forms.forms if form.name == "prioritise:programme_new")
    client = Client(enforce_csrf_checks=True)
    client.cookies = client_of(stage, form.who).cookies
    token = BeautifulSoup(client.get(form.page).content, "html.parser").find("input", {"name": "csrfmiddlewaretoken"})["value"]
    with undone():
        response = client.post(form.address, {**form.good(), "csrfmiddlewaretoken": token})
        assert response.status_code == 302


# ---------------------------------------------------------------- D8 too much of everything


def test_ten_thousand_fields_are_refused_at_once(stage: Stage, forms: Catalogue) -> None:
    body = "&".join(f"field{number}=x" for number in range(10_000))
    for form in islice(forms.forms, 0, None, 6):
        client = client_of(stage, form.who)
        began = time.perf_counter()
        response = client.post(form.address, body, content_type="application/x-www-form-urlencoded")
        assert response.status_code == 400 or time.perf_counter() - began < SECOND, (form.name, response.status_code)
        assert response.status_code < 500, form.name


@pytest.mark.parametrize("header", ["Cookie", "Accept-Language", "User-Agent", "Referer", "X-Forwarded-For"])
def test_huge_headers_do_no_harm(stage: Stage, header: str) -> None:
    client = client_of(stage, "alice")
    huge = "; ".join(f"c{number}={'x' * 90}" for number in range(1_000))
    began = time.perf_counter()
    response = client.get("/", headers={header: huge if header == "Cookie" else huge[:100_000]})
    assert response.status_code < 500
    assert time.perf_counter() - began < SECOND
