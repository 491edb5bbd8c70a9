"""Pictures of the demo's activities, stored as a clerk's photographs would be."""

from events.models import Activity, ActivityPhoto
from jiedao.demo.office import Office
from jiedao.demo.scenes import draw

CAPTION = "示意图，由程序绘制"


def add_photo(office: Office, activity: Activity, scene: str) -> None:
    image = draw(scene, activity.title)
    office.photos.append(office.add(ActivityPhoto(activity=activity, image=image, caption=CAPTION)))


def discard_files(office: Office) -> None:
    """Throw away the files of rows that a failure on the way has taken back."""
    for photo in office.photos:
        for file in (photo.image, photo.small):
            file.storage.delete(file.name)
