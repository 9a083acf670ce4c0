from lodestar.access.roles import Permission
from lodestar.access.routes import needs, routes_for
from lodestar.procure import views

app_name = "procure"
route = routes_for(app_name)
LOOK = needs(Permission.SEE_CYCLE, Permission.PROPOSE)
READ = needs(Permission.PROPOSE, Permission.EVALUATE, Permission.RUN_OPPORTUNITY, Permission.AWARD)
RUN = needs(Permission.RUN_OPPORTUNITY)
PROPOSE = needs(Permission.PROPOSE)
BOTH = ("GET", "POST")

urlpatterns = [
    route("", views.opportunity_list, "opportunity_list", who=LOOK),
    route("<id:public_id>/", views.opportunity_detail, "opportunity_detail", who=LOOK, about="opportunity"),
    route("for-service/<id:public_id>/", views.opportunity_new, "opportunity_new", who=RUN, about="service", methods=BOTH),
    route("<id:public_id>/edit/", views.opportunity_edit, "opportunity_edit", who=RUN, about="opportunity", methods=BOTH),
    route("<id:public_id>/publish/", views.opportunity_publish, "opportunity_publish", who=RUN, about="opportunity", methods=BOTH),
    route("<id:public_id>/withdraw/", views.opportunity_withdraw, "opportunity_withdraw", who=RUN, about="opportunity", methods=BOTH),
    route("<id:public_id>/propose/", views.proposal_write, "proposal_write", who=PROPOSE, about="opportunity", methods=BOTH),
    route("<id:public_id>/open/", views.key_turn, "key_turn", who=needs(Permission.OPEN_BIDS), about="opportunity", methods=BOTH),
    route("proposals/<id:public_id>/", views.proposal_detail, "proposal_detail", who=READ, about="proposal"),
    route("proposals/<id:public_id>/withdraw/", views.proposal_withdraw, "proposal_withdraw", who=PROPOSE, about="proposal", methods=BOTH),
    route("proposals/<id:public_id>/award/", views.award, "award", who=needs(Permission.AWARD), about="proposal", methods=BOTH),
]
