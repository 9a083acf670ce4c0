from lodestar.access.roles import Permission
from lodestar.access.routes import needs, routes_for
from lodestar.interchange import views

app_name = "interchange"
route = routes_for(app_name)
IMPORT = needs(Permission.IMPORT_READINGS)
POST = ("POST",)

urlpatterns = [
    route("readings/", views.readings_upload, "readings_upload", who=IMPORT, methods=("GET", "POST")),
    route("readings/template/<id:public_id>.csv", views.readings_template, "readings_template", who=IMPORT, about="instrumentedition"),
    route("readings/<id:public_id>/", views.readings_file, "readings_file", who=IMPORT, about="readingsfile"),
    route("readings/<id:public_id>/import/", views.readings_import, "readings_import", who=IMPORT, about="readingsfile", methods=POST),
    route("readings/<id:public_id>/drop/", views.readings_drop, "readings_drop", who=IMPORT, about="readingsfile", methods=POST),
]
