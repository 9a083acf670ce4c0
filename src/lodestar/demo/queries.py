"""Reading how far the county has been loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from lodestar.audit.models import Event
from lodestar.jobs.models import Job
from lodestar.jobs.states import OVER

BEGAN, PART, LOADED = "began_demo_county", "loaded_part_of_demo_county", "loaded_demo_county"
JOB_KIND = "load_demo_county"


@dataclass(frozen=True)
class Beginning:
    """What the county is made from: the same seed and anchor give the same figures."""

    seed: int
    anchor: date


def beginning() -> Beginning | None:
    """Seed and anchor of the county that was begun, or None."""
    details: dict[str, Any] | None = Event.objects.filter(act=BEGAN).values_list("details", flat=True).first()
    return Beginning(details["seed"], date.fromisoformat(details["anchor"])) if details else None


def parts_loaded() -> frozenset[str]:
    """The parts that are there already, so that a loading that was broken off goes on where it stopped."""
    return frozenset(Event.objects.filter(act=PART).values_list("purpose", flat=True))


def is_loaded() -> bool:
    return Event.objects.filter(act=LOADED).exists()


@dataclass(frozen=True)
class Loading:
    """How far the loading has come, for the banner."""

    done: int
    total: int
    message: str


def loading() -> Loading | None:
    """The loading that goes on now, or None."""
    job = Job.objects.filter(kind=JOB_KIND).exclude(state__in=OVER).order_by("-pk").first()
    return Loading(job.done, job.total, job.message) if job else None
