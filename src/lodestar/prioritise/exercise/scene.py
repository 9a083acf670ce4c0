"""Set the scene: the seven first steps."""

from __future__ import annotations

from lodestar.access.actor import Actor
from lodestar.prioritise.models import Programme
from lodestar.prioritise.queries import Standing
from lodestar.ui.status import Task


def rows(viewer: Actor, programme: Programme, standing: Standing) -> list[Task]:
    return []
