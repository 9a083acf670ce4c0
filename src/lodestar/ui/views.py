"""Pages of the interface itself: staying signed in, and the gallery of components."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from .context import session_seconds


@require_POST
def keep_alive(request: HttpRequest) -> HttpResponse:
    """The person is still here: the middleware has already moved the end of the session, this says to when."""
    return JsonResponse({"seconds": session_seconds(request)})
