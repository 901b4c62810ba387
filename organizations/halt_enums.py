"""Why a front office suspends an organization or stops a project, and what becomes of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.transitions import Table


class Ground(models.TextChoices):
    """Each has a sentence that everybody may read: ``PUBLIC``."""

    SAFETY = "safety", _("Safety of people")
    MINORS = "minors", _("Rules for minors")
    MISLEADING = "misleading", _("Untrue or misleading information")
    MONEY = "money", _("Money is asked for")
    DATA = "data", _("Personal data")
    CONDUCT = "conduct", _("Complaints about conduct")
    REPORTS = "reports", _("Reports are missing")
    DOCUMENTS = "documents", _("Documents have to be checked")
    OTHER = "other", _("Another reason")


PUBLIC = {
    Ground.SAFETY: _("The front office checks whether the work is safe for everybody who comes."),
    Ground.MINORS: _("The front office checks whether the rules for people under 18 are kept."),
    Ground.MISLEADING: _("The front office checks whether what is said about the work is true."),
    Ground.MONEY: _("The front office checks a report that volunteers were asked for money."),
    Ground.DATA: _("The front office checks how the personal data of volunteers is treated."),
    Ground.CONDUCT: _("The front office checks complaints about the conduct of the organizer."),
    Ground.REPORTS: _("The front office waits for reports that the organizer owes."),
    Ground.DOCUMENTS: _("The front office checks the documents of the organizer."),
    Ground.OTHER: _("The front office checks a question about the organizer or the work."),
}


class HaltState(models.TextChoices):
    IN_FORCE = "in_force", _("In force")
    APPEALED = "appealed", _("Appealed against")
    UPHELD = "upheld", _("In force after an appeal")
    LIFTED = "lifted", _("Lifted")


STANDING = frozenset({HaltState.IN_FORCE, HaltState.APPEALED, HaltState.UPHELD})

# One appeal: after the answer there is no second.
HALT_TRANSITIONS = Table.of(
    {
        "appeal": ({HaltState.IN_FORCE}, HaltState.APPEALED),
        "uphold": ({HaltState.APPEALED}, HaltState.UPHELD),
        "grant": ({HaltState.APPEALED}, HaltState.LIFTED),
        "lift": (STANDING, HaltState.LIFTED),
    }
)
