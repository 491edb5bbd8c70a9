"""Progress notes of claims and projects, with drawn pictures."""

from jiedao.demo import source
from jiedao.demo.office import Office
from jiedao.demo.photos import CAPTION, keep_photo
from jiedao.demo.scenes import draw
from partnerships.models import Claim, NotePhoto, ProgressNote, Project
from partnerships.models.note import SAYS_DONE


def load_notes(office: Office) -> None:
    for title, rows in source.read("present/notes").items():
        add_notes(office, office.projects[title], rows)


def add_notes(office: Office, record: Claim | Project, rows: list[dict]) -> None:
    of = {"claim": record} if isinstance(record, Claim) else {"project": record}
    for row in rows:
        note = office.add(
            ProgressNote(
                noted_on=office.calendar.day(row["on"]),
                text=f"{row['text']}\n{SAYS_DONE}" if row.get("says_done") else row["text"],
                is_public=row.get("public", False),
                by_link=row.get("by_link", False),
                **of,
            )
        )
        for order, scene in enumerate(row.get("scenes", []), start=1):
            image = draw(scene, f"{note.text}{order}")
            keep_photo(office, NotePhoto(note=note, image=image, caption=CAPTION, order=order))
