"""What an organization knows of people from before: how often they came to its shifts, and how often they did not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from volunteers.enums import AttendanceState, SignUpState
from volunteers.missed import FADES_AFTER
from volunteers.models import GuardianConsent, SignUp


@dataclass(frozen=True)
class Known:
    """Of past shifts of one organization: ``missed`` as long as it has not faded (see ``volunteers.missed``);
    ``unmarked``: had a place, and nobody marked whether they came."""

    came: int = 0
    missed: int = 0
    unmarked: int = 0


def of(signups: Sequence[SignUp]) -> dict[int, Known]:
    """By sign-up: the past of its person with the organization of its shift. One query."""
    organizations = {signup.shift.project.organization_id for signup in signups}
    people = {signup.volunteer_id for signup in signups}
    past = SignUp.objects.filter(
        volunteer__in=people,
        shift__project__organization__in=organizations,
        shift__ends_at__lte=timezone.now(),
        state=SignUpState.CONFIRMED,
    )
    unforgotten = Q(attendance__state=AttendanceState.MISSED, shift__ends_at__gt=timezone.now() - FADES_AFTER)
    counted = past.order_by().values_list("volunteer", "shift__project__organization")
    found = {
        (volunteer, organization): Known(*numbers)
        for volunteer, organization, *numbers in counted.annotate(
            came=Count("pk", filter=Q(attendance__state=AttendanceState.CAME)),
            missed=Count(
                "pk",
                filter=unforgotten,
            ),
            unmarked=Count("pk", filter=Q(attendance=None)),
        )
    }
    return {
        signup.pk: found.get((signup.volunteer_id, signup.shift.project.organization_id), Known()) for signup in signups
    }


def in_words(known: Known) -> str:
    """ "came 5 times, missed 1", "for the first time" """
    if known == Known():
        return _("for the first time")
    words = [
        ngettext("came %(number)d time", "came %(number)d times", known.came) % {"number": known.came}
        if known.came
        else "",
        ngettext("missed %(number)d time", "missed %(number)d times", known.missed) % {"number": known.missed}
        if known.missed
        else "",
        ngettext("had a place %(number)d time", "had a place %(number)d times", known.unmarked)
        % {"number": known.unmarked}
        if known.unmarked
        else "",
    ]
    return ", ".join(word for word in words if word)


def guarded(volunteers: Iterable[int]) -> set[int]:
    """Of these volunteers those whose guardian has agreed."""
    agreed = GuardianConsent.objects.filter(given_at__isnull=False, withdrawn_at=None, volunteer__in=list(volunteers))
    return set(agreed.values_list("volunteer", flat=True))
