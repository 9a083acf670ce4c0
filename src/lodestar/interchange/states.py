"""The allowed moves of a file that is brought in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.common.states import state_table


class FileState(models.TextChoices):
    CHECKED = "checked", _("Checked, to be imported")
    IMPORTED = "imported", _("Imported")
    DROPPED = "dropped", _("Thrown away")


READINGS_FILE = state_table(
    FileState,
    start=FileState.CHECKED,
    turn={FileState.CHECKED: _("whoever uploaded it"), FileState.IMPORTED: None, FileState.DROPPED: None},
    take_in=((FileState.CHECKED,), FileState.IMPORTED),
    drop=((FileState.CHECKED,), FileState.DROPPED),
)
