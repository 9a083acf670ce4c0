"""From a form to an action and back: what an action refuses is shown beside the field it is about, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

R = TypeVar("R")


def attempt(form: BaseForm, act: Callable[[], R]) -> R | None:
    """Runs the act when the form is clean. A ValidationError of the act becomes errors of the form, and the answer is None."""
    if not form.is_valid():
        return None
    try:
        return act()
    except ValidationError as refused:
        add_errors(form, refused)
        return None


def add_errors(form: BaseForm, refused: ValidationError) -> None:
    """Puts each message beside its field, or over the form where it has none."""
    if not hasattr(refused, "error_dict"):
        form.add_error(None, refused.messages)
        return
    for name, said in refused.message_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, said)


def ask(request: HttpRequest, form: BaseForm, heading: str, *, back_url: str, caption: str = "", submit: str = "") -> HttpResponse:
    """One question page: a form under a heading, with a way back and a button that names the act."""
    context = {
        "form": form,
        "heading": heading,
        "caption": caption,
        "back_url": back_url,
        "cancel_url": back_url,
        "submit": submit or _("Save"),
    }
    return render(request, "ui/question.html", context)


def check_answers(
    request: HttpRequest,
    heading: str,
    rows: Sequence[tuple[str, str]],
    *,
    back_url: str,
    consequence: str,
    submit: str = "",
    form: BaseForm | None = None,
) -> HttpResponse:
    """The page before an act that counts: what it is about, what follows from it, and a button that names it."""
    context = {
        "heading": heading,
        "rows": rows,
        "submit": submit or heading,
        "back_url": back_url,
        "cancel_url": back_url,
        "consequence": consequence,
        "form": form,
    }
    return render(request, "ui/check_answers.html", context)


def check_and_act(
    request: HttpRequest,
    act: Callable[[], R],
    *,
    heading: str,
    rows: Sequence[tuple[str, str]],
    consequence: str,
    done: str | Callable[[R], str],
    back_url: str,
    form: BaseForm | None = None,
    submit: str = "",
) -> HttpResponse:
    """Shows what an act is about, then does it. Done: back with a message. Refused: its reasons, and nothing typed is lost."""
    if request.method == "POST":
        result = attempt(form, act) if form is not None else tried(request, act)
        if result is not None:
            messages.success(request, done(result) if callable(done) else done)
        if result is not None or form is None:
            return redirect(back_url)
    return check_answers(request, heading, rows, back_url=back_url, consequence=consequence, submit=submit, form=form)


def tried(request: HttpRequest, act: Callable[[], R]) -> R | None:
    """Runs an act that asks nothing. What it refuses is said on the page that the person comes back to, and the answer is None."""
    try:
        return act()
    except ValidationError as refused:
        for message in refused.messages:
            messages.error(request, message)
        return None
