"""App configurations of the front door."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class JiedaoConfig(AppConfig):
    name = "jiedao"
    verbose_name = "门户"

    def ready(self):
        from jiedao import panels  # models must be loaded first
        from jiedao.today import kinds

        panels.register()
        kinds.register()


class StaffAdminConfig(AdminConfig):
    """Django's admin, with the office's own site in place of the default one."""

    default_site = "jiedao.admin.StaffSite"
