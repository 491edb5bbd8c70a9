from events.models.activity import Activity, ActivityPhoto

__all__ = ["Activity", "ActivityPhoto"]
