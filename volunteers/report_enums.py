"""The life of a project's report."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.transitions import Table


class ReportState(models.TextChoices):
    """Overdue is no state: it is a report that is not submitted after its day."""

    DUE = "due", _("To be written")
    SUBMITTED = "submitted", _("With the front office")
    RETURNED = "returned", _("Returned for changes")
    ACCEPTED = "accepted", _("Accepted")


WRITABLE = frozenset({ReportState.DUE, ReportState.RETURNED})

TRANSITIONS = Table.of(
    {
        "submit": (WRITABLE, ReportState.SUBMITTED),
        "return": ({ReportState.SUBMITTED}, ReportState.RETURNED),
        "accept": ({ReportState.SUBMITTED}, ReportState.ACCEPTED),
    }
)
