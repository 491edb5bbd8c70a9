"""What was done to a record by a verb: when, by whom, from which state to which; see `orgs/moves.py`."""

from django.db import models

from orgs.models.user import User


class RecordStep(models.Model):
    # The record's model as app_label.model_name (never a proxy's), and its key.
    kind = models.CharField("种类", max_length=60)
    record = models.PositiveBigIntegerField("记录")
    verb = models.CharField("动作", max_length=30)
    word = models.CharField("办理", max_length=30)  # the verb as pages say it
    before = models.CharField("原状态", max_length=20, blank=True)
    after = models.CharField("新状态", max_length=20, blank=True)
    user = models.ForeignKey(
        User, models.SET_NULL, verbose_name="经手人", related_name="+", null=True, blank=True
    )
    # Who did it without an account: 认领单位（专用链接）.
    actor = models.CharField("经手方", max_length=50, blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)
    reason = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["kind", "record"], name="record_step_record"),  # a record's form and history
        ]

    def __str__(self):
        return self.word

    @property
    def who(self) -> str:
        return str(self.user or self.actor or "系统")
