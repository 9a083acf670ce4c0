"""The gallery of components: mounted in the demonstration and in tests, never where real people's records are."""

from django.urls import path

from . import gallery

app_name = "components"

urlpatterns = [
    path("", gallery.index, name="index"),
    path("forms/<slug:state>", gallery.form_states, name="forms"),
    path("layouts/<slug:name>", gallery.layout, name="layout"),
    path("autosave", gallery.autosave, name="autosave"),
]
