from lodestar.access.roles import Permission
from lodestar.access.routes import SIGNED_IN, needs, routes_for
from lodestar.deliver.views import engagements, instruments, readings, services, support, verification

app_name = "deliver"
route = routes_for(app_name)
SUPPORT = needs(Permission.SUPPORT_PEOPLE, Permission.MANAGE_CASELOADS)
MANAGE = needs(Permission.MANAGE_CASELOADS)
VERIFY = needs(Permission.VERIFY)
PROOF = needs(Permission.SUPPORT_PEOPLE, Permission.MANAGE_CASELOADS, Permission.VERIFY)
FIGURES = needs(Permission.SEE_DELIVERY, Permission.SUPPORT_PEOPLE, Permission.MANAGE_CASELOADS)
TOTALS = needs(Permission.SEE_CYCLE, Permission.VERIFY)
LOAD = needs(Permission.MANAGE_CASELOADS, Permission.EDIT_DESIGN)
BOTH = ("GET", "POST")
POST = ("POST",)
PERSON = "people/<id:public_id>"

urlpatterns = [
    route("", engagements.home, "home", who=SIGNED_IN),
    route("people/", engagements.engagement_list, "engagement_list", who=SUPPORT),
    route("people/new/", engagements.engagement_new, "engagement_new", who=SUPPORT, methods=BOTH),
    route(f"{PERSON}/", engagements.engagement_detail, "engagement_detail", who=SUPPORT, about="engagement", reads_person=True),
    route(f"{PERSON}/names/", engagements.identity_edit, "identity_edit", who=SUPPORT, about="engagement", reads_person=True, methods=BOTH),
    route(f"{PERSON}/start/", engagements.engagement_start, "engagement_start", who=SUPPORT, about="engagement", methods=BOTH),
    route(f"{PERSON}/decline/", engagements.engagement_decline, "engagement_decline", who=SUPPORT, about="engagement", methods=BOTH),
    route(f"{PERSON}/keyworker/", engagements.engagement_keyworker, "engagement_keyworker", who=MANAGE, about="engagement", methods=BOTH),
    route(f"{PERSON}/end/", engagements.engagement_close, "engagement_close", who=SUPPORT, about="engagement", methods=BOTH),
    route(f"{PERSON}/reopen/", engagements.engagement_reopen, "engagement_reopen", who=SUPPORT, about="engagement", methods=POST),
    route(f"{PERSON}/history/", engagements.engagement_history, "engagement_history", who=SUPPORT, about="engagement", reads_person=True),
    route(f"{PERSON}/star/", readings.star_fill, "star_fill", who=SUPPORT, about="engagement", reads_person=True, methods=BOTH),
    route(f"{PERSON}/star/draft/", readings.star_draft, "star_draft", who=SUPPORT, about="engagement", methods=POST),
    route(f"{PERSON}/star/check/", readings.star_check, "star_check", who=SUPPORT, about="engagement", reads_person=True, methods=BOTH),
    route(f"{PERSON}/star/drop/", readings.star_drop, "star_drop", who=SUPPORT, about="engagement", methods=POST),
    route("stars/<id:public_id>/", readings.reading_detail, "reading_detail", who=SUPPORT, about="reading", reads_person=True),
    route(
        "stars/<id:public_id>/correct/",
        readings.reading_correct,
        "reading_correct",
        who=SUPPORT,
        about="reading",
        reads_person=True,
        methods=BOTH,
    ),
    route(f"{PERSON}/goals/new/", support.goal_new, "goal_new", who=SUPPORT, about="engagement", reads_person=True, methods=BOTH),
    route("goals/<id:public_id>/move/", support.goal_move, "goal_move", who=SUPPORT, about="goal", methods=POST),
    route(
        f"{PERSON}/achievements/new/",
        support.achievement_new,
        "achievement_new",
        who=SUPPORT,
        about="engagement",
        reads_person=True,
        methods=BOTH,
    ),
    route("achievements/<id:public_id>/", support.achievement_detail, "achievement_detail", who=PROOF, about="achievement"),
    route("achievements/<id:public_id>/evidence/", support.evidence_new, "evidence_new", who=SUPPORT, about="achievement", methods=BOTH),
    route(
        "achievements/<id:public_id>/withdraw/",
        support.achievement_withdraw,
        "achievement_withdraw",
        who=SUPPORT,
        about="achievement",
        methods=POST,
    ),
    route(
        "achievements/<id:public_id>/verify/",
        verification.achievement_verify,
        "achievement_verify",
        who=VERIFY,
        about="achievement",
        methods=BOTH,
    ),
    route(
        "achievements/<id:public_id>/overturn/",
        verification.achievement_overturn,
        "achievement_overturn",
        who=VERIFY,
        about="achievement",
        methods=BOTH,
    ),
    route("verify/", verification.verification_list, "verification_list", who=VERIFY),
    route("totals/", verification.return_list, "return_list", who=TOTALS),
    route("totals/<id:public_id>/", verification.return_detail, "return_detail", who=TOTALS, about="return"),
    route("totals/<id:public_id>/verify/", verification.return_verify, "return_verify", who=VERIFY, about="return", methods=BOTH),
    route("contracts/<id:public_id>/totals/new/", verification.return_new, "return_new", who=MANAGE, about="contract", methods=BOTH),
    route("services/", services.service_list, "service_list", who=FIGURES),
    route("services/<id:public_id>/", services.service_detail, "service_detail", who=FIGURES, about="service"),
    route("services/<id:public_id>/areas.csv", services.service_csv, "service_csv", who=FIGURES, about="service"),
    route("services/<id:public_id>/distance_travelled.json", services.service_json, "service_json", who=FIGURES, about="service"),
    route("services/<id:public_id>/readings.csv", services.service_readings, "service_readings", who=FIGURES, about="service"),
    route("instruments/", instruments.instrument_list, "instrument_list", who=SIGNED_IN),
    route("instruments/load/", instruments.instrument_load, "instrument_load", who=LOAD, methods=BOTH),
    route("instruments/<id:public_id>/", instruments.instrument_detail, "instrument_detail", who=SIGNED_IN, about="instrumentedition"),
]
