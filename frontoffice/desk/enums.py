"""Words of the desk: what is decided there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MatterKind(models.TextChoices):
    """What a decision is about. Higher parts of the front office register more (``desk.kinds``)."""

    ORGANIZATION = "organization", _("Organization")
    PROJECT = "project", _("Project")
    REPORT = "report", _("Report")
    HOURS = "hours", _("Hours")
    APPEAL = "appeal", _("Appeal")
    BLOCK = "block", _("Block")
    PHOTO = "photo", _("Picture")


class EntryKind(models.TextChoices):
    """What colleagues do with a matter besides deciding it."""

    NOTE = "note", _("Note")
    TAKE = "take", _("Taken")
    ASSIGN = "assign", _("Assigned")
    GIVE_BACK = "give_back", _("Given back")


class Look(models.TextChoices):
    """What came of looking at a picture."""

    KEPT = "kept", _("Kept")
    TAKEN_OUT = "taken_out", _("Taken out")


# How a matter ended without a decision of the desk: its cause went away.
GONE = "gone"
