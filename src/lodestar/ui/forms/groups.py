"""One question of a Django form as GOV.UK's markup: label, hint, error and control, tied together for screen readers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe

from lodestar.ui import components as c
from lodestar.ui.components.html import classes, el, join

from .fields import PARTS, DateInput, PoundsInput


class Look(TypedDict, total=False):
    """How a field is drawn; every key may be left out."""

    width: int | str  # 2, 3, 4, 5, 10, 20, 30 characters, or "one-half", "two-thirds", "full" …
    prefix: str
    suffix: str
    rows: int
    count: bool  # counts characters against the field's max_length
    max_words: int
    inline: bool  # radios side by side
    small: bool  # smaller radios and checkboxes, for dense pages
    heading: str  # "page" makes the label the page's h1; "s", "m", "l" its size
    hint: str
    label: str
    autocomplete: str
    hints: Mapping[str, str]  # a hint under single choices, by value
    dividers: Mapping[str, str]  # "or" before the choice of this value
    reveals: Mapping[str, Any]  # fields shown only when this choice is taken: value to a field name or names
    classes: str


CHARACTER_WIDTHS = {"2", "3", "4", "5", "10", "20", "30"}
DROPPED = {
    "class",
    "id",
    "aria-describedby",
    "required",
    "maxlength",
    "minlength",
    "cols",
    "rows",
    "checked",
    "aria-invalid",
    "autocomplete",
}


def field_group(bound: BoundField, **options: Any) -> SafeString:
    """The whole form group of one field, in the look its form asks for, changed by the options given here."""
    look: dict[str, Any] = {**getattr(bound.form, "looks", {}).get(bound.name, {}), **options}
    widget = bound.field.widget
    if bound.is_hidden:
        return mark_safe(str(bound))  # noqa: S308 - Django's own widget
    if isinstance(widget, forms.SplitDateTimeWidget) or (isinstance(widget, forms.MultiWidget) and not isinstance(widget, DateInput)):
        return _several(bound, look)
    for kind, draw in DRAWERS:
        if isinstance(widget, kind):
            return draw(bound, look)
    return _several(bound, look)


def revealed_names(form: forms.BaseForm) -> set[str]:
    """Names of the fields that show only inside another field's choice, so that the form does not draw them twice."""
    names: set[str] = set()
    for look in getattr(form, "looks", {}).values():
        for shown in look.get("reveals", {}).values():
            names.update([shown] if isinstance(shown, str) else shown)
    return names


def error_links(form: forms.BaseForm) -> list[dict[str, Any]]:
    """One line an error for the summary, each a link to the control it speaks of."""
    lines: list[dict[str, Any]] = [{"text": message} for message in form.non_field_errors()]
    for bound in form:
        lines += [{"text": message, "href": f"#{first_control(bound)}"} for message in bound.errors]
    return lines


def first_control(bound: BoundField) -> str:
    """The id of the control an error link goes to: of a date, the first box that is wrong."""
    if isinstance(bound.field.widget, DateInput):
        return f"{bound.auto_id}-{(wrong_parts(bound) or list(PARTS))[0]}"
    return str(bound.auto_id or bound.html_name)


def wrong_parts(bound: BoundField) -> list[str]:
    """Which boxes of a date its errors speak of; all three when an error does not say."""
    parts: set[str] = set()
    for error in bound.errors.as_data():
        code = str(error.code or "")
        named = code.removeprefix("date:").split(",") if code.startswith("date:") else []
        parts.update(named if any(named) else PARTS)
    return [part for part in PARTS if part in parts]


def _shared(bound: BoundField, look: Mapping[str, Any]) -> dict[str, Any]:
    hint = look.get("hint", bound.help_text)
    return {"hint": {"text": hint} if hint else None, "error_message": {"text": join(bound.errors, " ")} if bound.errors else None}


def _heading(bound: BoundField, look: Mapping[str, Any], part: str) -> dict[str, Any]:
    size = look.get("heading", "s")
    page = size == "page"
    return {"text": look.get("label", bound.label), "classes": f"{part}--{'l' if page else size}" if size else "", "is_page_heading": page}


def _attributes(bound: BoundField) -> dict[str, Any]:
    attrs = bound.build_widget_attrs(dict(bound.field.widget.attrs), bound.field.widget)
    return {name: value for name, value in attrs.items() if name not in DROPPED and name != "disabled"}


