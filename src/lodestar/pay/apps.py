from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PayConfig(AppConfig):
    name = "lodestar.pay"
    label = "pay"
    verbose_name = _("Pay")

    def ready(self) -> None:
        from lodestar.access.roles import Permission
        from lodestar.pay import panels as ours
        from lodestar.pay import tasks  # noqa: F401 — registers what is owed
        from lodestar.ui.registry import nav, panels

        nav.add("pay", _("Pay"), "pay:statement_list", 60, visible=lambda actor: actor.holds(Permission.SEE_STATEMENTS))
        panels.add("contract.contract.detail", ours.statements_of_contract, order=30)
