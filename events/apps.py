from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "活动"

    def ready(self):
        # Models must be loaded first.
        from events import account_places, panels, project_signs, retention, staff_panels, work_sources

        account_places.register()
        panels.register()
        staff_panels.register()
        project_signs.register()
        retention.register()
        work_sources.register()
