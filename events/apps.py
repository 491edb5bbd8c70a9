from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "活动"

    def ready(self):
        from events import panels, project_signs, staff_panels, work_sources  # models must be loaded first

        panels.register()
        project_signs.register()
        staff_panels.register()
        work_sources.register()
