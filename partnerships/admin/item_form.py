"""What the forms of list items refuse beyond the rules of the model."""

from django.core.exceptions import ValidationError

from lib.days import today
from lib.identity import validate_no_home, validate_no_name
from orgs.admin.reviewed import ReviewedForm
from partnerships.enums import Beneficiary
from partnerships.workflow.items import counted_without, kept_by, may_relist

_PUBLIC = ("title", "wish", "description")
_MISSING = {
    "wish": "微心愿请用一句话写明心愿，如“想有一副老花镜”。",
    "claim_by": "微心愿请填认领截止日期，到期没有人认领的转入“公开认领”。",
}


class ItemForm(ReviewedForm):
    def clean_withdrawn_on(self):
        """Days have been counted without it: it does not come back on its list."""
        day, stored = self.cleaned_data["withdrawn_on"], self.instance.withdrawn_on
        if stored and not may_relist(self.instance) and (day is None or day > today()):
            raise ValidationError(counted_without(stored))
        return day

    def clean(self):
        cleaned = super().clean()
        is_withdrawn = "withdrawn_on" in self.changed_data and cleaned.get("withdrawn_on")
        if is_withdrawn and self.instance.pk and (why := kept_by(self.instance)):
            self.add_error("withdrawn_on", why)
        return cleaned


class DemandForm(ItemForm):
    """微心愿 need a wish and a day by which they are claimed, and name nobody."""

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("beneficiary") == Beneficiary.RESIDENTS:
            self._judge_wish(cleaned)
        elif cleaned.get("wish"):
            self.add_error("beneficiary", "写了心愿的，受益方请选“居民”；不是微心愿的，请删去心愿。")
        self._judge_deadline(cleaned)
        self._judge_places(cleaned)
        return cleaned

    def _judge_wish(self, cleaned):
        for name in _PUBLIC:
            if name in self.changed_data or "beneficiary" in self.changed_data:
                self._judge_words(name, cleaned.get(name) or "")
        if cleaned.get("withdrawn_on"):
            return
        for name, words in _MISSING.items():
            if not cleaned.get(name) and name not in self.errors and self._must_have(name):
                self.add_error(name, words)

    def _must_have(self, name):
        """Not what was on its list before there were wishes: a demand that was met long ago gets none now."""
        return self.instance.published_on is None or bool({name, "beneficiary"} & set(self.changed_data))

    def _judge_words(self, name, text):
        for refuse in (validate_no_home, validate_no_name):
            try:
                refuse(text)
            except ValidationError as error:
                self.add_error(name, error)

    def _judge_deadline(self, cleaned):
        claim_by, published_on = cleaned.get("claim_by"), cleaned.get("published_on")
        if not claim_by or "claim_by" not in self.changed_data:
            return
        if claim_by < today():
            self.add_error("claim_by", "认领截止不能早于今天，请改成以后的日期。")
        elif published_on and claim_by < published_on:
            self.add_error("claim_by", "认领截止不能早于发布日期。")

    def _judge_places(self, cleaned):
        places = cleaned.get("places")
        if places and self.instance.pk and "places" in self.changed_data:
            held = self.instance.claims.holding().count()
            if places < held:
                self.add_error("places", f"已有{held}家认领，名额不能少于{held}。")
