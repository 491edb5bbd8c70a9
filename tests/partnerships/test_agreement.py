from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from lib.days import today
from partnerships.models import Agreement, AgreementAttachment, AgreementParty
from tests.orgs.factories import OrganizationFactory, UnitFactory, UserFactory
from tests.partnerships.factories import (
    AgreementAttachmentFactory,
    AgreementFactory,
    AgreementPartyFactory,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SIGNED, EFFECTIVE, ENDS = date(2019, 5, 14), date(2019, 6, 1), date(2020, 5, 31)
NOTICE = ENDS - timedelta(days=60)


class TestRefusal:
    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"effective_on": SIGNED - DAY}, "生效日期不能早于签约日期。"),
            ({"ends_on": SIGNED - DAY}, "到期日期不能早于签约日期和生效日期。"),
            ({"effective_on": EFFECTIVE, "ends_on": EFFECTIVE - DAY}, "到期日期不能早于签约日期和生效日期。"),
            (
                {"terminated_on": SIGNED - DAY, "termination_reason": "单位迁出。"},
                "终止日期不能早于签约日期。",
            ),
            (
                {"signed_on": None, "effective_on": EFFECTIVE},
                "没有签约日期的协议，不能有生效、终止日期；已编号的协议不能去掉签约日期。",
            ),
            (
                {"signed_on": None, "terminated_on": EFFECTIVE, "termination_reason": "未签。"},
                "没有签约日期的协议，不能有生效、终止日期；已编号的协议不能去掉签约日期。",
            ),
        ],
    )
    def test_dates_out_of_order(self, fields, message):
        organization = OrganizationFactory()
        agreement = AgreementFactory.build(organization=organization, **fields)
        with pytest.raises(ValidationError) as refused:
            agreement.validate_constraints()
        assert refused.value.message_dict == {"__all__": [message]}
        with pytest.raises(IntegrityError):
            agreement.save()

    def test_end_before_signing_is_said_beside_the_field(self):
        agreement = AgreementFactory.build(organization=OrganizationFactory(), ends_on=SIGNED - DAY)
        with pytest.raises(ValidationError) as refused:
            agreement.full_clean()
        assert refused.value.message_dict["ends_on"] == ["到期日期不能早于签约日期。"]

    def test_termination_without_a_reason(self):
        agreement = AgreementFactory(terminated_on=ENDS)
        with pytest.raises(ValidationError) as refused:
            agreement.full_clean()
        assert refused.value.message_dict == {"termination_reason": ["请写明终止原因。"]}

    def test_renewal_of_itself(self):
        agreement = AgreementFactory()
        agreement.renews = agreement
        with pytest.raises(ValidationError) as refused:
            agreement.full_clean()
        assert refused.value.message_dict == {"renews": ["协议不能续签它自己。"]}

    def test_renewal_of_its_own_renewal(self):
        first = AgreementFactory(signed_on=SIGNED)
        second = AgreementFactory(signed_on=SIGNED, renews=first)
        third = AgreementFactory(signed_on=SIGNED, renews=second)
        for renewal in (second, third):
            first.renews = Agreement.objects.get(pk=renewal.pk)
            with pytest.raises(ValidationError) as refused:
                first.full_clean()
            assert refused.value.message_dict["renews"] == [
                "所选协议续签自本协议，本协议不能再反过来续签它。"
            ]

    def test_chain_of_renewals_is_accepted(self):
        first = AgreementFactory(signed_on=SIGNED)
        second = AgreementFactory(signed_on=SIGNED + DAY, renews=first)
        AgreementFactory.build(
            signed_on=SIGNED + DAY, renews=second, organization=first.organization
        ).full_clean()

    @pytest.mark.parametrize(
        ("signed", "message"),
        [
            (SIGNED + DAY, "所选协议签于2019年5月15日，晚于本协议的签约日期，本协议不能是它的续签。"),
            (None, "所选协议还没有签，不能续签。"),
        ],
    )
    def test_renewal_signed_before_the_one_it_renews(self, signed, message):
        old = AgreementFactory(signed_on=signed)
        renewal = AgreementFactory.build(signed_on=SIGNED, renews=old, organization=old.organization)
        with pytest.raises(ValidationError) as refused:
            renewal.full_clean()
        assert refused.value.message_dict == {"renews": [message]}

    def test_renewal_signed_on_the_same_day_or_not_yet(self):
        old = AgreementFactory(signed_on=SIGNED)
        for signed in (SIGNED, None):
            AgreementFactory.build(signed_on=signed, renews=old, organization=old.organization).full_clean()

    def test_signing_tomorrow(self):
        agreement = AgreementFactory.build(signed_on=today() + DAY, organization=OrganizationFactory())
        with pytest.raises(ValidationError) as refused:
            agreement.full_clean()
        assert refused.value.message_dict == {"signed_on": ["签约日期不能晚于今天；还没有签的先不填。"]}
        agreement.signed_on = today()
        agreement.full_clean()

    def test_same_agreement_entered_twice(self):
        first = AgreementFactory(title="结对共建协议")
        twin = AgreementFactory.build(title="结对共建协议", organization=first.organization)
        with pytest.raises(ValidationError) as refused:
            twin.full_clean()
        message = f"已有同名、同日签订的协议（编号{first.number}），请不要重复录入。"
        assert refused.value.message_dict == {"title": [message]}
        first.full_clean()

    @pytest.mark.parametrize("other", ["title", "signed_on", "organization", "renews", "draft"])
    def test_agreement_that_only_resembles_another(self, other):
        first = AgreementFactory(title="结对共建协议")
        fields = {"title": first.title, "organization": first.organization} | {
            "title": {"title": "另一份协议"},
            "signed_on": {"signed_on": SIGNED + DAY},
            "organization": {"organization": OrganizationFactory()},
            "renews": {"renews": first},
            "draft": {"signed_on": None},
        }[other]
        AgreementFactory.build(**fields).full_clean()

    def test_renewed_twin_may_still_be_saved(self):
        first = AgreementFactory(title="结对共建协议")
        AgreementFactory(title="结对共建协议", organization=first.organization, renews=first)
        first.full_clean()

    def test_second_renewal_of_one_agreement(self):
        old = AgreementFactory()
        AgreementFactory(renews=old)
        with pytest.raises(IntegrityError):
            AgreementFactory(renews=old)

    def test_taking_back_the_signing_of_a_numbered_agreement(self):
        agreement = AgreementFactory()
        agreement.signed_on = agreement.effective_on = None
        with pytest.raises(ValidationError, match="已编号的协议不能去掉签约日期。"):
            agreement.full_clean()


