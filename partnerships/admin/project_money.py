"""What a project has cost so far, beside its budget, with the entries of the funds that paid it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from lib.templatetags.jiedao_text import day
from orgs.admin.columns import BAD, state
from orgs.models import User
from partnerships.models import FundEntry, Project
from partnerships.templatetags.partnerships_money import yuan


def money_of(project: Project, user: User | None) -> str:
    """The sum of all, and a line for each entry of a fund that the user sees. Two queries."""
    entries = FundEntry.objects.filter(project=project)
    spent = entries.spent()
    seen = list(entries.uses().visible_to(user).select_related("fund")) if user else []
    listed = format_html_join("", '<br><a href="{}">{}　{}　{}　{}</a>', map(_row, seen))
    elsewhere = spent + sum(entry.amount for entry in seen)
    rest = format_html("<br>其他党组织的基金和经费　{}", yuan(elsewhere)) if elsewhere else ""
    over = spent - project.budget if project.budget is not None else 0
    warning = format_html("　{}", state(f"超出预算{yuan(over)}", BAD)) if over > 0 else ""
    return format_html("{}{}{}{}", yuan(spent), warning, listed, rest)


def _row(entry):
    fund = reverse("admin:partnerships_fund_change", args=[entry.fund_id])
    return fund, day(entry.day), entry.fund, entry.purpose, yuan(entry.amount)
