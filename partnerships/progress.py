"""What counts as progress of a project: a running one of which nothing is heard is shown to its clerks.

Higher floors know of more signs (activities), which this one cannot import; each app hands in its own when
it is ready.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet

# sign(since, at): what happened from the one day to the other to the project that is OuterRef("pk").
Sign = Callable[[date, date], QuerySet]

signs: list[Sign] = []
