"""Two people on one record: both versions side by side, and a form that carries what each person chose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from lodestar.access.queries import words_for_actors
from lodestar.audit.queries import events_about
from lodestar.common.revisions import Overtaken
from lodestar.ui import forms
from lodestar.ui.acting import ask, attempt

CHOICE, YOURS = "choice-", "yours-"


class SeenField(forms.Field):
    """The moment at which the record was written that the form shows; hidden, and sent back with the changes."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, datetime):
            return value
        if value in self.empty_values:
            return None
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["required"], code="required") from None

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else value


def sent(request: HttpRequest, form: BaseForm) -> QueryDict:
    """What was sent, with each question of the conflict page settled; `form` is unbound and holds the record as it stands."""
    data = request.POST.copy()
    for key in list(request.POST):
        if not key.startswith(CHOICE):
            continue
        name = key.removeprefix(CHOICE)
        theirs = _raw(form, name) if name in form.fields else ""
        data[name] = request.POST.get(YOURS + name, "") if request.POST[key] == "yours" else theirs
    return data


def show_conflict(request: HttpRequest, form: BaseForm, now: BaseForm, row: Model, *, back_url: str) -> HttpResponse:
    """The conflict page: `form` holds what was typed, `now` (unbound) the record as it stands. Answers 409."""
    differing = [name for name in form.fields if name != "seen" and _typed(form, name) != _raw(now, name)]
    rows = [
        {
            "label": form[name].label,
            "name": name,
            "yours": _words(form, name, _typed(form, name)),
            "yours_raw": _typed(form, name),
            "theirs": _words(now, name, _raw(now, name)),
        }
        for name in differing
    ]
    hidden = {name: _typed(form, name) for name in form.fields if name not in differing} | {"seen": _raw(now, "seen")}
    context = {"rows": rows, "hidden": hidden, "back_url": back_url, **_by_whom(row)}
    return render(request, "ui/conflict.html", context, status=409)


def edit_row(
    request: HttpRequest,
    row: Any,
    build: Callable[[Any, Any], BaseForm],
    act: Callable[[Any], Any],
    *,
    heading: str,
    back_url: str,
    done: str,
    caption: str = "",
) -> HttpResponse:
    """A page that changes a row, written only over the row as its writer saw it; else both versions are shown, and nothing is lost.

    `build(row, data)` gives the form of a row (unbound when data is None); `act(form)` writes, and may raise Overtaken.
    """
    form = build(row, None)
    if request.method == "POST":
        form = build(row, sent(request, form))
        try:
            if attempt(form, lambda: act(form)) is not None:
                messages.success(request, done)
                return redirect(back_url)
        except Overtaken as overtaken:
            return show_conflict(request, form, build(overtaken.row, None), overtaken.row, back_url=back_url)
    return ask(request, form, heading, back_url=back_url, caption=caption)


def _by_whom(row: Model) -> Mapping[str, Any]:
    last = events_about(row.public_id).first()  # type: ignore[attr-defined]
    if last is None:
        return {}
    return {"their_name": words_for_actors({last.actor_id}).get(last.actor_id, ""), "their_time": last.recorded_at}


def _typed(form: BaseForm, name: str) -> str:
    value = form[name].data
    if isinstance(form.fields[name], forms.DateField):
        value = getattr(form, "cleaned_data", {}).get(name)
    return "" if value is None else str(value)


def _raw(form: BaseForm, name: str) -> str:
    value = form[name].field.prepare_value(form[name].initial)
    return "" if value is None else str(value)


def _words(form: BaseForm, name: str, raw: str) -> str:
    choices = getattr(form.fields[name], "choices", None)
    for value, label in choices or ():
        if str(value) == raw:
            return str(label)
    return raw
