from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterchangeConfig(AppConfig):
    name = "lodestar.interchange"
    label = "interchange"
    verbose_name = _("Interchange")

    def ready(self) -> None:
        from lodestar.interchange import jobs  # noqa: F401 — registers its long work
        from lodestar.interchange.panels import import_link
        from lodestar.ui.registry import panels

        panels.add("deliver.parts", import_link)
