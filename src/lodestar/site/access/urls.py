"""Addresses of people, organisations, roles, and of one-time links."""

from __future__ import annotations

from lodestar.access.roles import Permission
from lodestar.access.routes import PUBLIC, SIGNED_IN, needs, routes_for
from lodestar.site.access import entry_views, sign_in, views

app_name = "access"
route = routes_for(app_name)
FORM = ("GET", "POST")
POST = ("POST",)
ADMINISTRATORS = needs(Permission.MANAGE_ACCOUNTS)

urlpatterns = [
    route("people/", views.people, "people", who=ADMINISTRATORS),
    route("people/invite/", views.invite, "invite", who=ADMINISTRATORS, methods=FORM),
    route("people/invitations/<id:public_id>/withdraw/", views.withdraw, "withdraw", who=ADMINISTRATORS, about="invitation", methods=POST),
    route("people/roles/<id:public_id>/end/", views.end_role, "end_role", who=ADMINISTRATORS, about="membership", methods=FORM),
    route("people/<id:public_id>/", views.person, "person", who=ADMINISTRATORS, about="account"),
    route("people/<id:public_id>/give-role/", views.give_role, "give_role", who=ADMINISTRATORS, about="account", methods=FORM),
    route("people/<id:public_id>/lock/", views.lock, "lock", who=ADMINISTRATORS, about="account", methods=POST),
    route("people/<id:public_id>/password-link/", views.password_link, "password_link", who=ADMINISTRATORS, about="account", methods=POST),
    route("organisations/", views.organisations, "organisations", who=SIGNED_IN),
    route("organisations/add/", views.add_organisation, "add_organisation", who=ADMINISTRATORS, methods=FORM),
    route("organisations/<id:public_id>/", views.organisation, "organisation", who=SIGNED_IN, about="organisation"),
    route("what-each-role-may-do/", views.roles, "roles", who=SIGNED_IN),
    route("account/", views.own_account, "account", who=SIGNED_IN),
    route("set-up/", entry_views.set_up, "set_up", who=PUBLIC, methods=FORM),
    route("invitation/<str:token>/", entry_views.invitation, "invitation", who=PUBLIC, methods=FORM),
    route("new-password/<str:token>/", entry_views.new_password, "new_password", who=PUBLIC, methods=FORM),
    route("enter/<id:public_id>/", sign_in.enter_demo, "enter_demo", who=PUBLIC, methods=POST),
    route("see-as/", sign_in.who_to_be, "see_as", who=SIGNED_IN),
]
