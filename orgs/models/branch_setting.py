"""What an organisation settles for itself and everything below it."""

from django.db import models

from orgs.models.organization import Organization
from orgs.scope import ScopedQuerySet


class BranchSettingQuerySet(ScopedQuerySet):
    pass


class BranchSetting(models.Model):
    organization = models.OneToOneField(
        Organization, models.CASCADE, verbose_name="党组织", related_name="setting"
    )
    requires_second_factor = models.BooleanField(
        "登录要动态口令",
        default=False,
        help_text="这个党组织和下级的工作人员登录时，除密码外还要输入手机上的动态口令。",
    )
    # Labels of models whose records are published without review.
    unreviewed = models.JSONField("不用审核的种类", default=list, blank=True)

    objects = BranchSettingQuerySet.as_manager()

    class Meta:
        verbose_name = "管理设置"
        verbose_name_plural = "管理设置"
        ordering = ["organization__path"]

    def __str__(self):
        return f"{self.organization}的管理设置"
