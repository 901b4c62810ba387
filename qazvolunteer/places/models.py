"""Regions, districts and towns of the country, keyed by KATO (nine digits, kept as text).

Units come and go, so each has ``valid_from`` and ``valid_to`` and none is ever an enum.
"""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.kazakh_order import sort_key
from qazvolunteer.core.search_columns import FoundByName

LANGUAGES = ("kk", "ru", "en")


class PlaceQuerySet(models.QuerySet):
    def in_order(self) -> Self:
        """By name in the reader's alphabet: Kazakh by the stored key, the others by the database."""
        return self.order_by("sort_key") if get_language() == "kk" else self.order_by("name")

    def valid(self) -> Self:
        """Units that exist today."""
        return self.filter(valid_to=None)


class Place(FoundByName):
    """What every unit has: KATO, slug, three names, coordinates in degrees; Kazakh sort key and folded names."""

    kato = models.CharField("KATO", max_length=9, primary_key=True)
    kind = models.CharField(_("kind"), max_length=24)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    other_names = models.CharField(
        _("old and other names"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("Separated by commas. The search finds the place under them; they are not shown."),
    )
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    sort_key = models.CharField(max_length=240, editable=False, db_collation="C")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta(FoundByName.Meta):
        abstract = True
        ordering = ["sort_key"]
        indexes = [GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="places_%(class)s_search")]

    def __str__(self) -> str:
        return self.name or self.kato

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(self.name_kk)  # type: ignore[attr-defined]
        super().save(*args, **kwargs)

    def names(self) -> list[str]:
        """In three languages, then the old ones: whatever people may call it."""
        return [*(getattr(self, f"name_{code}") for code in LANGUAGES), *self.other_names.split(", ")]


class Region(Place):
    """One of the twenty first-level units: seventeen regions and three cities of republican significance."""

    short = models.CharField(_("short name"), max_length=60)
    centre = models.CharField(_("centre"), max_length=60)
    iso = models.CharField("ISO 3166-2", max_length=6, unique=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    area_km2 = models.PositiveIntegerField(_("area, km²"), null=True, blank=True)

    class Meta(Place.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name


class District(Place):
    """A district or a city administration inside a region."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="districts", verbose_name=_("region"))

    class Meta(Place.Meta):
        verbose_name = _("district")
        verbose_name_plural = _("districts")


class Town(Place):
    """A town, settlement or large village."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="towns", verbose_name=_("region"))
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="towns", null=True, blank=True, verbose_name=_("district")
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)

    class Meta(Place.Meta):
        verbose_name = _("town")
        verbose_name_plural = _("towns")
