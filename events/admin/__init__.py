"""The staff side of activities."""

from events.admin.activity import ActivityAdmin

__all__ = ["ActivityAdmin"]