class TestParty:
    def test_organization_brings_its_unit(self):
        committee = OrganizationFactory(committee=True, unit=UnitFactory())
        party = AgreementPartyFactory(unit=None, organization=committee)
        assert party.unit == committee.unit

    def test_signatory_is_the_organization_before_its_unit(self):
        unit = UnitFactory()
        committee = OrganizationFactory(committee=True, unit=unit)
        assert AgreementPartyFactory(organization=committee).signatory == committee
        assert AgreementPartyFactory(unit=unit).signatory == unit

    def test_nobody_is_refused(self):
        party = AgreementPartyFactory.build(agreement=AgreementFactory(), unit=None)
        with pytest.raises(ValidationError, match="每个签约方要选择党组织或单位。"):
            party.full_clean()
        with pytest.raises(IntegrityError):
            party.save()

    def test_organization_twice_is_refused(self):
        community = OrganizationFactory()
        agreement = AgreementFactory(parties=[community, UnitFactory()])
        twin = AgreementParty(agreement=agreement, organization=community)
        with pytest.raises(ValidationError, match="同一个党组织在一份协议里只能签一次。"):
            twin.full_clean()

    def test_unit_signing_itself_twice_is_refused(self):
        unit = UnitFactory()
        agreement = AgreementFactory(parties=[OrganizationFactory(), unit])
        twin = AgreementParty(agreement=agreement, unit=unit)
        with pytest.raises(ValidationError, match="同一个单位在一份协议里只能签一次。"):
            twin.full_clean()

    def test_two_branches_of_one_unit_may_sign(self):
        unit = UnitFactory()
        branches = [OrganizationFactory(branch=True, unit=unit) for _ in range(2)]
        agreement = AgreementFactory(parties=[*branches, OrganizationFactory()])
        for party in agreement.parties.all():
            party.full_clean()

    def test_organization_of_another_unit_is_refused(self):
        committee = OrganizationFactory(committee=True, unit=UnitFactory(), name="青岛二中党委")
        party = AgreementPartyFactory.build(
            agreement=AgreementFactory(), organization=committee, unit=UnitFactory()
        )
        with pytest.raises(ValidationError) as refused:
            party.full_clean()
        assert refused.value.message_dict == {"unit": ["这是两方，请另起一行填写单位。"]}

    def test_parties_stand_in_their_order(self):
        parties = [UnitFactory(), OrganizationFactory(), UnitFactory()]
        agreement = AgreementFactory(parties=parties)
        assert [party.signatory for party in agreement.parties.all()] == parties


