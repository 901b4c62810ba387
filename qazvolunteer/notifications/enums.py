from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """Ways to a person. E-mail is the first."""

    EMAIL = "email", _("E-mail")


class Category(models.TextChoices):
    """What a person may switch off as a whole. ``ACCOUNT`` cannot be switched off: it is how one gets back in."""

    ACCOUNT = "account", _("Account and security")
    SIGNUP = "signup", _("My sign-ups: confirmed, waiting, offered, changed, cancelled")
    REMINDER = "reminder", _("Reminders before a shift")
    ORGANIZER = "organizer", _("Messages and calls of organizers")
    WORK = "work", _("Work of my organization")


ESSENTIAL_CATEGORIES = frozenset({Category.ACCOUNT})


class State(models.TextChoices):
    """The life of an outbox row."""

    PENDING = "pending", _("pending")
    SENT = "sent", _("sent")
    OBSOLETE = "obsolete", _("no longer true")
    SUPPRESSED = "suppressed", _("switched off by the reader")
    FAILED = "failed", _("failed")
