"""People counted for the public tables where no other figures know them, and frozen versions of the open data."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PeopleKind(models.TextChoices):
    PROGRAMME = "programme", _("by programme")
    AGE = "age", _("by age")


class PeopleCount(models.Model):
    """So many different people were active: of a programme (its key) in a month (``YYYY-MM``) or, with an empty month,
    in the year; or of an age group in the year. Written by ``counting`` alone, made again from the records."""

    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(max_length=9, choices=PeopleKind)
    key = models.CharField(max_length=20)
    month = models.CharField(max_length=7, blank=True)
    people = models.PositiveIntegerField(_("people"))
    counted_at = models.DateTimeField(_("counted at"), default=timezone.now)

    class Meta:
        verbose_name = _("number of active people for the public")
        verbose_name_plural = _("numbers of active people for the public")
        constraints = [
            models.UniqueConstraint(fields=["year", "kind", "key", "month"], name="frontoffice_people_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.kind} {self.key}"


class OpenDataVersion(models.Model):
    """What was published on a day. Never edited: a correction comes with the next version."""

    day = models.DateField(_("day"), unique=True)
    through = models.DateField(_("figures until"))
    digest = models.CharField(_("digest"), max_length=64)
    published_at = models.DateTimeField(_("published at"), default=timezone.now)

    class Meta:
        verbose_name = _("version of the open data")
        verbose_name_plural = _("versions of the open data")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"


class OpenDataFile(models.Model):
    """One file of a version, byte for byte."""

    version = models.ForeignKey(OpenDataVersion, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=60)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("file of the open data")
        verbose_name_plural = _("files of the open data")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="frontoffice_open_file_once")]

    def __str__(self) -> str:
        return self.name
