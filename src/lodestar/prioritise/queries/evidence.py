"""What speaks for examining an area."""

from __future__ import annotations

from lodestar.prioritise.models import AreaEvidence, PriorityArea


def evidence_for_area(area: PriorityArea) -> tuple[list[AreaEvidence], list[AreaEvidence]]:
    """What stands, and what was taken off, each in the order given. One query."""
    rows = list(area.evidence.select_related("added_by"))
    return [row for row in rows if row.removed_at is None], [row for row in rows if row.removed_at is not None]
