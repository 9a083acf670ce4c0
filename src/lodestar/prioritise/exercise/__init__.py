"""Where an exercise stands, for the programme's page: five parts, each with the rows of work in it and whose turn it is.

Each part has a module here, `rows(viewer, programme, standing) -> list[Task]`, and a template `prioritise/parts/exercise_<key>.html`.
A row more is one more Task in that part's module. The whole page asks the database fifteen times at most, so a part asks once at most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lodestar.access.actor import Actor
from lodestar.prioritise.exercise import decide, gather, hand_over, scene, workshop
from lodestar.prioritise.models import Programme
from lodestar.prioritise.queries import Standing
from lodestar.prioritise.states import ProgrammeState
from lodestar.ui.status import Task

Rows = Callable[[Actor, Programme, Standing], list[Task]]

HAND_OVER = "hand_over"
PARTS: tuple[tuple[str, Promise, Rows], ...] = (
    ("scene", _("Set the scene"), scene.rows),
    ("gather", _("Gather the numbers"), gather.rows),
    ("workshop", _("Judge together in workshops"), workshop.rows),
    ("decide", _("Decide what is funded"), decide.rows),
    (HAND_OVER, _("Hand over"), hand_over.rows),
)


@dataclass(frozen=True)
class ExercisePart:
    """One part of the exercise: what is to be done in it, and how much of that is done."""

    key: str
    number: int
    name: str
    tasks: tuple[Task, ...]
    is_here: bool
    is_open: bool

    @property
    def done(self) -> int:
        return sum(task.state == "done" for task in self.tasks)

    @property
    def is_done(self) -> bool:
        return bool(self.tasks) and self.done == len(self.tasks)

    @property
    def template(self) -> str:
        return f"prioritise/parts/exercise_{self.key}.html"


def exercise_for_viewer(viewer: Actor, programme: Programme, standing: Standing) -> list[ExercisePart]:
    """The five parts in order. The first that is not done is where the exercise stands; once funding is decided, it is the hand-over.

    What is done, and after the decision what comes before it, is folded away.
    """
    listed = [(key, str(name), tuple(rows(viewer, programme, standing))) for key, name, rows in PARTS]
    unfinished = [key for key, _name, tasks in listed if not tasks or any(task.state != "done" for task in tasks)]
    is_decided = programme.state != ProgrammeState.GATHERING
    here = HAND_OVER if is_decided else next(iter(unfinished), "")
    open_keys = {HAND_OVER} if is_decided else set(unfinished)
    return [ExercisePart(key, n, name, tasks, key == here, key in open_keys) for n, (key, name, tasks) in enumerate(listed, 1)]