def _own_classes(bound: BoundField, look: Mapping[str, Any], prefix: str = "") -> str:
    width = str(look.get("width", ""))
    if width:
        width = f"{prefix}--width-{width}" if width in CHARACTER_WIDTHS else f"govuk-!-width-{width}"
    given = bound.field.widget.attrs.get("class", "")
    return classes(width, look.get("classes"), *(name for name in given.split() if name != prefix))


def _text(bound: BoundField, look: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    value = bound.value()
    widget = bound.field.widget
    formatted = widget.format_value(value) if hasattr(widget, "format_value") else value
    return {
        "name": bound.html_name,
        "id": bound.auto_id or None,
        "label": _heading(bound, look, "govuk-label"),
        "value": formatted,
        "disabled": bound.field.disabled,
        "autocomplete": look.get("autocomplete") or widget.attrs.get("autocomplete"),
        "attributes": _attributes(bound),
        **_shared(bound, look),
        **more,
    }


def _input(bound: BoundField, look: Mapping[str, Any]) -> SafeString:
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "text")
    more: dict[str, Any] = {"type": kind}
    if isinstance(widget, forms.NumberInput):
        whole = isinstance(bound.field, forms.IntegerField) and not isinstance(bound.field, forms.FloatField | forms.DecimalField)
        more = {"type": "text", "inputmode": "numeric" if whole else "decimal", "spellcheck": False}
    elif isinstance(widget, PoundsInput):
        more = {"type": "text", "inputmode": "decimal", "spellcheck": False, "prefix": {"text": "£"}}
        look = {"width": 10, **look}
    elif kind in {"email", "url", "tel"}:
        more["spellcheck"] = False
    if look.get("prefix"):
        more["prefix"] = {"text": look["prefix"]}
    if look.get("suffix"):
        more["suffix"] = {"text": look["suffix"]}
    given = _text(bound, look, **more)
    if "number" in str(kind):
        given["attributes"] = {n: v for n, v in given["attributes"].items() if n not in {"min", "max", "step"}}
    return c.input(classes_=_own_classes(bound, look, "govuk-input"), **given)


def _password(bound: BoundField, look: Mapping[str, Any]) -> SafeString:
    given = _text(bound, look)
    if not getattr(bound.field.widget, "render_value", False):
        given["value"] = None  # what was typed is never sent back
    return c.password_input(classes_=_own_classes(bound, look, "govuk-input"), **given)


def _textarea(bound: BoundField, look: Mapping[str, Any]) -> SafeString:
    given = _text(bound, look, rows=look.get("rows", 5))
    own = _own_classes(bound, look, "govuk-textarea")
    limit = getattr(bound.field, "max_length", None)
    if look.get("max_words"):
        return c.character_count(maxlength=look["max_words"], count_type="words", classes_=own, **_without_autocomplete(given))
    if look.get("count") and limit:
        return c.character_count(maxlength=limit, classes_=own, **_without_autocomplete(given))
    return c.textarea(classes_=own, **given)


def _without_autocomplete(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in {"autocomplete", "disabled"}}


def _file(bound: BoundField, look: Mapping[str, Any]) -> SafeString:
    given = _text(bound, look, multiple=bool(getattr(bound.field.widget, "allow_multiple_selected", False)))
    for name in ("value", "autocomplete"):
        given.pop(name)
    # The browser's own control: GOV.UK's drop zone names its button otherwise than it reads, which speech users cannot say.
    return c.file_upload(classes_=_own_classes(bound, look, "govuk-file-upload"), **given)


def _options(bound: BoundField) -> list[tuple[str | None, list[dict[str, Any]]]]:
    widget = bound.field.widget
    value = widget.format_value(bound.value())
    return [(group, subgroup) for group, subgroup, _index in widget.optgroups(bound.html_name, value, {})]


def _select(bound: BoundField, look: Mapping[str, Any]) -> SafeString:
    parts = []
    for group, options in _options(bound):
        inner = join(
            el(
                "option",
                {
                    "value": "" if option["value"] is None else str(option["value"]),
                    "selected": bool(option["selected"]),
                    "disabled": bool(option["attrs"].get("disabled")),
                },
                option["label"],
            )
            for option in options
        )
        parts.append(el("optgroup", {"label": group}, inner) if group else inner)
    given = _text(bound, look)
    for name in ("value", "autocomplete"):
        given.pop(name)
    if bound.field.widget.allow_multiple_selected:
        given["attributes"]["multiple"] = True
    return c.select(options=join(parts), classes_=_own_classes(bound, look, "govuk-select"), **given)


