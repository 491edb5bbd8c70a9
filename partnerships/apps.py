from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "partnerships"
    verbose_name = "共建"

    def ready(self):
        from partnerships import panels, project_signs, work_sources  # models must be loaded first

        panels.register()
        project_signs.register()
        work_sources.register()
