"""A stored photograph: upright, without metadata, in two sizes."""

from django.db import models

from lib.pictures import SMALL_EDGE, prepare, validate_picture
from lib.privacy import validate_impersonal
from lib.stored import OwnsFiles


class Photo(OwnsFiles):
    """Abstract: subclasses say whose photograph it is."""

    image = models.ImageField("照片", upload_to="photos/%Y/%m/", validators=[validate_picture])
    small = models.ImageField("小图", upload_to="photos/%Y/%m/", editable=False)
    width = models.PositiveIntegerField("宽（像素）", editable=False)
    height = models.PositiveIntegerField("高（像素）", editable=False)
    caption = models.CharField("说明", max_length=100, blank=True, validators=[validate_impersonal])
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        abstract = True

    def __str__(self):
        return self.caption or f"照片{self.pk}"

    _is_ready = False

    def save(self, *args, **kwargs):
        self.make_ready()
        super().save(*args, **kwargs)
        self._is_ready = False

    def make_ready(self) -> None:
        """Decode the upload into the two sizes. That takes a second or so: with many, it is done before the
        transaction that saves them, for which everybody else would have to wait.
        """
        if self._is_ready or not self.image or self.image._committed:
            return
        prepared = prepare(self.image)
        self.image, self.small = prepared.full, prepared.small
        self.width, self.height = prepared.width, prepared.height
        self._is_ready = True

    @property
    def small_width(self):
        """The pixel width of the smaller size."""
        return min(self.width, round(self.width * SMALL_EDGE / max(self.width, self.height)))
