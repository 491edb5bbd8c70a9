"""Staff accounts and the branches of the tree that they work for."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property

from orgs.access import reaches
from orgs.enums import Role
from orgs.models.organization import Organization
from orgs.scope import ScopedQuerySet, in_branches_of


class User(AbstractUser):
    display_name = models.CharField("姓名", max_length=50, blank=True)
    organizations = models.ManyToManyField(
        Organization, through="orgs.Assignment", verbose_name="所在党组织", related_name="staff"
    )
    must_change_password = models.BooleanField(
        "下次登录要改密码", default=False, help_text="别人设的密码只用一次：登录后先改成自己的。"
    )
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True, editable=False)

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
    def _roles(self):
        """[(path, role)] of the branches that the user works for. One query, once a request."""
        return list(self.assignments.order_by("organization__path").values_list("organization__path", "role"))

    def paths_as(self, role: Role) -> list[str]:
        """Paths of the organisations where the user holds at least the role, those below another left out."""
        paths = []
        for path, held in self._roles:
            if reaches(held, role) and not (paths and path.startswith(paths[-1])):
                paths.append(path)
        return paths

    @property
    def branch_paths(self) -> list[str]:
        """Paths of the organisations that the user works for, in whatever role."""
        return self.paths_as(Role.VIEW)

    @property
    def is_clerk(self):
        """May work in the admin: a superuser, or staff tied to at least one organisation."""
        return self.is_active and self.is_staff and (self.is_superuser or bool(self.branch_paths))

    def managed_accounts(self):
        """Accounts in the user's hands: of those who work only where the user manages; no superuser's."""
        if self.is_superuser:
            return User.objects.all()
        theirs = Assignment.objects.filter(user=OuterRef("pk"))
        held = in_branches_of(self, "organization__path", Role.MANAGE)
        return User.objects.filter(
            Exists(theirs.filter(held)), ~Exists(theirs.exclude(held)), is_superuser=False
        )


class AssignmentQuerySet(ScopedQuerySet):
    pass


class Assignment(models.Model):
    """A user works for an organisation and everything below it, in a role."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="用户", related_name="assignments")
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="党组织", related_name="assignments"
    )
    role = models.CharField("角色", max_length=10, choices=Role, default=Role.ENTER)

    objects = AssignmentQuerySet.as_manager()

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