class TestReach:
    def test_effective_from_the_signing_unless_said(self):
        assert AgreementFactory(signed_on=SIGNED).effective_on == SIGNED
        assert AgreementFactory(signed_on=SIGNED, effective_on=EFFECTIVE).effective_on == EFFECTIVE

    def test_public_leaves_out_drafts_future_and_private_ones(self):
        AgreementFactory(draft=True)
        AgreementFactory(private=True)
        AgreementFactory(signed_on=today() + DAY)
        shown = AgreementFactory()
        assert list(Agreement.objects.public()) == [shown]

    def test_concerning_finds_what_is_filed_or_signed_within(self, tree):
        filed = AgreementFactory(organization=tree.community, parties=[UnitFactory(), UnitFactory()])
        signed = AgreementFactory(organization=tree.other_area, parties=[tree.sister, UnitFactory()])
        AgreementFactory(organization=tree.cousin, parties=[tree.cousin, UnitFactory()])
        assert set(Agreement.objects.concerning(tree.area)) == {filed, signed}

    def test_concerning_names_an_agreement_of_two_parties_within_once(self, tree):
        agreement = AgreementFactory(organization=tree.area, parties=[tree.community, tree.sister])
        assert list(Agreement.objects.concerning(tree.area)) == [agreement]

    def test_clerk_sees_own_agreements_parties_and_scans_only(self, tree):
        own, foreign = (AgreementFactory(organization=node) for node in (tree.community, tree.sister))
        scan = AgreementAttachmentFactory(agreement=own)
        AgreementAttachmentFactory(agreement=foreign)
        user = UserFactory(organizations=[tree.community])
        assert list(Agreement.objects.visible_to(user)) == [own]
        assert list(AgreementAttachment.objects.visible_to(user)) == [scan]
        assert {party.agreement for party in AgreementParty.objects.visible_to(user)} == {own}

    def test_clerk_sees_and_does_not_manage_what_an_organization_of_the_branch_signed(self, tree):
        branch = OrganizationFactory(branch=True, parent=tree.community, unit=UnitFactory())
        signed = [
            AgreementFactory(organization=tree.cousin, parties=[tree.cousin, party])
            for party in (tree.community, branch)
        ]
        scan = AgreementAttachmentFactory(agreement=signed[0])
        AgreementAttachmentFactory(agreement=AgreementFactory(organization=tree.cousin))
        user = UserFactory(organizations=[tree.community])
        assert set(Agreement.objects.visible_to(user)) == set(signed)
        assert not Agreement.objects.managed_by(user).exists()
        assert list(AgreementAttachment.objects.visible_to(user)) == [scan]
        assert not AgreementAttachment.objects.managed_by(user).exists()
        assert AgreementParty.objects.visible_to(user).count() == 4

    def test_clerk_does_not_see_what_a_local_unit_or_an_organization_above_signed(self, tree):
        unit = UnitFactory(community=tree.community)
        AgreementFactory(organization=tree.cousin, parties=[tree.cousin, unit])
        AgreementFactory(organization=tree.street, parties=[tree.area, tree.sister])
        assert not Agreement.objects.visible_to(UserFactory(organizations=[tree.community])).exists()

    def test_clerk_sees_every_agreement_that_concerns_the_branch(self, tree):
        parties = [tree.community, tree.sister, tree.cousin, tree.area, tree.street]
        for filed in (tree.community, tree.cousin, tree.street):
            for party in parties:
                AgreementFactory(organization=filed, parties=[party, UnitFactory()])
        for node in (tree.community, tree.area, tree.street):
            visible = set(Agreement.objects.visible_to(UserFactory(organizations=[node])))
            assert set(Agreement.objects.concerning(node)) <= visible

    def test_agreement_of_two_branches_is_seen_once(self, tree):
        agreement = AgreementFactory(organization=tree.cousin, parties=[tree.community, tree.sister])
        user = UserFactory(organizations=[tree.community, tree.sister])
        assert list(Agreement.objects.visible_to(user)) == [agreement]

    def test_attachment_is_valid_and_called_after_its_file(self):
        attachment = AgreementAttachmentFactory(title="")
        attachment.full_clean()
        assert str(attachment).startswith("签字扫描件")

    def test_newest_first_drafts_before_all(self):
        older, newer = AgreementFactory(signed_on=SIGNED), AgreementFactory(signed_on=ENDS)
        draft = AgreementFactory(draft=True)
        assert list(Agreement.objects.all()) == [draft, newer, older]
