from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrioritiseConfig(AppConfig):
    name = "lodestar.prioritise"
    label = "prioritise"
    verbose_name = _("Prioritise")
