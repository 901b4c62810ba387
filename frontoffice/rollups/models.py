"""What is kept of the records: figures by day and month, who was active in which month, and days to count anew.

Rows are written by ``frontoffice.rollups.rebuilding`` alone, in SQL. They refer without foreign keys: everything here
can be made again from the records, so it must never hold anything back.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def refers(to: str, **options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        to, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+", **options
    )


class Measures(models.Model):
    """What is counted in every cell. See ``frontoffice.rollups.definitions`` for what each means."""

    shifts = models.IntegerField(default=0)
    cancelled_shifts = models.IntegerField(default=0)
    seats = models.IntegerField(default=0)
    taken = models.IntegerField(default=0)
    came = models.IntegerField(default=0)
    missed = models.IntegerField(default=0)
    excused = models.IntegerField(default=0)
    minutes = models.IntegerField(default=0)
    minutes_scanned = models.IntegerField(default=0)
    minutes_witnessed = models.IntegerField(default=0)
    minutes_told = models.IntegerField(default=0)
    minutes_imported = models.IntegerField(default=0)
    minutes_open = models.IntegerField(default=0)
    entries = models.IntegerField(default=0)
    entries_open = models.IntegerField(default=0)
    new_projects = models.IntegerField(default=0)
    new_organizations = models.IntegerField(default=0)
    new_volunteers = models.IntegerField(default=0)

    class Meta:
        abstract = True


MEASURES = tuple(field.name for field in Measures._meta.fields)


class DayFigures(Measures):
    """One local day, place, programme and organization. People and organizations have no programme."""

    day = models.DateField()
    region = refers("places.Region", null=True)
    district = refers("places.District", null=True)
    programme = refers("projects.Programme", null=True)
    organization = refers("organizations.Organization", null=True)

    class Meta:
        verbose_name = _("figures of a day")
        verbose_name_plural = _("figures of days")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "region", "district", "programme", "organization"],
                name="frontoffice_day_figures_once",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["region", "day"], name="frontoffice_days_of_region"),
            models.Index(fields=["organization", "day"], name="frontoffice_days_of_organizer"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class Grain(models.TextChoices):
    """By what the figures of a month are summed up; each has exactly the columns that its name says."""

    COUNTRY = "country"
    REGION = "region"
    PROGRAMME = "programme"
    REGION_PROGRAMME = "region_programme"
    DISTRICT = "district"
    ORGANIZATION = "organization"


class MonthFigures(Measures):
    """The days of one month summed up by one grain, so that a year of the country is twelve rows.

    ``DISTRICT`` and ``ORGANIZATION`` stand with their region. ``month`` is its first day.
    """

    grain = models.CharField(max_length=16, choices=Grain)
    month = models.DateField()
    region = refers("places.Region", null=True)
    district = refers("places.District", null=True)
    programme = refers("projects.Programme", null=True)
    organization = refers("organizations.Organization", null=True)

    class Meta:
        verbose_name = _("figures of a month")
        verbose_name_plural = _("figures of months")
        constraints = [
            models.UniqueConstraint(
                fields=["grain", "month", "region", "district", "programme", "organization"],
                name="frontoffice_month_figures_once",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["grain", "region", "month"], name="frontoffice_months_of_region"),
            models.Index(
                fields=["organization", "month"],
                condition=models.Q(grain="organization"),
                name="frontoffice_months_of_org",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grain} {self.month:%Y-%m}"


class ActiveMonth(models.Model):
    """A person was active in a region in a month, first on ``first_day``.

    ``previous_month``: the month before it in which they were active in this region; ``previous_anywhere``: in the
    country. A person who was active in several regions of a month counts for the country in the row that ``leads``.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "region_id", "month")
    volunteer = refers("volunteers.Volunteer")
    region = refers("places.Region")
    month = models.DateField()
    first_day = models.DateField()
    previous_month = models.DateField(null=True)
    previous_anywhere = models.DateField(null=True)
    leads = models.BooleanField()

    class Meta:
        verbose_name = _("active month of a person")
        verbose_name_plural = _("active months of people")
        indexes = [models.Index(fields=["first_day", "region"], name="frontoffice_active_since")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class ActiveCounts(models.Model):
    """How many people were active in a month and, before it, last in ``previous_month``. Without a region: the country.

    Different people of any months in a row are those whose previous month lies before the first of them. The latest
    ``first_day`` among them is ``last_first_day``: a period that ends later in the month has all of them.
    """

    region = refers("places.Region", null=True)
    month = models.DateField()
    previous_month = models.DateField(null=True)
    people = models.IntegerField()
    last_first_day = models.DateField()

    class Meta:
        verbose_name = _("number of active people")
        verbose_name_plural = _("numbers of active people")
        constraints = [
            models.UniqueConstraint(
                fields=["month", "region", "previous_month"],
                name="frontoffice_active_counts_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.people}"


class FiguresChange(models.Model):
    """A record of this day changed: its figures are to be counted anew. Triggers write it, a refresh works it off."""

    day = models.DateField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("day to count anew")
        verbose_name_plural = _("days to count anew")

    def __str__(self) -> str:
        return f"{self.day}"


class FiguresState(models.Model):
    """The one row that says until when the figures were brought: ``through`` is the local day of that moment."""

    refreshed_at = models.DateTimeField()
    through = models.DateField()

    class Meta:
        verbose_name = _("state of the figures")
        verbose_name_plural = _("state of the figures")

    def __str__(self) -> str:
        return f"{self.refreshed_at}"


class FiguresDrift(models.Model):
    """The nightly comparison found that figures of a day differed from the records: so many ``cells``, and by what.

    ``kept`` and ``counted`` hold the sums that differ. The day was counted anew after that; the row stays, to be looked
    into: a difference means that something changed records past the triggers. Somebody of the republican office who
    looked into it has the day counted once more, and settles it.
    """

    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    day = models.DateField(_("day"))
    cells = models.IntegerField(_("cells"))
    kept = models.JSONField(_("kept"), default=dict)
    counted = models.JSONField(_("counted"), default=dict)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("settled by")
    )

    class Meta:
        verbose_name = _("difference between figures and records")
        verbose_name_plural = _("differences between figures and records")
        ordering = ["-found_at", "day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.cells}"