def _choice_items(bound: BoundField, look: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[object]]:
    items: list[dict[str, Any]] = []
    chosen: list[object] = []
    for group, options in _options(bound):
        if group:
            items.append({"divider": group})
        for option in options:
            value = "" if option["value"] is None else str(option["value"])
            if value in look.get("dividers", {}):
                items.append({"divider": look["dividers"][value]})
            if option["selected"]:
                chosen.append(value)
            items.append(
                {
                    "value": value,
                    "text": option["label"],
                    "checked": bool(option["selected"]),
                    "disabled": bound.field.disabled or bool(option["attrs"].get("disabled")),
                    "hint": look.get("hints", {}).get(value),
                    "conditional": _revealed(bound, look, value),
                    "behaviour": "exclusive" if value == look.get("exclusive") else None,
                }
            )
    return items, chosen


def _revealed(bound: BoundField, look: Mapping[str, Any], value: str) -> SafeString | None:
    shown = look.get("reveals", {}).get(value)
    if not shown:
        return None
    return join(field_group(bound.form[name]) for name in ([shown] if isinstance(shown, str) else shown))


def _choices(bound: BoundField, look: Mapping[str, Any]) -> SafeString:
    many = isinstance(bound.field.widget, forms.CheckboxSelectMultiple)
    kind = "checkboxes" if many else "radios"
    items, _chosen = _choice_items(bound, look)
    return (c.checkboxes if many else c.radios)(
        name=bound.html_name,
        id_prefix=bound.auto_id or bound.html_name,
        items=items,
        fieldset={"legend": _heading(bound, look, "govuk-fieldset__legend")},
        classes_=classes(look.get("inline") and f"govuk-{kind}--inline", look.get("small") and f"govuk-{kind}--small", look.get("classes")),
        **_shared(bound, look),
    )


def _tick(bound: BoundField, look: Mapping[str, Any]) -> SafeString:
    shared = _shared(bound, look)
    widget = bound.field.widget
    item = {
        "value": widget.attrs.get("value", "on"),
        "text": look.get("label", bound.label),
        "checked": bool(widget.check_test(bound.value())),
        "disabled": bound.field.disabled,
        "hint": shared.pop("hint"),
        "conditional": _revealed(bound, look, "on"),
        "attributes": _attributes(bound),
    }
    return c.checkboxes(
        name=bound.html_name,
        id_prefix=bound.auto_id or bound.html_name,
        items=[item],
        classes_=classes(look.get("small") and "govuk-checkboxes--small", look.get("classes")),
        **shared,
    )


def _date(bound: BoundField, look: Mapping[str, Any]) -> SafeString:
    from django.utils.translation import gettext as _

    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    typed = bound.field.widget.format_value(bound.value())
    wrong = wrong_parts(bound)
    boxes = {
        part: {"name": part, "label": labels[part], "value": text or None, "error": part in wrong}
        for part, text in zip(PARTS, typed, strict=True)
    }
    if bound.field.disabled:
        boxes = {part: {**box, "attributes": {"disabled": True}} for part, box in boxes.items()}
    if look.get("autocomplete") == "bday":
        boxes = {part: {**box, "autocomplete": f"bday-{part}"} for part, box in boxes.items()}
    return c.date_input(
        id=bound.auto_id or bound.html_name,
        name_prefix=bound.html_name,
        fieldset={"legend": _heading(bound, look, "govuk-fieldset__legend")},
        **boxes,
        **_shared(bound, look),
    )


def _several(bound: BoundField, look: Mapping[str, Any]) -> SafeString:
    """A widget of another kind: its own markup inside a form group."""
    shared = _shared(bound, look)
    notes = c.fields.Notes(str(bound.auto_id or bound.html_name), None, shared["hint"], shared["error_message"])
    heading = _heading(bound, look, "govuk-label")
    control = bound.as_widget(attrs={"aria-describedby": notes.described_by} if notes.described_by else None)
    return el(
        "div",
        {"class": classes("govuk-form-group", notes.has_error and "govuk-form-group--error")},
        c.label(heading["text"], for_=bound.id_for_label, is_page_heading=heading["is_page_heading"], classes_=heading["classes"]),
        notes.html,
        control,
    )


DRAWERS = (
    (DateInput, _date),
    (forms.PasswordInput, _password),
    (forms.Textarea, _textarea),
    (forms.FileInput, _file),
    (forms.CheckboxSelectMultiple, _choices),
    (forms.RadioSelect, _choices),
    (forms.CheckboxInput, _tick),
    (forms.Select, _select),
    (forms.widgets.Input, _input),
)
