"""Numbers without gaps: a series' last number lives in a row that is locked while the next one is taken.

The number and the record that carries it are written in one transaction, so a save that fails gives
its number back, and two saves at once wait for each other.
"""

from __future__ import annotations

from django.db import models


class Series(models.Model):
    """Abstract: a concrete series adds the fields that name it, unique together."""

    last = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        abstract = True

    @classmethod
    def take(cls, **name) -> int:
        """The next number of the series called `name`, from 1.

        Run it inside the transaction that saves the numbered record: the row stays locked until that
        ends. Three queries.
        """
        series = cls.locked(**name)
        series.last += 1
        series.save(update_fields=["last"])
        return series.last

    @classmethod
    def locked(cls, **name) -> Series:
        """The series called `name`, begun if need be, and locked until the transaction ends."""
        cls.objects.get_or_create(**name)
        return cls.objects.select_for_update().get(**name)

    @classmethod
    def give_back(cls, number: int, **name) -> bool:
        """Take the series one step back if `number` is its last; say whether it was.

        Run it inside the transaction that deletes the numbered record.
        """
        series = cls.objects.select_for_update().filter(**name).first()
        if series is None or series.last != number:
            return False
        series.last -= 1
        series.save(update_fields=["last"])
        return True
