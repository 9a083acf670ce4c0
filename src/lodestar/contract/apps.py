from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractConfig(AppConfig):
    name = "lodestar.contract"
    label = "contract"
    verbose_name = _("Contract")

    def ready(self) -> None:
        from lodestar.access.roles import Permission
        from lodestar.contract import panels as ours
        from lodestar.contract import tasks  # noqa: F401 — registers what is owed
        from lodestar.ui.registry import nav, panels

        nav.add("contract", _("Contract"), "contract:contract_list", 40, visible=lambda actor: actor.holds(Permission.SEE_CYCLE))
        panels.add("design.service.detail", ours.contracts_of_service, order=30)
        panels.add("procure.opportunity.detail", ours.contract_of_award, order=20)
