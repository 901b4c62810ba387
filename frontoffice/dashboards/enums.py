"""Choices of the dashboards."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GoalMeasure(TextChoices):
    """What a programme's goal is counted in; each is a figure of ``rollups.definitions``."""

    HOURS = "hours", _("Verified hours")
    CAME = "came", pgettext_lazy("figure", "Came")
    SHIFTS = "shifts", _("Shifts held")
    NEW_PROJECTS = "new_projects", _("New projects")
