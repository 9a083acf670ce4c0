from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "lodestar.access"
    label = "access"
    verbose_name = _("Who may do what")

    def ready(self) -> None:
        from lodestar.access.signals import connect

        connect()
