"""GOV.UK's components as functions that give safe HTML; templates use them through `{% load lodestar %}`.

Text is escaped unless marked safe. Their own published cases are the test: tests/unit/ui/test_govuk_fixtures.py.
"""

from .data import accordion, summary_list, table, tabs, task_list
from .fields import (
    character_count,
    checkboxes,
    date_input,
    error_message,
    fieldset,
    file_upload,
    hint,
    input,  # noqa: A004 - a component, called c.input
    label,
    password_input,
    radios,
    select,
    textarea,
)
from .html import el, hidden_text, join
from .navigation import back_link, breadcrumbs, generic_header, pagination, service_navigation, skip_link
from .words import (
    button,
    details,
    error_summary,
    exit_this_page,
    inset_text,
    notification_banner,
    panel,
    phase_banner,
    tag,
    warning_text,
)

__all__ = [
    "accordion",
    "back_link",
    "breadcrumbs",
    "button",
    "character_count",
    "checkboxes",
    "date_input",
    "details",
    "el",
    "error_message",
    "error_summary",
    "exit_this_page",
    "fieldset",
    "file_upload",
    "generic_header",
    "hidden_text",
    "hint",
    "input",
    "inset_text",
    "join",
    "label",
    "notification_banner",
    "pagination",
    "panel",
    "password_input",
    "phase_banner",
    "radios",
    "select",
    "service_navigation",
    "skip_link",
    "summary_list",
    "table",
    "tabs",
    "tag",
    "task_list",
    "textarea",
    "warning_text",
]
