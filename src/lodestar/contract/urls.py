from lodestar.access.roles import Permission
from lodestar.access.routes import needs, routes_for
from lodestar.contract.views import contracts, schedule, versions

app_name = "contract"
route = routes_for(app_name)
SEE = needs(Permission.SEE_CYCLE)
WRITE = needs(Permission.EDIT_CONTRACT)
SIGN = needs(Permission.SIGN_FOR_COMMISSIONER, Permission.SIGN_FOR_PROVIDER)
BOTH = ("GET", "POST")

urlpatterns = [
    route("", contracts.contract_list, "contract_list", who=SEE),
    route("<id:public_id>/", contracts.contract_detail, "contract_detail", who=SEE, about="contract"),
    route("<id:public_id>/end/", contracts.contract_end, "contract_end", who=WRITE, about="contract", methods=BOTH),
    route("<id:public_id>/abandon/", contracts.contract_abandon, "contract_abandon", who=WRITE, about="contract", methods=BOTH),
    route("<id:public_id>/change/", versions.version_new, "version_new", who=WRITE, about="contract", methods=BOTH),
    route("for-service/<id:public_id>/", contracts.contract_new, "contract_new", who=WRITE, about="service", methods=BOTH),
    route("versions/<id:public_id>/", versions.version_detail, "version_detail", who=SEE, about="contractversion"),
    route("versions/<id:public_id>/targets/new/", schedule.target_new, "target_new", who=WRITE, about="contractversion", methods=BOTH),
    route("versions/<id:public_id>/prices/new/", schedule.metric_new, "metric_new", who=WRITE, about="contractversion", methods=BOTH),
    route("versions/<id:public_id>/terms/", schedule.terms_edit, "terms_edit", who=WRITE, about="contractversion", methods=BOTH),
    route(
        "versions/<id:public_id>/propose/", versions.version_propose, "version_propose", who=WRITE, about="contractversion", methods=BOTH
    ),
    route("versions/<id:public_id>/sign/", versions.version_sign, "version_sign", who=SIGN, about="contractversion", methods=BOTH),
    route(
        "versions/<id:public_id>/take-back/",
        versions.version_take_back,
        "version_take_back",
        who=WRITE,
        about="contractversion",
        methods=BOTH,
    ),
    route("versions/<id:public_id>/refuse/", versions.version_refuse, "version_refuse", who=SIGN, about="contractversion", methods=BOTH),
    route("targets/<id:public_id>/milestones/new/", schedule.milestone_new, "milestone_new", who=WRITE, about="target", methods=BOTH),
    route("targets/<id:public_id>/change/", schedule.target_edit, "target_edit", who=WRITE, about="target", methods=BOTH),
    route("targets/<id:public_id>/remove/", schedule.target_remove, "target_remove", who=WRITE, about="target", methods=("POST",)),
    route("milestones/<id:public_id>/change/", schedule.milestone_edit, "milestone_edit", who=WRITE, about="milestone", methods=BOTH),
    route("prices/<id:public_id>/change/", schedule.metric_edit, "metric_edit", who=WRITE, about="metric", methods=BOTH),
    route("prices/<id:public_id>/remove/", schedule.metric_remove, "metric_remove", who=WRITE, about="metric", methods=BOTH),
]
