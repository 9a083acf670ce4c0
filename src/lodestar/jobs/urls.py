"""Addresses of long work."""

from __future__ import annotations

from lodestar.access.routes import SIGNED_IN, routes_for
from lodestar.jobs import views

app_name = "jobs"
route = routes_for(app_name)

urlpatterns = [
    route("", views.job_list, "list", who=SIGNED_IN),
    route("<id:public_id>/", views.job, "job", who=SIGNED_IN, about="job", polled=True),
    route("<id:public_id>/cancel/", views.cancel, "cancel", who=SIGNED_IN, about="job", methods=("POST",)),
]
