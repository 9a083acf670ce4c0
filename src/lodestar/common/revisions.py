"""Two people on one record: an edit is written only over the record as its writer saw it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import models

from lodestar.common.clock import now

M = TypeVar("M", bound=models.Model)


class Overtaken(Exception, Generic[M]):  # noqa: N818 — named for what happened
    """Someone else wrote to the record after it was opened; `row` is how it stands now. Nothing was written."""

    def __init__(self, row: M) -> None:
        super().__init__("someone else wrote to this record in the meantime")
        self.row = row


def write_over(row: M, seen: datetime, **changes: Any) -> None:
    """Writes the changes and a new `recorded_at`, provided that the record is still as it was recorded at `seen`.

    Raises Overtaken with the record as it stands when it is not.
    """
    at = now()
    manager = type(row)._default_manager
    if manager.filter(pk=row.pk, recorded_at=seen).update(recorded_at=at, **changes) != 1:
        raise Overtaken(manager.get(pk=row.pk))
    for name, value in {"recorded_at": at, **changes}.items():
        setattr(row, name, value)
