"""Keys for the public addresses of claims. Whoever has a signed address may open it; nobody makes one of a
row's key: `is_public=False` gives addresses as somebody would who guesses.
"""

from partnerships import claim_link, claim_receipt
from partnerships.enums import ClaimOrigin
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.loop_factories import ClaimFactory, NotePhotoFactory


def _demand(place, is_public):
    return {"pk": ListItemFactory(demand=True, organization=place, is_public=is_public).pk}


def _claim(place, is_public):
    return {"pk": ClaimFactory(organization=place, item__is_public=is_public).pk}


def _receipt(place, is_public):
    claim = ClaimFactory(organization=place, origin=ClaimOrigin.PUBLIC, unit_name="示例医院")
    return {"token": claim_receipt.address_of(claim.pk).split("/")[-2] if is_public else claim.pk}


def _work(place, is_public):
    claim = ClaimFactory(organization=place)
    if not is_public:
        return {"token": claim.pk}
    return {"token": claim_link.issue(claim, UserFactory(is_superuser=True)).split("/")[-2]}


def _work_photo(place, is_public):
    photo = NotePhotoFactory(note__claim=ClaimFactory(organization=place))
    link = claim_link.issue(photo.note.claim, UserFactory(is_superuser=True)) if is_public else "/c/1-1.x/"
    return {"token": link.split("/")[-2], "pk": photo.pk, "size": "full"}


def _note_photo(place, is_public):
    photo = NotePhotoFactory(note__claim=ClaimFactory(organization=place), note__is_public=is_public)
    return {"pk": photo.pk, "size": "full"}


PAGES = [
    (r"lists/demands/<int:pk>/claim/", _demand),
    (r"lists/demands/claim/<str:token>/", _receipt),
    (r"claims/<int:pk>/", _claim),
    (r"notes/photos/", _note_photo),
    (r"c/<str:token>/photos/", _work_photo),
    (r"c/<str:token>/$", _work),
]
