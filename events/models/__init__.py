from events.models.activity import Activity, ActivityPhoto
from events.models.duty import MeetingDuty
from events.models.meeting import AgendaTopic, Resolution, SeatAttendance
from events.models.points import PointAccount, PointEntry, PointRule
from events.models.reward import Redemption, Reward
from events.models.service import HoursCertificate, ServiceRecord
from events.models.signup import Signup
from events.models.stars import StarRule
from events.models.visit import Visit, VisitNeed
from events.models.volunteer import Volunteer, VolunteerTeam

__all__ = [
    "Activity",
    "ActivityPhoto",
    "AgendaTopic",
    "HoursCertificate",
    "MeetingDuty",
    "PointAccount",
    "PointEntry",
    "PointRule",
    "Redemption",
    "Resolution",
    "Reward",
    "SeatAttendance",
    "ServiceRecord",
    "Signup",
    "StarRule",
    "Visit",
    "VisitNeed",
    "Volunteer",
    "VolunteerTeam",
]
