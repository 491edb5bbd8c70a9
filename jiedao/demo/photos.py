"""Pictures of the demo, stored as a clerk's photographs would be."""

from events.models import Activity, ActivityPhoto
from jiedao.demo.office import Office
from jiedao.demo.scenes import draw
from lib.photos import Photo

CAPTION = "示意图，由程序绘制"


def add_photo(office: Office, activity: Activity, scene: str) -> None:
    image = draw(scene, activity.title)
    keep_photo(office, ActivityPhoto(activity=activity, image=image, caption=CAPTION))


def keep_photo(office: Office, photo: Photo) -> None:
    office.photos.append(office.add(photo))


def discard_files(office: Office) -> None:
    """Throw away the files of rows that a failure on the way has taken back."""
    for photo in office.photos:
        for file in (photo.image, photo.small):
            file.storage.delete(file.name)
