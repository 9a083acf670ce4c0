from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractConfig(AppConfig):
    name = "lodestar.contract"
    label = "contract"
    verbose_name = _("Contract")
