from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "orgs"
    verbose_name = "党组织与单位"

    def ready(self):
        from orgs import directory_panels, honour_panels  # models must be loaded first

        directory_panels.register()
        honour_panels.register()
