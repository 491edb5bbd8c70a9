from datetime import date, timedelta

import pytest
from django.urls import reverse

from lib.days import today
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory
from tests.orgs.queries import MOST, queries
from tests.partnerships.factories import AgreementAttachmentFactory, AgreementFactory, ProjectFactory

LIST = reverse("partnerships:agreement_list")


def titles(response) -> list[str]:
    return [agreement.title for agreement in response.context["listing"].rows]


def attachment_address(attachment):
    return reverse("partnerships:agreement_attachment", args=[attachment.pk])


@pytest.mark.parametrize("trait", [{"private": True}, {"draft": True}, {"signed_on": date(2100, 1, 1)}])
def test_agreement_that_is_not_public_or_not_signed_is_nowhere(client, tree, trait):
    agreement = AgreementFactory(organization=tree.community, **trait)
    assert agreement.title not in client.get(LIST).text
    assert client.get(agreement.get_absolute_url()).status_code == 404


def test_agreement_list_takes_capital_and_small_letters_alike(client, tree):
    agreement = AgreementFactory(organization=tree.community)
    assert titles(client.get(LIST, {"q": agreement.number.lower()})) == [agreement.title]
    AgreementFactory(parties=[tree.community, UnitFactory(name="IBC大厦")], title="大厦协议")
    assert titles(client.get(LIST, {"q": "ibc大厦"})) == ["大厦协议"]


def test_agreement_list_shows_parties_day_and_state(client, tree):
    school = UnitFactory(name="青岛二中")
    AgreementFactory(organization=tree.community, parties=[tree.community, school], expiring=True)
    text = client.get(LIST).text
    assert "青岛二中" in text
    assert "2019年5月14日" in text
    assert "即将到期，还有30天" in text


def test_agreement_list_puts_the_last_signed_first(client, tree):
    for day in (date(2019, 5, 1), date(2019, 6, 1), date(2018, 6, 1)):
        AgreementFactory(organization=tree.community, title=str(day), signed_on=day)
    assert titles(client.get(LIST)) == ["2019-06-01", "2019-05-01", "2018-06-01"]


def test_agreement_list_of_a_community_holds_those_to_which_it_is_a_party(client, tree):
    own = AgreementFactory(organization=tree.community)
    party = AgreementFactory(organization=tree.cousin, parties=[tree.cousin, tree.community])
    AgreementFactory(organization=tree.cousin)
    assert set(titles(client.get(LIST, {"community": tree.community.pk}))) == {own.title, party.title}


def test_agreement_list_of_a_state_says_the_same_of_each_row(client, tree):
    traits = ({}, {"expiring": True}, {"terminated": True}, {"expired": True}, {"renewal": True})
    for trait in traits:
        AgreementFactory(organization=tree.community, **trait)
    AgreementFactory(organization=tree.community, effective_on=today() + timedelta(days=3))
    seen = 0
    for state, label in (
        ("active", "履行中"),
        ("expiring", "即将到期"),
        ("expired", "已到期"),
        ("terminated", "已终止"),
        ("renewed", "已续签"),
        ("pending", "未生效"),
    ):
        response = client.get(LIST, {"state": state})
        assert [agreement.status().label for agreement in response.context["listing"].rows] == [
            label for _ in titles(response)
        ]
        assert len(titles(response)) >= 1, state
        seen += len(titles(response))
    assert seen == client.get(LIST).context["listing"].count


def test_agreement_list_finds_by_party_but_not_by_one_that_is_not_public(client, tree):
    shown, hidden = UnitFactory(name="青岛二中"), UnitFactory(name="秘密单位", private=True)
    agreement = AgreementFactory(organization=tree.community, parties=[shown, hidden])
    assert titles(client.get(LIST, {"q": "青岛二中"})) == [agreement.title]
    assert titles(client.get(LIST, {"q": "秘密单位"})) == []


def test_agreement_list_held_to_a_unit(client, tree):
    unit = UnitFactory()
    branch = OrganizationFactory(branch=True, parent=tree.community, unit=unit)
    agreement = AgreementFactory(organization=tree.community, parties=[tree.community, branch])
    AgreementFactory(organization=tree.community)
    assert titles(client.get(LIST, {"unit": unit.pk})) == [agreement.title]


def test_agreement_list_answers_a_unit_that_is_not_public_like_an_unknown_one(client, tree):
    hidden = UnitFactory(private=True)
    message = "没有您要看的这个单位，或者它不对外公开。"
    assert message in client.get(LIST, {"unit": hidden.pk}).text
    assert message in client.get(LIST, {"unit": hidden.pk + 1000}).text


def test_agreement_detail_is_like_the_last_page_of_the_paper(client, tree):
    school = UnitFactory(name="青岛二中")
    agreement = AgreementFactory(
        organization=tree.community,
        parties=[tree.community, school],
        witness=tree.street,
        content="共用操场",
        ends_on=date(2100, 5, 13),
    )
    agreement.parties.filter(unit=school).update(signatory_post="校长", signed_on=date(2019, 5, 16))
    project = ProjectFactory(organization=tree.community, agreement=agreement)
    text = client.get(agreement.get_absolute_url()).text
    expected = (
        f'<a href="{school.get_absolute_url()}">青岛二中</a>',
        "校长",
        "2019年5月16日",
        "2019年5月14日 星期二",
        "2100年5月13日",
        tree.street.name,
        agreement.number,
        "共用操场",
        "履行中",
        project.title,
    )
    assert [words for words in expected if words not in text] == []


