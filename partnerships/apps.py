from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "partnerships"
    verbose_name = "共建"

    def ready(self):
        from partnerships import panels  # models must be loaded first

        panels.register()
