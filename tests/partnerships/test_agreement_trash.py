"""An amended agreement goes into the bin and comes back with its amendments and their papers."""

import pytest
from django.core.files.base import ContentFile

from orgs import trash
from partnerships.models import AgreementAmendment
from partnerships.workflow.agreements import renew
from tests.orgs.factories import UserFactory
from tests.partnerships.factories import AgreementFactory
from tests.partnerships.loop_factories import AgreementAmendmentFactory

pytestmark = pytest.mark.django_db


def test_amendments_come_back_with_their_agreement(tree):
    boss = UserFactory(superuser=True)
    agreement = AgreementFactory(organization=tree.community)
    paper = ContentFile(b"%PDF-1.7\n%%EOF\n", "补充.pdf")
    kept = AgreementAmendmentFactory(agreement=agreement, document=paper)
    trashed = trash.throw_away(agreement, boss)
    assert not AgreementAmendment.objects.exists()
    trash.restore(trashed, boss)
    amendment = AgreementAmendment.objects.get()
    assert (amendment.before, amendment.after) == (kept.before, kept.after)
    with amendment.document.open() as file:
        assert file.read() == b"%PDF-1.7\n%%EOF\n"


def test_a_renewal_comes_back_only_while_there_is_no_other(tree):
    boss = UserFactory(superuser=True)
    agreement = AgreementFactory(organization=tree.community)
    first = trash.throw_away(renew(agreement, boss), boss)
    renew(agreement, boss)
    with pytest.raises(trash.CannotRestore, match="所选协议已有续签的协议，请打开那一份继续办理。"):
        trash.restore(first, boss)
