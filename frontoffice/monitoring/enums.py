"""Words of monitoring: what people report, what the records show, and what an office concludes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.transitions import Table


class ConcernKind(models.TextChoices):
    DANGER = "danger", _("A child or somebody else is in danger")
    SAFETY = "safety", _("The work or the place is not safe")
    CONDUCT = "conduct", _("Somebody insults, harasses or threatens people")
    MONEY = "money", _("Money or goods are asked for")
    UNTRUE = "untrue", _("What is written is not true")
    HOURS = "hours", _("Hours or attendance are made up")
    DATA = "data", _("Personal data is misused")
    OTHER = "other", _("Something else")


class ConcernState(models.TextChoices):
    NEW = "new", _("Not read yet")
    IN_WORK = "in_work", _("Being looked into")
    CLOSED = "closed", _("Closed")


CONCERN_TRANSITIONS = Table.of(
    {
        "assign": ({ConcernState.NEW, ConcernState.IN_WORK}, ConcernState.IN_WORK),
        "answer": ({ConcernState.NEW, ConcernState.IN_WORK}, ConcernState.IN_WORK),
        "close": ({ConcernState.NEW, ConcernState.IN_WORK}, ConcernState.CLOSED),
    }
)
OPEN_CONCERNS = frozenset({ConcernState.NEW, ConcernState.IN_WORK})


class Verdict(models.TextChoices):
    """What an office concludes from a concern or a signal."""

    FOUNDED = "founded", _("Founded")
    UNFOUNDED = "unfounded", _("Not founded")
    EXPLAINED = "explained", _("Explained")
    WATCHING = "watching", _("Under watch")


class SignalKind(models.TextChoices):
    """What the records show by themselves."""

    NOBODY_CAME = "nobody_came", _("Shifts nobody came to")
    HOURS_ABOVE_PLAN = "hours_above_plan", _("Hours far above the plan")
    ONE_CONFIRMER = "one_confirmer", _("One person confirms nearly all hours")
    SELF_REPORTED = "self_reported", _("Most hours are told by the volunteers alone")
    NO_SHOWS = "no_shows", _("Many do not come")
    REPORTS_OVERDUE = "reports_overdue", _("Reports are overdue")
    SUDDEN_CANCELLATIONS = "sudden_cancellations", _("Shifts are cancelled at the last moment")
    COMPLAINTS = "complaints", _("Several concerns were reported")


class Basis(models.TextChoices):
    """Why a project is visited."""

    HAND = "hand", _("Chosen by the office")
    RISK = "risk", _("By risk")
    SAMPLE = "sample", _("By random sample")
    COMPLAINT = "complaint", _("After a concern or a signal")
    FOLLOW_UP = "follow_up", _("Follow-up")


class VisitState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Made")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


VISIT_TRANSITIONS = Table.of(
    {
        "record": ({VisitState.PLANNED}, VisitState.DONE),
        "close": ({VisitState.DONE}, VisitState.CLOSED),
        "cancel": ({VisitState.PLANNED}, VisitState.CANCELLED),
    }
)
VISITED = frozenset({VisitState.DONE, VisitState.CLOSED})


class Summary(models.TextChoices):
    """What everybody reads of a visit."""

    IN_ORDER = "in_order", _("In order")
    BEING_FIXED = "being_fixed", _("Shortcomings are being fixed")
    SERIOUS = "serious", _("Serious findings")


class Answer(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_SEEN = "not_seen", _("Not seen")


class Severity(models.TextChoices):
    NOTE = "note", _("Note")
    MINOR = "minor", _("Minor")
    SERIOUS = "serious", _("Serious")
    CRITICAL = "critical", _("Critical")


GRAVE = frozenset({Severity.SERIOUS, Severity.CRITICAL})


class NoteKind(models.TextChoices):
    """What a phone writes down on the spot."""

    ANSWER = "answer", _("Answer")
    FINDING = "finding", _("Finding")
    REMOVE = "remove", _("Finding taken back")
    PHOTO = "photo", _("Photo")
    FINISH = "finish", _("The visit is written down")


class FindingState(models.TextChoices):
    OPEN = "open", _("To be fixed")
    ANSWERED = "answered", _("The organization has answered")
    SETTLED = "settled", _("Settled")


FINDING_TRANSITIONS = Table.of(
    {
        "answer": ({FindingState.OPEN}, FindingState.ANSWERED),
        "return": ({FindingState.ANSWERED}, FindingState.OPEN),
        "settle": ({FindingState.OPEN, FindingState.ANSWERED}, FindingState.SETTLED),
    }
)
