"""What sign-ups do when something happens to their shift. All run inside the cause's transaction, under its lock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations import events as organizations
from projects import events
from projects.models import Project, Shift
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import Message, notify_many
from volunteers import changed_terms, lifecycle, pauses, waiting_list
from volunteers.enums import SignUpState
from volunteers.models import SignUp

if TYPE_CHECKING:
    from organizations.models import Organization
    from qazvolunteer.accounts.models import User


def offer_freed_seats(sender: Any, *, shift: Shift, **others: Any) -> None:
    waiting_list.offer_free_seats(shift)


def tell_of_change(
    sender: Any, *, shift: Shift, changes: dict[str, tuple[dt.datetime, dt.datetime]], **others: Any
) -> None:
    """Everybody signed up or waiting hears of a new time and may keep or leave the place."""
    # An offer never outlives the moment to sign up, however early that is now.
    offers = SignUp.objects.filter(shift=shift, state=SignUpState.OFFERED)
    offers.filter(offer_expires_at__gt=shift.last_moment).update(offer_expires_at=shift.last_moment)
    _refuse_too_young(shift)
    moments = {name: [before.isoformat(), after.isoformat()] for name, (before, after) in changes.items()}
    changed_terms.ask_and_tell(shift, moments)


def tell_of_changed_project(
    sender: Any, *, shifts: Sequence[Shift], changes: dict[str, tuple[Any, Any]], **others: Any
) -> None:
    """Everybody in its coming shifts hears of a new place or new conditions, and may keep or leave the place."""
    for shift in shifts:
        if "min_age" in changes:
            _refuse_too_young(shift)
        changed_terms.ask_and_tell(shift, {name: list(pair) for name, pair in changes.items()})


def _refuse_too_young(shift: Shift) -> None:
    """Ages count on the day of the shift: it must not become work that somebody in it may not do."""
    live = SignUp.objects.seat_holding().filter(shift=shift).select_related("volunteer")
    day, limit = timezone.localdate(shift.starts_at), shift.project.age_limit
    ages = [signup.volunteer.age_on(day) for signup in live]
    if any(age is not None and age < limit for age in ages):
        raise Refusal(
            "too_young",
            _("Somebody who has a place would be too young on that day."),
            _("Remove them from the shift first."),
        )


def cancel_signups(sender: Any, *, shift: Shift, reason: str, by: User | None, **others: Any) -> None:
    notify_many(
        "volunteers.shift_cancelled",
        (
            Message(signup.volunteer.user, {"signup": signup.pk}, key=f"cancelled:{signup.pk}")
            for signup in lifecycle.cancel_all(shift, by=by, reason=reason)
        ),
    )


def tell_of_pause(sender: Any, *, project: Project, **others: Any) -> None:
    pauses.tell("volunteers.paused", [project.pk])


def tell_of_resuming(sender: Any, *, project: Project, **others: Any) -> None:
    pauses.tell("volunteers.resumed", [project.pk])


def tell_of_suspension(sender: Any, *, organization: Organization, **others: Any) -> None:
    pauses.tell("volunteers.paused", pauses.running_of(organization))


def tell_of_restoring(sender: Any, *, organization: Organization, **others: Any) -> None:
    pauses.tell("volunteers.resumed", pauses.running_of(organization))


def connect() -> None:
    """Listen to the floors of projects and organizations."""
    events.project_stopped.connect(tell_of_pause, dispatch_uid="volunteers.tell_of_pause")
    events.project_resumed.connect(tell_of_resuming, dispatch_uid="volunteers.tell_of_resuming")
    organizations.organization_suspended.connect(tell_of_suspension, dispatch_uid="volunteers.tell_of_suspension")
    organizations.organization_restored.connect(tell_of_restoring, dispatch_uid="volunteers.tell_of_restoring")
    events.seats_freed.connect(offer_freed_seats, dispatch_uid="volunteers.offer_freed_seats")
    events.shift_changed.connect(tell_of_change, dispatch_uid="volunteers.tell_of_change")
    events.project_changed.connect(tell_of_changed_project, dispatch_uid="volunteers.tell_of_changed_project")
    events.shift_cancelled.connect(cancel_signups, dispatch_uid="volunteers.cancel_signups")
