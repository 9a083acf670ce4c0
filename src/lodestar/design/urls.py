from lodestar.access.roles import Permission
from lodestar.access.routes import needs, routes_for
from lodestar.design.views import frameworks, services

app_name = "design"
route = routes_for(app_name)
LOOK = needs(Permission.SEE_CYCLE)
EDIT = needs(Permission.EDIT_DESIGN)
BOTH, POST = ("GET", "POST"), ("POST",)

urlpatterns = [
    route("", services.service_list, "service_list", who=LOOK),
    route("<id:public_id>/", services.service_detail, "service_detail", who=LOOK, about="service"),
    route("from-intervention/<id:public_id>/", services.service_new, "service_new", who=EDIT, about="intervention", methods=BOTH),
    route("<id:public_id>/edit/", services.service_edit, "service_edit", who=EDIT, about="service", methods=BOTH),
    route("<id:public_id>/outcomes/", services.service_outcomes, "service_outcomes", who=EDIT, about="service", methods=BOTH),
    route("<id:public_id>/ready/", services.service_ready, "service_ready", who=EDIT, about="service", methods=POST),
    route("<id:public_id>/draft/", services.service_draft, "service_draft", who=EDIT, about="service", methods=POST),
    route("<id:public_id>/close/", services.service_close, "service_close", who=EDIT, about="service", methods=BOTH),
    route("frameworks/", frameworks.framework_list, "framework_list", who=LOOK),
    route("frameworks/new/", frameworks.framework_new, "framework_new", who=EDIT, methods=BOTH),
    route("frameworks/adopt/", frameworks.framework_adopt, "framework_adopt", who=EDIT, methods=BOTH),
    route("frameworks/<id:public_id>/", frameworks.framework_detail, "framework_detail", who=LOOK, about="outcomeframework"),
    route("frameworks/<id:public_id>/edit/", frameworks.framework_edit, "framework_edit", who=EDIT, about="outcomeframework", methods=BOTH),
    route(
        "frameworks/<id:public_id>/outcomes/new/", frameworks.outcome_new, "outcome_new", who=EDIT, about="outcomeframework", methods=BOTH
    ),
    route("outcomes/<id:public_id>/", frameworks.outcome_detail, "outcome_detail", who=LOOK, about="outcome"),
    route("outcomes/<id:public_id>/edit/", frameworks.outcome_edit, "outcome_edit", who=EDIT, about="outcome", methods=BOTH),
    route("outcomes/<id:public_id>/leads-to/", frameworks.outcome_link, "outcome_link", who=EDIT, about="outcome", methods=BOTH),
    route("outcomes/<id:public_id>/unlink/", frameworks.outcome_unlink, "outcome_unlink", who=EDIT, about="outcome", methods=POST),
]
