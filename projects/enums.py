from django.db import models
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.transitions import Table


class ProgrammeKind(models.TextChoices):
    DIRECTION = "direction", _("Birgemiz direction")
    CAMPAIGN = "campaign", _("Campaign")
    INTERNATIONAL = "international", _("International partner programme")


class ProjectKind(models.TextChoices):
    """A training and an event are projects of another kind: same seats, same check-in, same certificate."""

    PROJECT = "project", _("Project")
    TRAINING = "training", _("Training")
    EVENT = "event", _("Event")


class Format(models.TextChoices):
    ON_SITE = "on_site", _("On site")
    REMOTE = "remote", _("Remote")
    AT_HOME = "at_home", _("At home")


class ProjectState(models.TextChoices):
    """The review, then the end. Publication and open sign-ups are separate facts, not states."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    NEEDS_WORK = "needs_work", _("Returned for changes")
    REFUSED = "refused", _("Refused")
    APPROVED = "approved", _("Approved")
    # A front office stopped it until it resumes; everybody keeps their place.
    PAUSED = "paused", _("Paused by the front office")
    COMPLETED = "completed", _("Completed")
    EXPIRED = "expired", _("Nobody came")
    CANCELLED = "cancelled", _("Cancelled")


EDITABLE = frozenset({ProjectState.DRAFT, ProjectState.NEEDS_WORK})
# What visitors may open: running, paused, and over (for whoever followed a link).
OVER = frozenset({ProjectState.COMPLETED, ProjectState.EXPIRED, ProjectState.CANCELLED})
SHOWN = OVER | {ProjectState.APPROVED, ProjectState.PAUSED}

TRANSITIONS = Table.of(
    {
        "submit": (EDITABLE, ProjectState.SUBMITTED),
        "approve": ({ProjectState.SUBMITTED}, ProjectState.APPROVED),
        "return": ({ProjectState.SUBMITTED}, ProjectState.NEEDS_WORK),
        "refuse": ({ProjectState.SUBMITTED}, ProjectState.REFUSED),
        "complete": ({ProjectState.APPROVED}, ProjectState.COMPLETED),
        "expire": ({ProjectState.APPROVED}, ProjectState.EXPIRED),
        "stop": ({ProjectState.APPROVED}, ProjectState.PAUSED),
        "resume": ({ProjectState.PAUSED}, ProjectState.APPROVED),
        "cancel": (
            EDITABLE | {ProjectState.SUBMITTED, ProjectState.APPROVED, ProjectState.PAUSED},
            ProjectState.CANCELLED,
        ),
    }
)


class RiskTag(models.TextChoices):
    """Work forbidden to everybody under 18 (Law 42-VI art. 12, p. 2-1). No organizer can lift it."""

    EMERGENCY = "emergency", _("Help in an emergency or its prevention")
    DISASTER = "disaster", _("Help to victims of disasters, conflicts or accidents")
    OFFENDERS = "offenders", _("Help to people with a criminal record or under prosecution")
    VICTIMS = "victims", _("Help to victims of offences")
    REFUGEES = "refugees", _("Help to refugees")
    HEAVY_WORK = "heavy_work", _("Heavy work")
    HARMFUL_WORK = "harmful_work", _("Harmful conditions")
    DANGEROUS_WORK = "dangerous_work", _("Dangerous work")
    WATER = "water", _("Dangerous work on or in the water")


ADULT_AGE = 18


class ItemSection(models.TextChoices):
    """Where a line of a project's description stands."""

    NEED = "need", _("Good to know")
    BRING = "bring", _("What to bring")
    GIVEN = "given", _("What is given")
    DAY = "day", _("How the day goes")


class QuestionKind(models.TextChoices):
    TEXT = "text", _("Text")
    CHOICE = "choice", _("Choice")
    YES_NO = "yes_no", _("Yes or no")


class Repeat(models.TextChoices):
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")


class RoleKind(models.TextChoices):
    """What somebody does in a shift besides the common task."""

    DRIVER = "driver", _("Driver")
    FIRST_AIDER = "first_aider", _("First aider")
    PHOTOGRAPHER = "photographer", _("Photographer")
    LEADER = "leader", _("Team leader")
    INTERPRETER = "interpreter", _("Interpreter")
    REGISTRAR = "registrar", _("Registration desk")
    COOK = "cook", _("Cook")
    TECHNICIAN = "technician", _("Technician")


# Whoever drives others is of age, whatever the project asks for.
ADULT_ROLES = frozenset({RoleKind.DRIVER})


class OutcomeUnit(models.TextChoices):
    """What a project counts at its end."""

    PEOPLE = "people", _("people helped")
    HOURS = "hours", _("hours")
    TREES = "trees", _("trees planted")
    TONNES = "tonnes", _("tonnes collected")
    BAGS = "bags", _("bags collected")
    SETS = "sets", _("sets made")
    PAGES = "pages", _("pages translated")
    LESSONS = "lessons", _("lessons given")
    MEALS = "meals", _("meals served")
    VISITS = "visits", _("visits made")
    DOCUMENTS = "documents", _("documents found")
    SQUARE_METRES = "square_metres", _("square metres tidied")


class Translation(models.TextChoices):
    """How far a text is translated into one language."""

    WHOLE = "whole", _("translated")
    PARTLY = "partly", _("partly")
    MISSING = "missing", _("not yet")
