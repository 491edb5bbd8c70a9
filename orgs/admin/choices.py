"""What choosers offer: what the user sees, and for a row's own place only where the user may add rows."""

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Field, Model, QuerySet

from orgs.access import Action, least_role
from orgs.enums import OrganizationLevel, Role
from orgs.models import Organization, Unit, User
from orgs.scope import ScopedQuerySet


def place_field(model: type[Model]) -> str | None:
    """The field that files a row of the model somewhere in the tree: 归口党组织, 属地社区, 上级党组织."""
    if issubclass(model, Organization):
        return "parent"
    queryset = model._default_manager.all()
    return queryset.path_lookup.split("__")[0] if isinstance(queryset, ScopedQuerySet) else None


def choices_for(field: Field, user: User, queryset: QuerySet | None = None) -> QuerySet:
    """The rows that the user may choose in the field, of `queryset` or of all that it points to."""
    queryset = field.remote_field.model._default_manager.all() if queryset is None else queryset
    if field.model is Unit and field.name == "community":
        queryset = queryset.filter(level=OrganizationLevel.COMMUNITY)
    if not isinstance(queryset, ScopedQuerySet):
        return queryset
    if field.name == place_field(field.model):
        return queryset.under(user, least_role(field.model, Action.ADD))
    # A one-to-one field takes the other row for its own: who renews an agreement changes its status.
    return queryset.managed_by(user) if field.one_to_one else queryset.visible_to(user)


def own_place(model: type[Model], user: User) -> Organization | None:
    """Where the user works and may add rows of the model; the first of several."""
    role = Role.VIEW if user.is_superuser else least_role(model, Action.ADD)
    paths = user.paths_as(role) if role else []
    return Organization.objects.filter(path__in=paths).order_by("path").first()


class ScopedAutocompleteView(AutocompleteJsonView):
    """Django's own, offering what `choices_for` the field allows."""

    def process_request(self, request):
        """No name holds a NUL; PostgreSQL refuses to look for one."""
        term, *others = super().process_request(request)
        return term.replace("\0", ""), *others

    def get_queryset(self):
        choices = choices_for(self.source_field, self.request.user, super().get_queryset())
        return choices.select_related("parent") if choices.model is Organization else choices

    def serialize_result(self, obj, to_field_name):
        """With the organisation above it: many branches are called 第一党支部."""
        result = super().serialize_result(obj, to_field_name)
        if isinstance(obj, Organization) and obj.parent:
            result["text"] = f"{obj.name}（{obj.parent.label}）"
        return result
