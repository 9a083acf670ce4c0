from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "lodestar.jobs"
    label = "jobs"
    verbose_name = _("Long work")

    def ready(self) -> None:
        import_module("lodestar.jobs.tasks")
