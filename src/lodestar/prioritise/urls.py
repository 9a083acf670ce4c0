from lodestar.access.roles import Permission
from lodestar.access.routes import PUBLIC, needs, routes_for
from lodestar.prioritise.views import constraints, deciding, decisions, desk, interventions, phones, programmes, scaling, wall, workshops

app_name = "prioritise"
route = routes_for(app_name)
LOOK = needs(Permission.SEE_CYCLE)
EDIT = needs(Permission.EDIT_PRIORITIES)
AGREE = needs(Permission.FACILITATE, Permission.DECIDE_FUNDING)
DECIDE = needs(Permission.DECIDE_FUNDING)
FACILITATE = needs(Permission.FACILITATE)
PREPARE = needs(Permission.FACILITATE, Permission.EDIT_PRIORITIES)
RECORD = needs(Permission.FACILITATE, Permission.EDIT_PRIORITIES, Permission.SEE_AUDIT)
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
    route("<id:public_id>/constraints/", constraints.constraints, "constraints", who=LOOK, about="programme"),
    route("<id:public_id>/constraints/new/", constraints.constraint_new, "constraint_new", who=EDIT, about="programme", methods=BOTH),
    route(
        "constraints/<id:public_id>/withdraw/",
        constraints.constraint_withdraw,
        "constraint_withdraw",
        who=EDIT,
        about="portfolioconstraint",
        methods=BOTH,
    ),
    route("<id:public_id>/overlaps/new/", constraints.overlap_new, "overlap_new", who=EDIT, about="programme", methods=BOTH),
    route(
        "overlaps/<id:public_id>/withdraw/",
        constraints.overlap_withdraw,
        "overlap_withdraw",
        who=EDIT,
        about="peopleoverlap",
        methods=BOTH,
    ),
    route("<id:public_id>/decide/", deciding.decide, "decide", who=LOOK, about="programme"),
    route("<id:public_id>/decide/answers/", deciding.decide_answers, "decide_answers", who=LOOK, about="programme"),
    route("<id:public_id>/decide/figures/", deciding.decide_figures, "decide_figures", who=LOOK, about="programme"),
    route("<id:public_id>/decide/today/", deciding.decide_today, "decide_today", who=LOOK, about="programme"),
    route("<id:public_id>/decide/choose/", decisions.decision_new, "decision_new", who=DECIDE, about="programme", methods=BOTH),
    route("<id:public_id>/portfolio.json", decisions.portfolio_json, "portfolio_json", who=LOOK, about="programme"),
    route("<id:public_id>/portfolio.csv", decisions.portfolio_csv, "portfolio_csv", who=LOOK, about="programme"),
    route("decisions/<id:public_id>/", decisions.decision_detail, "decision_detail", who=LOOK, about="fundingdecision"),
    route("decisions/<id:public_id>/input.json", decisions.decision_json, "decision_json", who=LOOK, about="fundingdecision"),
    # Workshops: prepared, run, on record.
    route("<id:public_id>/workshops/", workshops.workshop_list, "workshop_list", who=LOOK, about="programme"),
    route("<id:public_id>/workshops/new/", workshops.workshop_new, "workshop_new", who=PREPARE, about="programme", methods=BOTH),
    route("workshops/<id:public_id>/", workshops.workshop_detail, "workshop_detail", who=LOOK, about="workshop"),
    route("workshops/<id:public_id>/edit/", workshops.workshop_edit, "workshop_edit", who=PREPARE, about="workshop", methods=BOTH),
    route("workshops/<id:public_id>/questions/", workshops.ballots_add, "ballots_add", who=PREPARE, about="workshop", methods=BOTH),
    route("workshops/<id:public_id>/paper/", workshops.paper, "workshop_paper", who=LOOK, about="workshop"),
    route("workshops/<id:public_id>/record/", workshops.record, "workshop_record", who=RECORD, about="workshop"),
    route("workshops/<id:public_id>/record.csv", workshops.record_csv, "workshop_record_csv", who=RECORD, about="workshop"),
    route("ballots/<id:public_id>/withdraw/", workshops.ballot_withdraw, "ballot_withdraw", who=PREPARE, about="ballot", methods=POST),
    route("workshops/<id:public_id>/desk/", desk.desk, "desk", who=FACILITATE, about="workshop"),
    route("workshops/<id:public_id>/desk/board/", desk.desk_board, "desk_board", who=FACILITATE, about="workshop", polled=True),
    route("workshops/<id:public_id>/open/", desk.workshop_open, "workshop_open", who=FACILITATE, about="workshop", methods=POST),
    route("workshops/<id:public_id>/close/", desk.workshop_close, "workshop_close", who=FACILITATE, about="workshop", methods=POST),
    route("workshops/<id:public_id>/code/", desk.code_renew, "code_renew", who=FACILITATE, about="workshop", methods=POST),
    route("workshops/<id:public_id>/wall-link/", desk.wall_renew, "wall_renew", who=FACILITATE, about="workshop", methods=POST),
    route("workshops/<id:public_id>/seats/new/", desk.seat_add, "seat_add", who=FACILITATE, about="workshop", methods=BOTH),
    route("seats/<id:public_id>/remove/", desk.seat_remove, "seat_remove", who=FACILITATE, about="seat", methods=POST),
    route("ballots/<id:public_id>/open/", desk.ballot_open, "ballot_open", who=FACILITATE, about="ballot", methods=POST),
    route("ballots/<id:public_id>/time/", desk.ballot_time, "ballot_time", who=FACILITATE, about="ballot", methods=POST),
    route("ballots/<id:public_id>/reveal/", desk.ballot_reveal, "ballot_reveal", who=FACILITATE, about="ballot", methods=POST),
    route("ballots/<id:public_id>/again/", desk.ballot_again, "ballot_again", who=FACILITATE, about="ballot", methods=POST),
    route("ballots/<id:public_id>/back/", desk.ballot_back, "ballot_back", who=FACILITATE, about="ballot", methods=POST),
    route("ballots/<id:public_id>/agree/", desk.ballot_agree, "ballot_agree", who=FACILITATE, about="ballot", methods=BOTH),
    route("ballots/<id:public_id>/paper/", desk.ballot_paper, "ballot_paper", who=FACILITATE, about="ballot", methods=BOTH),
    # The room, without an account: each guarded by the code, by the key in the phone's cookie or by that in the wall's address.
    route("join/", phones.join, "join", who=PUBLIC, methods=BOTH),
    route("join/come-back/", phones.come_back, "come_back", who=PUBLIC, methods=BOTH),
    route("join/<str:code>/", phones.join_code, "join_code", who=PUBLIC, methods=BOTH),
    route("room/<id:public_id>/", phones.seat, "seat", who=PUBLIC),
    route("room/<id:public_id>/board/", phones.seat_board, "seat_board", who=PUBLIC, polled=True),
    route("room/<id:public_id>/score/", phones.score, "score", who=PUBLIC, methods=POST),
    route("room/<id:public_id>/leave/", phones.leave, "seat_leave", who=PUBLIC, methods=POST),
    route("room/<id:public_id>/sit/", phones.sit, "seat_sit", who=PUBLIC, methods=POST),
    route("wall/<id:public_id>/<str:key>/", wall.wall, "wall", who=PUBLIC, polled=True),
    route("wall/<id:public_id>/<str:key>/board/", wall.wall_board, "wall_board", who=PUBLIC, polled=True),
    # Areas on one scale, and fairness.
    route("<id:public_id>/areas/scale/", scaling.area_scale, "area_scale", who=LOOK, about="programme"),
    route("<id:public_id>/areas/scale/judge/", scaling.area_scale_judge, "area_scale_judge", who=AGREE, about="programme", methods=BOTH),
]
