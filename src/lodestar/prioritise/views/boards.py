"""What desk, wall and phones have in common: a board asked for again and again, and told in a word that nothing is new."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from lodestar.prioritise import dots
from lodestar.prioritise.queries.workshops import Floor
from lodestar.prioritise.views.workshops import shown_round


def tagged(request: HttpRequest, tag: str, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """The board with its tag; nothing but "not modified" to whoever has it as it is."""
    response: HttpResponse = HttpResponseNotModified() if request.headers.get("If-None-Match") == tag else draw()
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-store"
    return response


def floor_context(floor: Floor) -> dict[str, Any]:
    """The floor in words and drawings; sealed, it is a count."""
    ballot = floor.ballot
    rounds = [shown_round(one, ballot) for one in floor.rounds] if ballot else []
    return {
        "floor": floor,
        "workshop": floor.workshop,
        "ballot": ballot,
        "scale": floor.scale,
        "count": dots.count_words(floor),
        "rounds": rounds,
        "latest": rounds[-1] if rounds else None,
        "earlier": rounds[:-1],
    }
