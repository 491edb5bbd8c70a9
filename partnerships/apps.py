from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "partnerships"
    verbose_name = "共建"

    def ready(self):
        from partnerships import panels, work_sources  # models must be loaded first

        panels.register()
        work_sources.register()
