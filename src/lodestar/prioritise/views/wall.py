"""The wall screen: read-only, by a link of its own, without an account and without keeping anybody's session alive."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lodestar.prioritise.joining import join_address
from lodestar.prioritise.queries import workshops as queries
from lodestar.prioritise.views.boards import floor_context, tagged


@never_cache
@require_safe
def wall(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """The join code and its QR as large as the wall allows, the count of who has scored, then all dots at once."""
    workshop = queries.workshop_on_wall(public_id, key)
    if workshop is None:
        return render(request, "prioritise/workshops/gone.html", status=HTTPStatus.NOT_FOUND)
    context = floor_context(queries.floor_of(workshop)) | {
        "join": join_address(request, workshop),
        "wall_key": key,
        "tag": queries.floor_tag(workshop),
    }
    response = render(request, "prioritise/workshops/wall.html", context)
    # The address holds the key; "no-referrer" would break nothing here, but the house says it in one way.
    response["Referrer-Policy"] = "strict-origin"
    return response


@require_safe
def wall_board(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    workshop = queries.workshop_on_wall(public_id, key)
    if workshop is None:
        return HttpResponse(status=HTTPStatus.GONE)

    def draw() -> HttpResponse:
        context = floor_context(queries.floor_of(workshop)) | {"join": join_address(request, workshop)}
        return render(request, "prioritise/workshops/wall_board.html", context)

    return tagged(request, queries.floor_tag(workshop), draw)
