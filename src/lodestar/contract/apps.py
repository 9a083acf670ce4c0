from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractConfig(AppConfig):
    name = "lodestar.contract"
    label = "contract"
    verbose_name = _("Contract")

    def ready(self) -> None:
        from lodestar.access.roles import Permission
        from lodestar.contract import tasks  # noqa: F401 — registers what is owed
        from lodestar.ui.registry import nav

        nav.add("contract", _("Contracts"), "contract:contract_list", 40, visible=lambda actor: actor.holds(Permission.SEE_CYCLE))
