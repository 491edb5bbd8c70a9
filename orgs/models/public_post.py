"""What came in by public forms, counted by source, so that one source cannot flood them."""

from django.db import models


class PublicPost(models.Model):
    form = models.CharField("表单", max_length=30)
    # A digest of the address under the server's key: the address itself is nobody's business.
    source = models.CharField("来源", max_length=64)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "公开提交"
        verbose_name_plural = "公开提交"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["form", "source", "at"], name="public_post_rate"),  # the limiter
            models.Index(fields=["at"], name="public_post_at"),  # what is old enough to go
        ]

    def __str__(self):
        return self.form
