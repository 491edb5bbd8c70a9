"""Numbers that an office gives to its records: GJ-2019-0001, by office, kind and year, without gaps."""

import re
from datetime import date

from django.db import models, transaction

from lib.numbering import Series

_OWN_FORM = re.compile(r"([A-Z]{1,4})-(\d{4})-(\d{4,})")


class NumberSeries(Series):
    office = models.ForeignKey("orgs.Organization", models.PROTECT, verbose_name="编号机关", related_name="+")
    prefix = models.CharField("字头", max_length=4)
    year = models.PositiveSmallIntegerField("年度")

    class Meta:
        verbose_name = "编号"
        verbose_name_plural = "编号"
        constraints = [
            models.UniqueConstraint(
                fields=["office", "prefix", "year"],
                name="number_series_unique",
                violation_error_message="这个机关这一年度的编号已经有了。",
            ),
        ]

    def __str__(self):
        return f"{self.prefix}-{self.year}（已用到{self.last}）"


class NotLastNumber(Exception):
    """Deleting the record would leave a gap in its series of numbers."""


class Numbered(models.Model):
    """Abstract: a record that gets a number from its office once the day is known that `numbered_on` gives.

    A number once given never changes, even if that day is corrected afterwards. Only the last number of a
    series can be given back, by deleting its record. Subclasses add a unique constraint over
    (office, number).
    """

    office = models.ForeignKey(
        "orgs.Organization",
        models.PROTECT,
        verbose_name="编号机关",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    # NULL, not "", while there is none: only then may many rows of one office have none.
    number = models.CharField("编号", max_length=40, null=True, blank=True, editable=False)  # noqa: DJ001

    class Meta:
        abstract = True

    # Letters before the year; a class attribute or a property.
    number_prefix = ""

    def save(self, *args, **kwargs):
        """Take a number in the same transaction as the row, so none is lost and none is given twice."""
        unnumbered = not self.number
        try:
            with transaction.atomic():
                if unnumbered and (day := self.numbered_on):
                    self._take_number(day.year)
                    if (fields := kwargs.get("update_fields")) is not None:
                        kwargs["update_fields"] = {*fields, "office", "number"}
                super().save(*args, **kwargs)
        except Exception:
            if unnumbered:
                self.office, self.number = None, None
            raise

    @transaction.atomic
    def delete(self, *args, **kwargs):
        """Give the number back with the row. Raises NotLastNumber when a later one was given since."""
        if self.place_in_series():
            self._give_number_back()
        return super().delete(*args, **kwargs)

    def come_back(self) -> str:
        """Take a number again, before the row is written anew: its own, or the next one if that is not free.

        Run it inside the transaction that restores the row. Returns what to tell; "" for its own.
        """
        if not (place := self.place_in_series()):
            return ""
        year, before = place
        if (taken := NumberSeries.take(**self._series(year))) == before:
            return ""
        old, self.number = self.number, self.number_in(year, taken)
        return f"原来的编号{old}不能再用，现在的编号是{self.number}。"

    @property
    def numbered_on(self) -> date | None:
        """The day that fixes the number's year; None while the record has no number to get."""
        return None

    def _take_number(self, year):
        self.office = self.organization.office()
        last = NumberSeries.take(office=self.office, prefix=self.number_prefix, year=year)
        self.number = self.number_in(year, last)

    def number_in(self, year: int, last: int) -> str:
        return f"{self.number_prefix}-{year}-{last:04}"

    def place_in_series(self) -> tuple[int, int] | None:
        """(year, place) read from its number; None for a number that the office gave by a rule of its own."""
        form = _OWN_FORM.fullmatch(self.number or "")
        return (int(form[2]), int(form[3])) if form and form[1] == self.number_prefix else None

    def may_be_deleted(self) -> bool:
        """Would deleting it leave no gap? True outside of the series, and for the last one of its series."""
        if not (place := self.place_in_series()):
            return True
        return NumberSeries.objects.filter(**self._series(place[0]), last=place[1]).exists()

    def _give_number_back(self):
        year, last = self.place_in_series()
        if not NumberSeries.give_back(last, **self._series(year)):
            raise NotLastNumber(self.number)

    def _series(self, year):
        return {"office_id": self.office_id, "prefix": self.number_prefix, "year": year}
