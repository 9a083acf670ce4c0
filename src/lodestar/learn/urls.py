from lodestar.access.roles import Permission
from lodestar.access.routes import needs, routes_for
from lodestar.learn import views

app_name = "learn"
route = routes_for(app_name)
SEE = needs(Permission.SEE_CYCLE)
SIGHT = needs(Permission.SEE_CYCLE, Permission.SUPPORT_PEOPLE)
RECORD = needs(Permission.RECORD_LEARNING)
BOTH = ("GET", "POST")

urlpatterns = [
    route("", views.learning_list, "learning_list", who=SEE),
    route("entries/<id:public_id>/", views.learning_detail, "learning_detail", who=SEE, about="learningentry"),
    route("programmes/<id:public_id>/", views.programme, "programme", who=SEE, about="programme"),
    route("programmes/<id:public_id>/learnt/", views.learning_new, "learning_new", who=RECORD, about="programme", methods=BOTH),
    route("contracts/<id:public_id>/learnt/", views.contract_learnt, "contract_learnt", who=RECORD, about="contract", methods=BOTH),
    route("targets/<id:public_id>/close/", views.target_close, "target_close", who=RECORD, about="target", methods=BOTH),
    route("line-of-sight/<slug:kind>/<id:public_id>/", views.sight, "sight", who=SIGHT, about="contract"),
]
