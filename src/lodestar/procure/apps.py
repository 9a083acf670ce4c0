from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcureConfig(AppConfig):
    name = "lodestar.procure"
    label = "procure"
    verbose_name = _("Procure")
