from lodestar.access.roles import Permission
from lodestar.access.routes import needs, routes_for
from lodestar.pay import views

app_name = "pay"
route = routes_for(app_name)
SEE = needs(Permission.SEE_STATEMENTS)
PREPARE = needs(Permission.PREPARE_STATEMENT)
APPROVE = needs(Permission.APPROVE_STATEMENT)
REVERSE = needs(Permission.APPROVE_STATEMENT, Permission.EDIT_CONTRACT)
BOTH = ("GET", "POST")

urlpatterns = [
    route("", views.statement_list, "statement_list", who=SEE),
    route("for-contract/<id:public_id>/", views.statement_prepare, "statement_prepare", who=PREPARE, about="contract", methods=BOTH),
    route("statements/<id:public_id>/", views.statement_detail, "statement_detail", who=SEE, about="statement"),
    route("statements/<id:public_id>/check/", views.statement_check, "statement_check", who=SEE, about="statement"),
    route("statements/<id:public_id>/lines.csv", views.statement_csv, "statement_csv", who=SEE, about="statement"),
    route("statements/<id:public_id>/input.json", views.statement_input, "statement_input", who=SEE, about="statement"),
    route("statements/<id:public_id>/submit/", views.statement_submit, "statement_submit", who=PREPARE, about="statement", methods=BOTH),
    route("statements/<id:public_id>/approve/", views.statement_approve, "statement_approve", who=APPROVE, about="statement", methods=BOTH),
    route(
        "statements/<id:public_id>/return/", views.statement_send_back, "statement_send_back", who=APPROVE, about="statement", methods=BOTH
    ),
    route("statements/<id:public_id>/pay/", views.statement_pay, "statement_pay", who=APPROVE, about="statement", methods=BOTH),
    route("claims/<id:public_id>/reverse/", views.claim_reverse, "claim_reverse", who=REVERSE, about="claim", methods=BOTH),
]
