"""What a list was narrowed to, in the words that stand beside it."""

from django.contrib.admin.views.main import ChangeList

_PARTS = (("year", "年"), ("month", "月"), ("day", "日"))


def narrowing(changelist: ChangeList) -> str:
    """筛选：状态 即将到期，时间 2019年5月；查找“图书馆”。 "" for the whole list."""
    chosen = [*_filters(changelist), *_days(changelist)]
    told = [f"筛选：{'，'.join(chosen)}"] if chosen else []
    if changelist.query:
        told.append(f"查找“{changelist.query}”")
    return f"{'；'.join(told)}。" if told else ""


def _filters(changelist):
    for spec in changelist.filter_specs:
        if spec.used_parameters:
            words = (str(each["display"]) for each in spec.choices(changelist) if each.get("selected"))
            yield f"{spec.title} {'、'.join(word.strip() for word in words) or '其他'}"


def _days(changelist):
    """Of the days above the list the one, or the month or year, that was chosen."""
    name = changelist.date_hierarchy
    asked = {part: changelist.params.get(f"{name}__{part}", "") for part, _ in _PARTS}
    day = "".join(f"{asked[part]}{word}" for part, word in _PARTS if asked[part])
    return [f"{changelist.lookup_opts.get_field(name).verbose_name} {day}"] if day else []