def test_agreement_detail_does_not_name_a_party_that_is_not_public(client, tree):
    hidden = UnitFactory(name="秘密单位", private=True)
    agreement = AgreementFactory(organization=tree.community, parties=[tree.community, hidden])
    for address in (LIST, agreement.get_absolute_url()):
        text = client.get(address).text
        assert "秘密单位" not in text
        assert "未公开的" in text


def test_agreement_detail_says_when_and_why_it_ended(client, tree):
    agreement = AgreementFactory(organization=tree.community, terminated=True)
    text = client.get(agreement.get_absolute_url()).text
    assert "2019年9月2日，单位迁出本街道。" in text


def test_agreement_detail_says_nothing_of_an_end_still_to_come(client, tree):
    agreement = AgreementFactory(
        organization=tree.community,
        terminated_on=today() + timedelta(days=9),
        termination_reason="到时迁出。",
    )
    assert "到时迁出" not in client.get(agreement.get_absolute_url()).text


def test_agreement_detail_leads_to_what_it_renews_and_back(client, tree):
    new = AgreementFactory(organization=tree.community, renewal=True)
    assert new.renews.get_absolute_url() in client.get(new.get_absolute_url()).text
    assert new.get_absolute_url() in client.get(new.renews.get_absolute_url()).text


def test_agreement_detail_does_not_lead_to_projects_and_agreements_that_are_not_public(client, tree):
    new = AgreementFactory(organization=tree.community, renewal=True)
    new.renews.is_public = False
    new.renews.save()
    project = ProjectFactory(organization=tree.community, agreement=new, private=True)
    text = client.get(new.get_absolute_url()).text
    assert new.renews.get_absolute_url() not in text.replace(new.get_absolute_url(), "")
    assert project.title not in text


def test_agreement_detail_does_not_mention_the_scan(client, tree):
    attachment = AgreementAttachmentFactory(agreement__organization=tree.community)
    text = client.get(attachment.agreement.get_absolute_url()).text
    assert attachment.title not in text
    assert attachment_address(attachment) not in text


def test_agreement_attachment_is_handed_to_staff_of_the_branch(client, tree):
    attachment = AgreementAttachmentFactory(agreement__organization=tree.community)
    client.force_login(UserFactory(organizations=[tree.area]))
    response = client.get(attachment_address(attachment))
    assert b"".join(response.streaming_content) == b"%PDF-1.7\n%%EOF\n"
    assert response["X-Content-Type-Options"] == "nosniff"
    name = "%E7%AD%BE%E5%AD%97%E7%9B%96%E7%AB%A0%E6%89%AB%E6%8F%8F%E4%BB%B6.pdf"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert "no-store" in response["Cache-Control"]


def test_agreement_attachment_has_a_safe_name_whatever_was_typed(client, tree):
    attachment = AgreementAttachmentFactory(
        agreement__organization=tree.community, title='../a"b\r\nSet-Cookie: x=1'
    )
    client.force_login(UserFactory(organizations=[tree.area]))
    response = client.get(attachment_address(attachment))
    assert b"".join(response.streaming_content)
    assert response["Content-Disposition"] == 'attachment; filename="-ab Set-Cookie x=1.pdf"'


@pytest.mark.parametrize("who", ["nobody", "sister", "unassigned", "not_staff", "inactive"])
def test_agreement_attachment_is_not_there_for_anybody_else(client, tree, who):
    attachment = AgreementAttachmentFactory(agreement__organization=tree.community)
    users = {
        "sister": lambda: UserFactory(organizations=[tree.sister]),
        "unassigned": lambda: UserFactory(),
        "not_staff": lambda: UserFactory(organizations=[tree.area], is_staff=False),
        "inactive": lambda: UserFactory(organizations=[tree.area], is_active=False),
    }
    if who in users:
        client.force_login(users[who]())
    assert client.get(attachment_address(attachment)).status_code == 404


def test_agreement_attachment_whose_file_is_gone_is_not_found(client, tree):
    attachment = AgreementAttachmentFactory(agreement__organization=tree.community)
    attachment.file.storage.delete(attachment.file.name)
    client.force_login(UserFactory(organizations=[tree.area]))
    assert client.get(attachment_address(attachment)).status_code == 404


def test_number_of_queries_does_not_grow_with_the_rows(client, tree):
    def sign(count):
        for _ in range(count):
            parties = [tree.community, *UnitFactory.create_batch(2)]
            agreement = AgreementFactory(organization=tree.community, parties=parties, witness=tree.street)
        return agreement

    def enrich(agreement, count):
        for _ in range(count):
            ProjectFactory(organization=tree.community, agreement=agreement, partners=[UnitFactory()])

    agreement = sign(1)
    enrich(agreement, 1)
    few = [queries(client, address) for address in (LIST, agreement.get_absolute_url())]
    sign(29)
    enrich(agreement, 29)
    assert [queries(client, address) for address in (LIST, agreement.get_absolute_url())] == few
    assert max(few) <= MOST
