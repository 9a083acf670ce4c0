"""The house's own addresses: home, health, what happened."""

from __future__ import annotations

from lodestar.access.roles import Permission
from lodestar.access.routes import PUBLIC, SIGNED_IN, needs, routes_for
from lodestar.site import views
from lodestar.site.audit import views as audit

app_name = "site"
route = routes_for(app_name)
READERS = needs(Permission.SEE_AUDIT)

urlpatterns = [
    route("", views.home, "home", who=SIGNED_IN),
    route("join/", views.join, "join", who=PUBLIC),
    route("health/live", views.live, "live", who=PUBLIC, polled=True),
    route("health/ready", views.ready, "ready", who=PUBLIC, polled=True),
    route("what-happened/", audit.what_happened, "what_happened", who=READERS),
    route("what-happened/chains/", audit.chains, "chains", who=READERS),
    route("what-happened/to/<id:public_id>/", audit.happened_to, "happened_to", who=READERS),
]
