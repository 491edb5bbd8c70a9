"""Staff accounts and the branches of the tree that they work for."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property

from orgs.models.organization import Organization


class User(AbstractUser):
    display_name = models.CharField("姓名", max_length=50, blank=True)
    organizations = models.ManyToManyField(
        Organization, through="orgs.Assignment", verbose_name="所在党组织", related_name="staff"
    )

    class Meta(AbstractUser.Meta):
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self):
        return self.display_name or self.username

    def get_full_name(self):
        """The name that Django's pages, the history above all, print beside the account."""
        return self.display_name

    def get_short_name(self):
        return str(self)

    @cached_property
    def branch_paths(self):
        """Paths of the organisations that the user works for, those below another one left out. One query."""
        paths = []
        for path in self.organizations.order_by("path").values_list("path", flat=True):
            if not paths or not path.startswith(paths[-1]):
                paths.append(path)
        return paths

    @property
    def is_clerk(self):
        """May work in the admin: a superuser, or staff tied to at least one organisation."""
        return self.is_active and self.is_staff and (self.is_superuser or bool(self.branch_paths))


class Assignment(models.Model):
    """A user works for an organisation and everything below it."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="用户", related_name="assignments")
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="党组织", related_name="assignments"
    )

    class Meta:
        verbose_name = "所在党组织"
        verbose_name_plural = "所在党组织"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization"],
                name="assignment_once",
                violation_error_message="这个用户已经在该党组织任职。",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.organization}"
