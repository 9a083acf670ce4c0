"""The loading of the county as long work, so that the first page is there while it goes on."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lodestar.demo.load import load_county
from lodestar.demo.queries import JOB_KIND
from lodestar.jobs.kinds import Progress, kind


@kind(JOB_KIND, title=_("Loading the demo county"), again=True)
def load_demo_county(progress: Progress) -> str:
    """Loads what is not there yet; begun again, it goes on where it stopped."""
    load_county(progress=progress.report)
    return reverse("site:home")
