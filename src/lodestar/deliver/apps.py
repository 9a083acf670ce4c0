from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliverConfig(AppConfig):
    name = "lodestar.deliver"
    label = "deliver"
    verbose_name = _("Deliver")
