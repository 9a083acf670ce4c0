"""Charts need gettext and their own templates, nothing else of the project: run alone they bring their own settings."""

import os
from pathlib import Path

import django
from django.conf import settings

UI = Path(__file__).resolve().parents[4] / "src" / "lodestar" / "ui"


def stand_alone() -> None:
    if settings.configured or os.environ.get("DJANGO_SETTINGS_MODULE"):
        return
    templates = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [UI / "templates"],
        "OPTIONS": {"libraries": {"charts": "lodestar.ui.templatetags.charts"}},
    }
    settings.configure(TEMPLATES=[templates], USE_I18N=True, LANGUAGE_CODE="en-gb", SECRET_KEY="charts-alone-need-none")
    django.setup()


stand_alone()
