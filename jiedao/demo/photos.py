"""Pictures of the demo's activities, stored as a clerk's photographs would be."""

from events.models import Activity, ActivityPhoto
from jiedao.demo.office import Office
from jiedao.demo.scenes import draw

CAPTION = "示意图，由程序绘制"


def add_photo(office: Office, activity: Activity, scene: str) -> None:
    office.add(ActivityPhoto(activity=activity, image=draw(scene, activity.title), caption=CAPTION))
