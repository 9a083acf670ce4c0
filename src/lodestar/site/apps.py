from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "lodestar.site"
    label = "site"
    verbose_name = _("Site")

    def ready(self) -> None:
        from lodestar.access.roles import Permission
        from lodestar.ui.registry import nav, panels

        nav.add("home", _("Home"), "site:home", 0)
        nav.add("people", _("People and roles"), "access:people", 900, lambda actor: actor.holds(Permission.MANAGE_ACCOUNTS))
        nav.add("happened", _("What happened"), "site:what_happened", 910, lambda actor: actor.holds(Permission.SEE_AUDIT))
        panels.add("page.banner", _seen_as)


def _seen_as(request, **context):  # type: ignore[no-untyped-def]
    from lodestar.site.access.sign_in import seen_as

    return seen_as(request)
