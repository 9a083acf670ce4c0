from lodestar.access.roles import Permission
from lodestar.access.routes import needs, routes_for
from lodestar.prioritise.views import decisions, interventions, programmes

app_name = "prioritise"
route = routes_for(app_name)
LOOK = needs(Permission.SEE_CYCLE)
EDIT = needs(Permission.EDIT_PRIORITIES)
AGREE = needs(Permission.FACILITATE, Permission.DECIDE_FUNDING)
DECIDE = needs(Permission.DECIDE_FUNDING)
BOTH, POST = ("GET", "POST"), ("POST",)

urlpatterns = [
    route("", programmes.programme_list, "programme_list", who=LOOK),
    route("new/", programmes.programme_new, "programme_new", who=EDIT, methods=BOTH),
    route("<id:public_id>/", programmes.programme_detail, "programme_detail", who=LOOK, about="programme"),
    route("<id:public_id>/edit/", programmes.programme_edit, "programme_edit", who=EDIT, about="programme", methods=BOTH),
    route("<id:public_id>/close/", programmes.programme_close, "programme_close", who=DECIDE, about="programme", methods=BOTH),
    route("<id:public_id>/areas/new/", interventions.area_new, "area_new", who=EDIT, about="programme", methods=BOTH),
    route("areas/<id:public_id>/", interventions.area_detail, "area_detail", who=LOOK, about="priorityarea"),
    route("areas/<id:public_id>/edit/", interventions.area_edit, "area_edit", who=EDIT, about="priorityarea", methods=BOTH),
    route("<id:public_id>/interventions/", interventions.intervention_list, "intervention_list", who=LOOK, about="programme"),
    route(
        "<id:public_id>/interventions/new/", interventions.intervention_new, "intervention_new", who=EDIT, about="programme", methods=BOTH
    ),
    route("<id:public_id>/agree/", interventions.agree, "agree", who=AGREE, about="programme", methods=BOTH),
    route("interventions/<id:public_id>/", interventions.intervention_detail, "intervention_detail", who=LOOK, about="intervention"),
    route(
        "interventions/<id:public_id>/edit/",
        interventions.intervention_edit,
        "intervention_edit",
        who=EDIT,
        about="intervention",
        methods=BOTH,
    ),
    route("interventions/<id:public_id>/number/", interventions.estimate_new, "estimate_new", who=EDIT, about="intervention", methods=BOTH),
    route(
        "interventions/<id:public_id>/agree/",
        interventions.intervention_agree,
        "intervention_agree",
        who=AGREE,
        about="intervention",
        methods=POST,
    ),
    route(
        "interventions/<id:public_id>/reopen/",
        interventions.intervention_reopen,
        "intervention_reopen",
        who=AGREE,
        about="intervention",
        methods=POST,
    ),
    route("<id:public_id>/decide/", decisions.decide, "decide", who=LOOK, about="programme"),
    route("<id:public_id>/decide/choose/", decisions.decision_new, "decision_new", who=DECIDE, about="programme", methods=BOTH),
    route("<id:public_id>/portfolio.json", decisions.portfolio_json, "portfolio_json", who=LOOK, about="programme"),
    route("<id:public_id>/portfolio.csv", decisions.portfolio_csv, "portfolio_csv", who=LOOK, about="programme"),
    route("decisions/<id:public_id>/", decisions.decision_detail, "decision_detail", who=LOOK, about="fundingdecision"),
    route("decisions/<id:public_id>/input.json", decisions.decision_json, "decision_json", who=LOOK, about="fundingdecision"),
]
