"""Changes of an agreement's text after it was signed; the old text is kept."""

from django.db import models

from lib.addresses import address
from lib.days import today, validate_past, validate_year
from lib.privacy import validate_impersonal
from lib.stored import OwnsFiles
from lib.uploads import DocumentField
from orgs.models import User
from orgs.scope import ScopedQuerySet
from partnerships.models.agreement import Agreement


class AgreementAmendmentQuerySet(ScopedQuerySet):
    path_lookup = "agreement__organization__path"

    def visible_to(self, user):
        return self.filter(agreement__in=Agreement.objects.visible_to(user).order_by())


class AgreementAmendment(OwnsFiles):
    """What the content was and what it became. A longer term is a renewal, not an amendment.

    The newest one's `after` is the agreement's content, unless that was corrected since in the form.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, verbose_name="协议", related_name="amendments")
    amended_on = models.DateField("变更日期", default=today, validators=[validate_year, validate_past])
    before = models.TextField("原内容", blank=True, editable=False)
    after = models.TextField("新内容", validators=[validate_impersonal])
    reason = models.CharField("变更原因", max_length=200, validators=[validate_impersonal])
    document = DocumentField("补充协议", upload_to="agreements/%Y/%m/", blank=True)
    user = models.ForeignKey(
        User,
        models.SET_NULL,
        verbose_name="经手人",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    objects = AgreementAmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = "协议变更"
        verbose_name_plural = "协议变更"
        ordering = ["amended_on", "pk"]

    def __str__(self):
        return self.reason

    def get_absolute_url(self):
        """Its document, for staff."""
        return address("partnerships:amendment_document", self.pk)
