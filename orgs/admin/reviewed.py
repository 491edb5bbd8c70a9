"""The admin of what residents may be shown: drafts are submitted, reviewed, published or returned."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse

from orgs import review
from orgs.access import Action, least_role, may
from orgs.admin.form import RecordForm
from orgs.admin.review_panel import Panel, new_panel, panel_of, read_panel, review_state
from orgs.enums import ReviewState
from orgs.models import Organization


class PassingField(forms.CharField):
    """Belongs to the step that a button takes, not to the record: typing there changes nothing."""

    def has_changed(self, initial, data):
        return False


class ReviewedForm(RecordForm):
    review_reason = PassingField(
        label="退回原因", required=False, max_length=500, widget=AdminTextareaWidget(attrs={"rows": 3})
    )

    def clean(self):
        cleaned = super().clean()
        if "_return" in self.data and not self.data.get("review_reason", "").strip():
            self.add_error("review_reason", "请写明退回原因，录入人要照着修改。")
        return cleaned


class ReviewedAdmin:
    """Mixed into the admin of a `PublicRecord`, before the others."""

    form = ReviewedForm
    change_form_template = "admin/reviewed_form.html"
    object_history_template = "admin/reviewed_history.html"
    actions = ("submit_selected", "publish_selected")
    # Fields, and inlines by the related name of their rows, that residents never see: no review for these.
    staff_only = review.STAFF_ONLY
    # Why residents do not see what is published, where that depends on more than its being public.
    not_yet_shown = ""

    def has_review_permission(self, request):
        return may(request.user, Action.REVIEW, self.model)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The reason is asked for where somebody could return the record."""
        form = super().get_form(request, obj, change, **kwargs)
        if not self._may_return(request, obj):
            form.base_fields.pop("review_reason", None)
        return form

    def change_view(self, request, object_id, form_url="", extra_context=None):
        reason = request.POST.get("review_reason", "").strip()
        if request.method == "POST" and "_return" in request.POST and reason:
            record = self.get_object(request, unquote(object_id))
            if record is not None:
                return self._return(request, record, reason)
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        """The state is the stored one, under a lock: another may have moved it since the form was read."""
        if change:
            stored = self.model._base_manager.select_for_update().filter(pk=obj.pk)
            obj.review = stored.values_list("review", flat=True).get()
        else:
            obj.review = ReviewState.PUBLISHED if self._at_once(request, obj) else ReviewState.DRAFT
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        record, post = form.instance, request.POST
        if record.review == ReviewState.PUBLISHED:
            if change and self._concerns_residents(form, formsets):
                self._reopen(request, record)
        elif "_publish" in post:
            self._publish(request, record)
        elif "_submit" in post and record.review != ReviewState.SUBMITTED:
            self._submit(request, record)
        elif "_withdraw" in post and record.review == ReviewState.SUBMITTED:
            review.withdraw(record, request.user, request)
            self.message_user(request, "已撤回提交，现在是草稿。")
        elif record.review in (ReviewState.DRAFT, ReviewState.RETURNED):
            self._tell_unsubmitted(request, record)

    # Steps

    def _publish(self, request, record):
        """Who reviews elsewhere submits here."""
        if not self.has_review_permission(request) and review.is_reviewed(self.model, record.organization):
            raise PermissionDenied
        if not review.may_publish(request.user, self.model, record.organization):
            self._submit(request, record, f"您在{record.organization.label}没有审核权限，")
            return
        review.publish(record, request.user, request)
        self._tell_published(request, record)

    def _tell_published(self, request, record):
        """Published is not always shown: the clerk would look for it on the public pages in vain."""
        if not record.is_public:
            words = "已发布，但没有勾选“对外公开”，公众看不到内容。"
        elif not self.model.objects.public().filter(pk=record.pk).exists():
            words = f"已发布，但{self.not_yet_shown}"
        else:
            words = "已发布。公众可以看到了。"
        self.message_user(request, words)

    def _submit(self, request, record, why=""):
        if record.review != ReviewState.SUBMITTED:
            review.submit(record, request.user, request)
        self.message_user(request, f"{why}已提交审核，审核发布后公众才能看到。")

    def _tell_unsubmitted(self, request, record):
        button = "保存并发布" if self.publishes(request, record) else "保存并提交审核"
        words = f"还没有发布，公众看不到。录好后请点“{button}”。"
        self.message_user(request, words, messages.WARNING)

    def _reopen(self, request, record):
        if review.may_publish(request.user, self.model, record.organization):
            return
        review.reopen(record, request.user, request)
        words = "这条记录原来已发布，改动后已重新提交审核，审核前公众看不到。"
        self.message_user(request, words, messages.WARNING)

    def _return(self, request, record, reason):
        try:
            review.return_(record, request.user, reason, request)
        except review.Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        self.message_user(request, f"“{record}”已退回，录入人会看到您写的原因。")
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return HttpResponseRedirect(f"{reverse(name)}?review={ReviewState.SUBMITTED}")

    # Rights

    def _may_return(self, request, record):
        return (
            record is not None
            and record.review == ReviewState.SUBMITTED
            and review.may_review(request.user, self.model, record.organization)
        )

    def publishes(self, request, record=None) -> bool:
        """May the user publish the record, or a new one in some branch, without another's review?"""
        if record is not None:
            return review.may_publish(request.user, self.model, record.organization)
        return self.has_review_permission(request) or self._nothing_is_reviewed(request)

    def _at_once(self, request, record):
        return request.user.is_superuser or not review.is_reviewed(self.model, record.organization)

    def _nothing_is_reviewed(self, request):
        """Where the user's new rows begin (`own_by_default`)."""
        if request.user.is_superuser:
            return True
        paths = request.user.paths_as(least_role(self.model, Action.ADD))
        own = Organization.objects.filter(path__in=paths[:1]).first()
        return own is not None and not review.is_reviewed(self.model, own)

    def _concerns_residents(self, form, formsets):
        changed = set(form.changed_data) - self.staff_only
        return bool(changed) or any(
            formset.has_changed() for formset in formsets if formset.prefix not in self.staff_only
        )

    # Pages

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["review"] = self._panel(request, context, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _panel(self, request, context, obj):
        if context["is_popup"]:
            return Panel()
        if obj is None:
            return new_panel(publishes=self.publishes(request), at_once=self._nothing_is_reviewed(request))
        if not self.has_change_permission(request, obj):
            return read_panel(obj)
        reviews = review.may_review(request.user, self.model, obj.organization)
        publishes = self.publishes(request, obj)
        return panel_of(obj, request.user, self.admin_site, publishes=publishes, reviews=reviews)

    def history_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, unquote(object_id))
        steps = {"review_steps": list(review.steps_of(row)) if row else []}
        return super().history_view(request, object_id, steps | (extra_context or {}))

    @admin.display(description="审核状态", ordering="review")
    def reviewed(self, record):
        return review_state(record)

    @admin.action(description="提交审核", permissions=["change"])
    def submit_selected(self, request, queryset):
        self._take_all(request, queryset, review.submit_all, "已提交审核", "不是您能提交的草稿或退回的记录")

    @admin.action(description="审核发布", permissions=["review"])
    def publish_selected(self, request, queryset):
        self._take_all(request, queryset, review.publish_all, "已发布", "不是等您审核的")

    def _take_all(self, request, queryset, verb, what, why):
        """12条已发布，2条不是等您审核的，没有动。"""
        chosen = queryset.order_by().count()  # before: the list may be filtered by what is about to change
        done = verb(queryset, request.user, request)
        told = [f"{done}条{what}"] if done else []
        told += [f"{chosen - done}条{why}，没有动"] if chosen > done else []
        self.message_user(request, "，".join(told) + "。", messages.SUCCESS if done else messages.WARNING)
