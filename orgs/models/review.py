"""The steps of a record's review: who submitted, published or returned it, when and why."""

from django.db import models
from django.db.models import Q

from orgs.enums import ReviewState
from orgs.models.user import User


def index_of_unpublished(name: str) -> models.Index:
    """Drafts and what waits for review, for lists and the start page: few among many published rows."""
    return models.Index(fields=["review"], condition=~Q(review=ReviewState.PUBLISHED), name=name)


class ReviewStep(models.Model):
    # The record's model as app_label.model_name (never a proxy's), and its key.
    kind = models.CharField("种类", max_length=60)
    record = models.PositiveBigIntegerField("记录")
    state = models.CharField("改为", max_length=20, choices=ReviewState)
    user = models.ForeignKey(
        User, models.SET_NULL, verbose_name="经手人", related_name="+", null=True, blank=True
    )
    at = models.DateTimeField("时间", auto_now_add=True)
    reason = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = "审核记录"
        verbose_name_plural = "审核记录"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["kind", "record"], name="review_step_record"),  # a record's form and history
        ]

    def __str__(self):
        return self.get_state_display()
