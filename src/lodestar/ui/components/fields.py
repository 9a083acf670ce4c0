"""Components that ask: labels, hints, errors, inputs, choices, dates, files."""

# ruff: noqa: A001, A002, PLR0917 - options are named as in HTML

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .html import Attributes, Words, as_map, classes, el, hidden_text, i18n, join
from .words import button

Label = Words | Mapping[str, Any] | None
Group = Mapping[str, Any] | None


def label(
    text: Words | None,
    *,
    for_: str | None = None,
    is_page_heading: bool = False,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    if not text:
        return mark_safe("")
    inner = el("label", {"class": classes("govuk-label", classes_), **(attributes or {}), "for": for_ or None}, text)
    return el("h1", {"class": "govuk-label-wrapper"}, inner) if is_page_heading else inner


def hint(text: Words, *, id: str | None = None, classes_: str = "", attributes: Attributes | None = None) -> SafeString:
    return el("div", {"id": id, "class": classes("govuk-hint", classes_), **(attributes or {})}, text)


def error_message(
    text: Words,
    *,
    id: str | None = None,
    visually_hidden_text: str | bool | None = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    prefix = _("Error") if visually_hidden_text is None else visually_hidden_text
    return el(
        "p",
        {"id": id, "class": classes("govuk-error-message", classes_), **(attributes or {})},
        join([hidden_text(f"{prefix}:"), " "]) if prefix else None,
        text,
    )


def fieldset(
    content: Words,
    *,
    legend: Label = None,
    role: str | None = None,
    described_by: str | None = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    title = as_map(legend)
    text = title.get("text")
    if text and title.get("is_page_heading"):
        text = el("h1", {"class": "govuk-fieldset__heading"}, text)
    return el(
        "fieldset",
        {
            "class": classes("govuk-fieldset", classes_),
            "role": role,
            "aria-describedby": described_by or None,
            **(attributes or {}),
        },
        el("legend", {"class": classes("govuk-fieldset__legend", title.get("classes"))}, text) if text else None,
        content,
    )


class Notes:
    """The hint and the error beside one question, and the ids by which a control says that they describe it."""

    def __init__(self, prefix: str, described_by: str | None, hint_: Label, error: Label) -> None:
        ids = [described_by or ""]
        parts = []
        hint_map, error_map = as_map(hint_), as_map(error)
        if hint_map:
            ids.append(f"{prefix}-hint")
            parts.append(hint(hint_map.get("text", ""), id=ids[-1], **_look(hint_map)))
        if error_map:
            ids.append(f"{prefix}-error")
            parts.append(
                error_message(
                    error_map.get("text", ""),
                    id=ids[-1],
                    visually_hidden_text=error_map.get("visually_hidden_text"),
                    **_look(error_map),
                )
            )
        self.has_error = bool(error_map)
        self.described_by = " ".join(filter(None, ids)) or None
        self.html = join(parts)


def _look(options: Mapping[str, Any]) -> dict[str, Any]:
    return {"classes_": options.get("classes") or "", "attributes": options.get("attributes")}


def _label(options: Label, id: str | None) -> SafeString:
    given = as_map(options)
    return label(given.get("text"), for_=id, is_page_heading=bool(given.get("is_page_heading")), **_look(given))


def _group(has_error: bool, form_group: Group, *children: object) -> SafeString:
    group = form_group or {}
    return el(
        "div",
        {
            "class": classes("govuk-form-group", has_error and "govuk-form-group--error", group.get("classes")),
            **(group.get("attributes") or {}),
        },
        *children,
    )


def _beside(form_group: Group, place: str) -> object:
    return as_map((form_group or {}).get(place)).get("text")


def _true_false(value: object) -> str | None:
    return str(value).lower() if isinstance(value, bool) else None


def input(
    *,
    name: str | None = None,
    label: Label = None,
    id: str | None = None,
    type: str | None = None,
    value: object = None,
    hint: Label = None,
    error_message: Label = None,
    prefix: Label = None,
    suffix: Label = None,
    disabled: bool = False,
    described_by: str | None = None,
    autocomplete: str | None = None,
    autocapitalize: str | None = None,
    spellcheck: bool | None = None,
    pattern: str | None = None,
    inputmode: str | None = None,
    input_wrapper: Mapping[str, Any] | None = None,
    form_group: Group = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    """One line of text, with its label, hint and error."""
    id = id or name
    notes = Notes(str(id), described_by, hint, error_message)
    control = el(
        "input",
        {
            "class": classes("govuk-input", classes_, notes.has_error and "govuk-input--error"),
            "id": id,
            "name": name,
            "type": type or "text",
            "spellcheck": _true_false(spellcheck),
            "value": value,
            "disabled": disabled,
            "aria-describedby": notes.described_by,
            "autocomplete": autocomplete,
            "autocapitalize": autocapitalize,
            "pattern": pattern,
            "inputmode": inputmode,
            **(attributes or {}),
        },
    )
    before, after = _beside(form_group, "before_input"), _beside(form_group, "after_input")
    if before or after or as_map(prefix).get("text") or as_map(suffix).get("text"):
        wrapper = input_wrapper or {}
        control = el(
            "div",
            {"class": classes("govuk-input__wrapper", wrapper.get("classes")), **(wrapper.get("attributes") or {})},
            before,
            _affix("prefix", prefix),
            control,
            _affix("suffix", suffix),
            after,
        )
    return _group(notes.has_error, form_group, _label(label, id), notes.html, control)


def _affix(side: str, words: Label) -> SafeString | None:
    given = as_map(words)
    if not given.get("text"):
        return None
    attributes = {"class": classes(f"govuk-input__{side}", given.get("classes")), "aria-hidden": "true", **(given.get("attributes") or {})}
    return el("div", attributes, given["text"])


def textarea(
    *,
    name: str | None = None,
    label: Label = None,
    id: str | None = None,
    value: object = None,
    rows: int | str | None = None,
    hint: Label = None,
    error_message: Label = None,
    disabled: bool = False,
    described_by: str | None = None,
    autocomplete: str | None = None,
    spellcheck: bool | None = None,
    form_group: Group = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    """Several lines of text."""
    id = id or name
    notes = Notes(str(id), described_by, hint, error_message)
    # A browser drops one line break right after the opening tag, so one is written for it to drop and what was typed stays as typed.
    text = "" if value is None else value
    if str(text).startswith(("\n", "\r")):
        text = "\n" + str(text)
    control = el(
        "textarea",
        {
            "class": classes("govuk-textarea", notes.has_error and "govuk-textarea--error", classes_),
            "id": id,
            "name": name,
            "rows": rows or 5,
            "spellcheck": _true_false(spellcheck),
            "disabled": disabled,
            "aria-describedby": notes.described_by,
            "autocomplete": autocomplete,
            **(attributes or {}),
        },
        text,
    )
    before, after = _beside(form_group, "before_input"), _beside(form_group, "after_input")
    return _group(notes.has_error, form_group, _label(label, id), notes.html, before, control, after)


def character_count(
    *,
    name: str | None = None,
    id: str | None = None,
    maxlength: int | str | None = None,
    maxwords: int | str | None = None,
    threshold: int | str | None = None,
    count_type: str | None = None,
    count_message: Mapping[str, Any] | None = None,
    textarea_description_text: str | None = None,
    characters_under_limit_text: Mapping[str, str] | None = None,
    characters_at_limit_text: str | None = None,
    characters_over_limit_text: Mapping[str, str] | None = None,
    words_under_limit_text: Mapping[str, str] | None = None,
    words_at_limit_text: str | None = None,
    words_over_limit_text: Mapping[str, str] | None = None,
    form_group: Group = None,
    classes_: str = "",
    **options: Any,
) -> SafeString:
    """Several lines of text with a limit, counted as the person types."""
    id = id or name
    count_type = count_type or ("words" if maxwords else None)
    limit = maxwords or maxlength
    text = textarea_description_text
    if not text:
        text = _("You can enter up to %%{count} words") if count_type == "words" else _("You can enter up to %%{count} characters")
        text = text.replace("%%", "%")
    given = form_group or {}
    message = hint(
        text.replace("%{count}", str(limit)) if limit else "",
        id=f"{id}-info",
        classes_=classes("govuk-character-count__message", (count_message or {}).get("classes")),
    )
    attributes = {
        "data-module": "govuk-character-count",
        "data-maxlength": maxlength,
        "data-maxwords": maxwords,
        "data-threshold": threshold,
        "data-count-type": count_type,
        **(i18n("textarea-description", {"other": textarea_description_text}) if textarea_description_text and not limit else {}),
        **i18n("characters-under-limit", characters_under_limit_text),
        **i18n("characters-at-limit", characters_at_limit_text),
        **i18n("characters-over-limit", characters_over_limit_text),
        **i18n("words-under-limit", words_under_limit_text),
        **i18n("words-at-limit", words_at_limit_text),
        **i18n("words-over-limit", words_over_limit_text),
        **(given.get("attributes") or {}),
    }
    group = {
        "classes": classes("govuk-character-count", given.get("classes")),
        "attributes": attributes,
        "before_input": given.get("before_input"),
        "after_input": join([message, _beside(given, "after_input")]),
    }
    return textarea(
        name=name,
        id=id,
        described_by=f"{id}-info",
        form_group=group,
        classes_=classes("govuk-js-character-count", classes_),
        **options,
    )


def password_input(
    *,
    name: str | None = None,
    id: str | None = None,
    autocomplete: str | None = None,
    show_password_text: str | None = None,
    hide_password_text: str | None = None,
    show_password_aria_label_text: str | None = None,
    hide_password_aria_label_text: str | None = None,
    password_shown_announcement_text: str | None = None,
    password_hidden_announcement_text: str | None = None,
    button_classes: str = "",
    form_group: Group = None,
    classes_: str = "",
    **options: Any,
) -> SafeString:
    """A password, hidden until the person asks to see it."""
    id = id or name
    given = form_group or {}
    toggle = button(
        show_password_text or _("Show"),
        type="button",
        classes_=classes("govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle", button_classes),
        attributes={"aria-controls": id, "aria-label": show_password_aria_label_text or _("Show password"), "hidden": True},
    )
    attributes = {
        "data-module": "govuk-password-input",
        **i18n("show-password", show_password_text),
        **i18n("hide-password", hide_password_text),
        **i18n("show-password-aria-label", show_password_aria_label_text),
        **i18n("hide-password-aria-label", hide_password_aria_label_text),
        **i18n("password-shown-announcement", password_shown_announcement_text),
        **i18n("password-hidden-announcement", password_hidden_announcement_text),
        **(given.get("attributes") or {}),
    }
    return input(
        name=name,
        id=id,
        type="password",
        spellcheck=False,
        autocapitalize="none",
        autocomplete=autocomplete or "current-password",
        input_wrapper={"classes": "govuk-password-input__wrapper"},
        form_group={
            "classes": classes("govuk-password-input", given.get("classes")),
            "attributes": attributes,
            "before_input": given.get("before_input"),
            "after_input": join([toggle, _beside(given, "after_input")]),
        },
        classes_=classes("govuk-password-input__input govuk-js-password-input-input", classes_),
        **options,
    )


def file_upload(
    *,
    name: str | None = None,
    label: Label = None,
    id: str | None = None,
    hint: Label = None,
    error_message: Label = None,
    disabled: bool = False,
    multiple: bool = False,
    described_by: str | None = None,
    javascript: bool = False,
    choose_files_button_text: str | None = None,
    no_file_chosen_text: str | None = None,
    multiple_files_chosen_text: Mapping[str, str] | None = None,
    drop_instruction_text: str | None = None,
    entered_drop_zone_text: str | None = None,
    left_drop_zone_text: str | None = None,
    wrapper_classes: str = "",
    wrapper_attributes: Attributes | None = None,
    form_group: Group = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    """A file to send."""
    id = id or name
    notes = Notes(str(id), described_by, hint, error_message)
    control = el(
        "input",
        {
            "class": classes("govuk-file-upload", classes_, notes.has_error and "govuk-file-upload--error"),
            "id": id,
            "name": name,
            "type": "file",
            "disabled": disabled,
            "multiple": multiple,
            "aria-describedby": notes.described_by,
            **(attributes or {}),
        },
    )
    if javascript:
        control = el(
            "div",
            {
                "class": classes("govuk-file-upload-wrapper", wrapper_classes),
                "data-module": "govuk-file-upload",
                **i18n("choose-files-button", choose_files_button_text),
                **i18n("no-file-chosen", no_file_chosen_text),
                **i18n("multiple-files-chosen", multiple_files_chosen_text),
                **i18n("drop-instruction", drop_instruction_text),
                **i18n("entered-drop-zone", entered_drop_zone_text),
                **i18n("left-drop-zone", left_drop_zone_text),
                **(wrapper_attributes or {}),
            },
            control,
        )
    before, after = _beside(form_group, "before_input"), _beside(form_group, "after_input")
    return _group(notes.has_error, form_group, _label(label, id), notes.html, before, control, after)


def select(
    *,
    name: str | None = None,
    items: Sequence[Mapping[str, Any] | None] = (),
    label: Label = None,
    id: str | None = None,
    value: object = None,
    hint: Label = None,
    error_message: Label = None,
    disabled: bool = False,
    described_by: str | None = None,
    form_group: Group = None,
    classes_: str = "",
    attributes: Attributes | None = None,
    options: SafeString | None = None,
) -> SafeString:
    """One choice from a long list. `options` takes ready markup instead of items (groups of options)."""
    id = id or name
    notes = Notes(str(id), described_by, hint, error_message)
    control = el(
        "select",
        {
            "class": classes("govuk-select", classes_, notes.has_error and "govuk-select--error"),
            "id": id,
            "name": name,
            "disabled": disabled,
            "aria-describedby": notes.described_by,
            **(attributes or {}),
        },
        options if options is not None else join(_option(item, value) for item in items if item),
    )
    before, after = _beside(form_group, "before_input"), _beside(form_group, "after_input")
    return _group(notes.has_error, form_group, _label(label, id), notes.html, before, control, after)


def _option(item: Mapping[str, Any], value: object) -> SafeString:
    has_value = item.get("value") is not None
    own = item["value"] if has_value else item.get("text")
    chosen = item.get("selected") or (bool(value) and own == value and item.get("selected") is not False)
    return el(
        "option",
        {
            "value": (str(own).lower() if isinstance(own, bool) else str(own)) if has_value else None,
            "selected": bool(chosen),
            "disabled": bool(item.get("disabled")),
            **(item.get("attributes") or {}),
        },
        item.get("text"),
    )


def radios(*, value: object = None, **options: Any) -> SafeString:
    """One choice from a few, all in sight."""
    return _choices("radios", "radio", [value] if value else [], **options)


def checkboxes(*, values: Sequence[object] = (), **options: Any) -> SafeString:
    """Any number of choices."""
    return _choices("checkboxes", "checkbox", values or [], **options)


def _choices(
    kind: str,
    type: str,
    chosen: Sequence[object],
    *,
    name: str | None = None,
    items: Sequence[Mapping[str, Any] | None] = (),
    id_prefix: str | None = None,
    fieldset: Mapping[str, Any] | None = None,
    hint: Label = None,
    error_message: Label = None,
    described_by: str | None = None,
    form_group: Group = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    prefix = str(id_prefix or name or "")
    described_by = (fieldset or {}).get("described_by") or described_by
    notes = Notes(prefix, described_by, hint, error_message)
    # Without a fieldset to carry it, each checkbox says itself what describes it; radios always come with a fieldset.
    own_described_by = notes.described_by if fieldset is None and kind == "checkboxes" else None
    body = el(
        "div",
        {"class": classes(f"govuk-{kind}", classes_), **(attributes or {}), "data-module": f"govuk-{kind}"},
        _beside(form_group, "before_inputs"),
        *(_choice(kind, type, chosen, name, prefix, number, item, own_described_by) for number, item in enumerate(items, 1) if item),
        _beside(form_group, "after_inputs"),
    )
    return _group(notes.has_error, form_group, *_in_fieldset(fieldset, notes, body))


def _in_fieldset(options: Mapping[str, Any] | None, notes: Notes, body: SafeString, role: str | None = None) -> list[SafeString]:
    if options is None:
        return [notes.html, body]
    return [fieldset(join([notes.html, body]), legend=options.get("legend"), role=role, described_by=notes.described_by, **_look(options))]


def _choice(
    kind: str,
    type: str,
    chosen: Sequence[object],
    name: str | None,
    prefix: str,
    number: int,
    item: Mapping[str, Any],
    described_by: str | None,
) -> SafeString:
    if item.get("divider"):
        return el("div", {"class": f"govuk-{kind}__divider"}, item["divider"])
    # The first id has no number, so that an error summary can link to it by the field's own id.
    id = item.get("id") or (prefix if number == 1 else f"{prefix}-{number}")
    checked = bool(item.get("checked") or (item.get("value") in chosen and item.get("checked") is not False))
    note = as_map(item.get("hint"))
    note_id = f"{id}-item-hint" if note.get("text") else None
    revealed = as_map(item.get("conditional")).get("text")
    label_look = _look(item.get("label") or {})
    row = el(
        "div",
        {"class": f"govuk-{kind}__item"},
        el(
            "input",
            {
                "class": f"govuk-{kind}__input",
                "id": id,
                "name": item.get("name") or name,
                "type": type,
                "value": "" if item.get("value") is None else item["value"],
                "checked": checked,
                "disabled": bool(item.get("disabled")),
                "data-aria-controls": f"conditional-{id}" if revealed else None,
                "data-behaviour": item.get("behaviour"),
                "aria-describedby": " ".join(filter(None, [described_by, note_id])) or None,
                **(item.get("attributes") or {}),
            },
        ),
        label(
            item.get("text"),
            for_=id,
            classes_=classes(f"govuk-{kind}__label", label_look["classes_"]),
            attributes=label_look["attributes"],
        ),
        hint(
            note["text"],
            id=note_id,
            classes_=classes(f"govuk-{kind}__hint", note.get("classes")),
            attributes=note.get("attributes"),
        )
        if note_id
        else None,
    )
    if not revealed:
        return row
    hidden = not checked and f"govuk-{kind}__conditional--hidden"
    return join([row, el("div", {"class": classes(f"govuk-{kind}__conditional", hidden), "id": f"conditional-{id}"}, revealed)])


def date_input(
    *,
    id: str | None = None,
    name_prefix: str | None = None,
    day: Mapping[str, Any] | Literal[False] | None = None,
    month: Mapping[str, Any] | Literal[False] | None = None,
    year: Mapping[str, Any] | Literal[False] | None = None,
    items: Sequence[Mapping[str, Any] | None] = (),
    values: Mapping[str, Any] | None = None,
    fieldset: Mapping[str, Any] | None = None,
    hint: Label = None,
    error_message: Label = None,
    form_group: Group = None,
    classes_: str = "",
    attributes: Attributes | None = None,
) -> SafeString:
    """A date in three boxes; False in place of a box leaves it out, `error: False` in one keeps it from being marked."""
    notes = Notes(str(id), (fieldset or {}).get("described_by"), hint, error_message)
    boxes = _date_boxes({"day": day, "month": month, "year": year}, items)
    any_wrong = any(_is_wrong(box) for _part, box, _width in boxes)
    body = el(
        "div",
        {"class": classes("govuk-date-input", classes_), **(attributes or {}), "id": id or None},
        _beside(form_group, "before_inputs"),
        *(
            _date_box(part, box, width, id, name_prefix, values or {}, _is_wrong(box) or _takes_blame(box, notes.has_error, any_wrong))
            for part, box, width in boxes
        ),
        _beside(form_group, "after_inputs"),
    )
    return _group(notes.has_error, form_group, *_in_fieldset(fieldset, notes, body, role="group"))


def _date_boxes(
    parts: Mapping[str, Mapping[str, Any] | Literal[False] | None], items: Sequence[Mapping[str, Any] | None]
) -> list[tuple[str, Mapping[str, Any], int]]:
    """The boxes to draw, each with its part's name and its width: those given, else day, month and year without any that is False."""
    known: dict[str, tuple[Mapping[str, Any], int]] = {}
    for part, box in parts.items():
        width = 4 if part == "year" else 2
        known[part] = known[(box or {}).get("name") or part] = (box or {}, width)
    if items:
        found = [(str(item.get("name") or ""), item) for item in items if item]
        return [(name, {**_given_value(known.get(name)), **item}, known.get(name, ({}, 2))[1]) for name, item in found]
    return [(part, box or {}, known[part][1]) for part, box in parts.items() if box is not False]


def _given_value(known: tuple[Mapping[str, Any], int] | None) -> dict[str, Any]:
    return {"value": known[0]["value"]} if known and "value" in known[0] else {}


def _is_wrong(box: Mapping[str, Any]) -> bool:
    return bool(box.get("error")) or "govuk-input--error" in (box.get("classes") or "")


def _takes_blame(box: Mapping[str, Any], has_error: bool, any_wrong: bool) -> bool:
    return has_error and not any_wrong and box.get("error") is not False


def _date_box(
    part: str, box: Mapping[str, Any], width: int, id: str | None, name_prefix: str | None, values: Mapping[str, Any], wrong: bool
) -> SafeString:
    own = box.get("classes") or ""
    name = box.get("name") or part
    full_name = f"{name_prefix}-{name}" if name_prefix else name
    value = box.get("value")
    if value is None:
        value = values.get(full_name) if full_name in values else values.get(part)
    return el(
        "div",
        {"class": "govuk-date-input__item"},
        input(
            label={"text": box.get("label") or name.capitalize(), "classes": "govuk-date-input__label"},
            id=box.get("id") or f"{id}-{name}",
            name=full_name,
            value=value,
            inputmode=box.get("inputmode") or "numeric",
            autocomplete=box.get("autocomplete"),
            pattern=box.get("pattern"),
            classes_=classes(
                "govuk-date-input__input",
                wrong and "govuk-input--error" not in own and "govuk-input--error",
                "govuk-input--width-" not in own and f"govuk-input--width-{width}",
                own,
            ),
            attributes=box.get("attributes"),
        ),
    )
