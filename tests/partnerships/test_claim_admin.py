"""Claims on the staff side: the list, the form, and the page of each verb."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lib.days import today
from orgs.enums import Role
from partnerships.enums import ClaimOrigin, ClaimState
from partnerships.models import Claim, ClaimParty
from tests.lib.pictures import photo
from tests.orgs.factories import UnitFactory, UserFactory
from tests.orgs.queries import queries
from tests.orgs.two_editors import opened
from tests.partnerships.factories import ListItemFactory
from tests.partnerships.loop_factories import ClaimFactory, NotePhotoFactory, ProgressNoteFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/partnerships/claim/"


@pytest.fixture
def clerk(client, tree):
    clerk = UserFactory(organizations=[tree.community], organizations__role=Role.ENTER)
    client.force_login(clerk)
    return clerk


@pytest.fixture
def claim(tree):
    return ClaimFactory(organization=tree.community)


def act(record, verb):
    return reverse(f"admin:partnerships_{record._meta.model_name}_act", args=[record.pk, verb])


def change(record):
    return reverse("admin:partnerships_claim_change", args=[record.pk])


# The list


def shown(client, **asked):
    return set(client.get(LIST, asked).context["cl"].queryset)


def test_list_is_narrowed_by_what_waits(client, clerk, tree):
    place = {"organization": tree.community}
    fresh = {"claimed_on": today(), "due_on": today() + timedelta(days=30)}
    pending = ClaimFactory(**place, pending=True)
    silent = ClaimFactory(**place)
    overdue = ClaimFactory(**place, due_on=date(2019, 6, 1), working=True)
    soon = ClaimFactory(**place, **fresh | {"due_on": today() + timedelta(days=7)})
    done = ClaimFactory(**place, done=True)
    ClaimFactory(**place, **fresh)
    ClaimFactory(**place, rated=True)
    waiting = {"confirm": pending, "contact": silent, "overdue": overdue, "due": soon, "rate": done}
    for key, record in waiting.items():
        assert shown(client, waiting=key) == {record}
    assert shown(client, state="done") == {done}
    assert shown(client, state="没有的") == set()


def test_list_parts_claims_from_orders(client, clerk, tree, claim):
    order = ClaimFactory(order=True, organization=tree.community)
    assert shown(client, sort_of="claim") == {claim}
    assert shown(client, sort_of="order") == {order}


@pytest.mark.parametrize("words", ["青岛市", "老花镜", "五四广场", "wsgc"])
def test_claim_is_found_by_its_demand_and_by_who_holds_it(client, clerk, tree, words):
    found = ClaimFactory(
        organization=tree.community,
        unit_name="青岛市图书馆",
        units=[UnitFactory(name="五四广场物业")],
        item__title="缺一副老花镜",
    )
    ClaimFactory(organization=tree.community)
    assert shown(client, q=words) == {found}


# Assigning


def test_demand_is_assigned_with_what_the_proposal_filled_in(client, clerk, tree):
    demand, unit = ListItemFactory(demand=True, organization=tree.community), UnitFactory()
    page = client.get(act_of_demand(demand), {"unit": unit.pk, "offer": "会议室一间"})
    assert unit.name in page.text
    assert "会议室一间" in page.text

    sent = {"unit": unit.pk, "offer": "会议室一间", "origin": "entered", "due_on": str(today())}
    sent |= {"contact_name": "王芳", "contact_phone": "13805321234"}
    client.post(act_of_demand(demand), sent)
    claim = Claim.objects.get()
    assert (claim.item.pk, claim.offer, claim.contact_phone) == (demand.pk, "会议室一间", "13805321234")
    assert (claim.origin, claim.state()) == (ClaimOrigin.ENTERED, ClaimState.CLAIMED)


def test_assigning_a_full_demand_says_so_beside_what_was_typed(client, clerk, tree, claim):
    sent = {"unit": UnitFactory().pk, "offer": "会议室一间", "origin": "assigned", "due_on": str(today())}
    page = client.post(act_of_demand(claim.item), sent)
    assert "名额已满" in page.context["form"].non_field_errors()[0]
    assert "会议室一间" in page.text
    assert "派单" not in [words for words, _ in client.get(demand_form(claim.item)).context["acts"]]


def act_of_demand(demand):
    return reverse("admin:partnerships_demand_act", args=[demand.pk, "assign"])


def demand_form(demand):
    return reverse("admin:partnerships_demand_change", args=[demand.pk])


# Finishing and rating


def test_finishing_shows_the_ticked_notes_with_their_photos(client, clerk, claim):
    stored = NotePhotoFactory(note=ProgressNoteFactory(claim=claim, text="坡道修好了。"))
    ProgressNoteFactory(claim=claim, text="只给同事看。")
    page = client.get(act(claim, "finish"))
    small = reverse("admin:note_photo_file", args=[stored.pk, "small"])
    assert f'src="{small}"' in page.text
    assert b"".join(client.get(small)).startswith(b"\xff\xd8")  # a JPEG
    assert page.context["form"].initial["result"] == "只给同事看。"

    sent = {"on": str(today()), "result": "修好了。", "public_notes": [stored.note.pk]}
    client.post(act(claim, "finish"), sent)
    claim.refresh_from_db()
    assert (claim.state(), claim.result) == (ClaimState.DONE, "修好了。")
    assert [note.is_public for note in claim.notes.order_by("pk")] == [True, False]


def test_note_of_another_claim_cannot_be_ticked(client, clerk, claim):
    ProgressNoteFactory(claim=claim)
    foreign = ProgressNoteFactory()
    sent = {"on": str(today()), "result": "修好了。", "public_notes": [foreign.pk]}
    assert client.post(act(claim, "finish"), sent).context["form"].errors["public_notes"]
    claim.refresh_from_db()
    foreign.refresh_from_db()
    assert (claim.state(), foreign.is_public) == (ClaimState.CLAIMED, False)


def test_rating_is_chosen_and_kept_with_its_comment(client, clerk, tree):
    claim = ClaimFactory(organization=tree.community, done=True)
    refused = client.post(act(claim, "rate"), {"rating": "6", "comment": "很好"})
    assert "rating" in refused.context["form"].errors
    client.post(act(claim, "rate"), {"rating": "5", "comment": "很好"})
    claim.refresh_from_db()
    assert (claim.rating, claim.rating_comment, claim.rated_on) == (5, "很好", today())


def test_note_with_photos_is_written_on_the_claim(client, clerk, claim):
    picture = SimpleUploadedFile("现场.jpg", photo(), "image/jpeg")
    client.post(act(claim, "note"), {"text": "到现场看过。", "noted_on": str(today()), "photos": [picture]})
    note = claim.notes.get()
    assert (note.user, note.is_public, note.photos.count()) == (clerk, False, 1)


# The form


def buttons(client, record):
    return [words for words, _ in client.get(change(record)).context["acts"]]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"pending": True}, ["确认认领", "谢绝"]),
        ({}, ["登记联系", "开始办理", "记进展", "办结", "立项", "退回", "生成专用链接"]),
        (
            {"working": True, "due_on": date(2019, 6, 1), "link_edition": 1},
            ["记进展", "办结", "立项", "退回", "按过期处理", "收回专用链接", "查看专用链接"],
        ),
        ({"done": True}, ["记进展", "评价", "立项", "生成专用链接"]),
        ({"rated": True}, ["记进展", "立项"]),
        ({"declined": True}, []),
    ],
    ids=["pending", "claimed", "overdue", "done", "rated", "declined"],
)
def test_form_offers_the_verbs_that_make_sense_now(client, clerk, tree, fields, words):
    assert buttons(client, ClaimFactory(organization=tree.community, **fields)) == words


def test_form_changes_who_leads(client, clerk, claim):
    first = claim.parties.get()
    second = ClaimParty.objects.create(claim=claim, unit=UnitFactory(), role="takes_part")
    data = opened(client, change(claim))
    data |= {"parties-0-role": "takes_part", "parties-1-role": "lead"}
    assert client.post(change(claim), data).status_code == 302
    assert dict(claim.parties.values_list("pk", "role")) == {first.pk: "takes_part", second.pk: "lead"}


@pytest.mark.parametrize(
    ("roles", "words"),
    [(("lead", "lead"), "只能有一家牵头"), (("takes_part", "takes_part"), "请选一家牵头")],
)
def test_form_wants_one_lead(client, clerk, claim, roles, words):
    ClaimParty.objects.create(claim=claim, unit=UnitFactory(), role="takes_part")
    data = opened(client, change(claim)) | {"parties-0-role": roles[0], "parties-1-role": roles[1]}
    assert words in client.post(change(claim), data).text
    assert [each.role for each in claim.parties.all()] == ["lead", "takes_part"]


def test_form_refuses_a_unit_that_holds_another_claim(client, clerk, claim):
    claim.item.places = 2
    claim.item.save()
    holder = ClaimFactory(item=claim.item, organization=claim.organization).parties.get().unit
    data = opened(client, change(claim)) | {"parties-0-unit": holder.pk}
    assert "已经认领了这一条" in client.post(change(claim), data).text


def test_claim_is_not_added_without_its_demand(client, clerk):
    address = reverse("admin:partnerships_claim_add")
    assert client.get(address).status_code == 403
    assert address not in client.get(LIST).text


def test_form_costs_the_same_queries_for_many_notes(client, clerk, claim):
    NotePhotoFactory(note=ProgressNoteFactory(claim=claim))
    client.get(change(claim))
    one = queries(client, change(claim))
    for _ in range(8):
        NotePhotoFactory(note=ProgressNoteFactory(claim=claim))
        ClaimParty.objects.create(claim=claim, unit=UnitFactory(), role="takes_part")
    assert queries(client, change(claim)) == one


@pytest.mark.parametrize("side", ["community", "cousin"])
def test_order_says_what_is_wanted_to_both_sides(client, tree, side):
    order = ClaimFactory(
        organization=tree.community, order=True, offer="周六上午二十人", item__organization=tree.cousin
    )
    client.force_login(UserFactory(organizations=[getattr(tree, side)], organizations__role=Role.ENTER))
    text = client.get(change(order)).text
    assert "具体要求" in text
    assert "周六上午二十人" in text
    assert "能提供什么" not in text
    assert "填报的单位" not in text
