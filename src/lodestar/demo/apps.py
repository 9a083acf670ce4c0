from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "lodestar.demo"
    label = "demo"
    verbose_name = _("Demo county")

    def ready(self) -> None:
        from lodestar.demo.panels import county_is_loading
        from lodestar.ui.registry import panels

        import_module("lodestar.demo.jobs")
        panels.add("page.banner", county_is_loading, order=10)
