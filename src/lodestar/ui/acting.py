"""From a form to an action and back: what an action refuses is shown beside the field it is about, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm

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
    for name, messages in refused.message_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, messages)
