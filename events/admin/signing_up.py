"""代为报名: the desk signs up whoever calls or comes."""

from __future__ import annotations

from django import forms

from events.enums import ActivityStatus, SignupOrigin, SignupStatus
from events.models.signup import MOST_PEOPLE
from events.workflow import signups, volunteers
from lib.contact_fields import LineField, PhoneField
from orgs.admin.acts import Act, ActForm
from orgs.moves import Move

SIGN_UP = Move("sign-up", "代为报名", (ActivityStatus.PUBLISHED,))


class SignUpForm(ActForm):
    contact_name = LineField(label="姓名", max_length=50)
    contact_phone = PhoneField(label="手机号码", help_text="改期、取消时打电话用，活动以后按规定的天数删除。")
    people = forms.IntegerField(label="人数", initial=1, min_value=1, max_value=MOST_PEOPLE)
    note = LineField(label="备注", max_length=200, required=False)
    is_second = forms.BooleanField(label="这是另一个人（同名同号码的再报一个）", required=False)


def _sign_up(activity, user, request, **asked):
    name, phone = asked["contact_name"], asked["contact_phone"]
    signup = signups.sign_up(
        activity,
        consent=None,
        origin=SignupOrigin.DESK,
        user=user,
        request=request,
        volunteer=volunteers.matching(activity.organization, name, phone),
        **asked,
    )
    if signup.status == SignupStatus.WAITING:
        return f"名额已满，{name}排在候补第{signups.place_in_queue(signup)}位，报名号{signup.code}。"
    return f"{name}已报上名，报名号{signup.code}。"


ACT = Act(
    SIGN_UP,
    _sign_up,
    SignUpForm,
    "居民打电话或到社区来报名的，在这里登记。请告诉对方：号码只用来通知这次活动。",
    fits=lambda activity: activity.takes_signups and not activity.is_past(),
)
