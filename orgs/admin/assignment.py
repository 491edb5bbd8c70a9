"""For which organisations an account works, and in which role."""

from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet

from orgs.admin.record import TabularInline
from orgs.enums import Role
from orgs.models import Assignment, User

_NOWHERE = "请至少选择一个所在党组织，否则您就看不到这个账号了。"
_OWN_ROLE = "不能取消自己最后一个“管理”角色。需要调整的，请联系上级党组织的管理人员。"


class AssignmentFormSet(BaseInlineFormSet):
    acting: User  # who edits; set by the inline

    def clean(self):
        super().clean()
        if self.acting.is_superuser or any(form.errors for form in self.forms):
            return
        kept = [form.cleaned_data for form in self.forms if self._is_kept(form)]
        if not kept:
            raise ValidationError(_NOWHERE)
        if self.instance == self.acting and all(each["role"] != Role.MANAGE for each in kept):
            raise ValidationError(_OWN_ROLE)

    def _is_kept(self, form):
        return form.cleaned_data.get("organization") and not form.cleaned_data.get("DELETE")


class AssignmentInline(TabularInline):
    """Offered is what the acting user manages (`choices_for`), in every role."""

    model = Assignment
    formset = AssignmentFormSet
    extra = 1
    fields = ["organization", "role"]
    autocomplete_fields = ["organization"]
    guide = (
        "角色管到所选党组织和它的全部下级。查看：看得到记录，可以导出；录入：还可以新增、修改、导入，提交审核；"
        "审核：还可以发布、退回、删除；管理：还可以管理用户和设置，恢复删除的记录。"
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.acting = request.user
        return formset
