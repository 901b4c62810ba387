"""What the floor of volunteers adds to the pages of shifts and projects: ways on, and the call for helpers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from projects import permissions
from projects.enums import ProjectState
from projects.models import Project, Shift
from qazvolunteer.core.acts import Act, Link, add_acts, add_links
from volunteers import calling, hours_import
from volunteers.hours_import_pages import import_url
from volunteers.message_pages import write_url
from volunteers.signup_pages import by_phone_url


def _may_call(user: Any, row: Shift) -> bool:
    return permissions.may_decide_signups(user, row.project) and calling.may_call(row)


def _in_words(user: Any, rows: Sequence[Shift]) -> list[str]:
    number = calling.numbers_callable(rows)[rows[0].pk]
    return [
        ngettext("%(number)d person gets an e-mail.", "%(number)d people get an e-mail.", number) % {"number": number}
    ]


CALL = Act(
    "call",
    label=_("Call for helpers"),
    explanation=_(
        "A letter goes to people who waited for a place or came to your organization before, if they agreed to such "
        "mail and are free at that time. Nobody is called twice for a shift."
    ),
    done=_("The call is on its way."),
    verb=calling.call,
    possible=_may_call,
    icon="campaign",
    preview=_in_words,
)


# Of a project that was never published nobody has hours.
WITH_HOURS = frozenset({ProjectState.APPROVED, ProjectState.COMPLETED})


def shift_links(user: Any, shift: Shift) -> Sequence[Link]:
    if not permissions.may_decide_signups(user, shift.project):
        return ()
    links = [Link(_("Roster"), reverse("admin:volunteers_signup_roster", args=[shift.pk]))]
    if not shift.is_cancelled and not shift.is_past:
        links.append(Link(_("Sign somebody up by phone"), by_phone_url(shift)))
    return [*links, Link(_("Write to them"), write_url(shift=shift.pk))]


def project_links(user: Any, project: Project) -> Sequence[Link]:
    links = []
    if project.state == ProjectState.APPROVED and permissions.may_decide_signups(user, project):
        links.append(Link(_("Write to volunteers"), write_url(project=project.pk)))
    if project.state in WITH_HOURS and hours_import.may_import(user, project):
        links.append(Link(_("Hours from another system"), import_url(project)))
    return links


def register() -> None:
    """Called once, when the admin is assembled."""
    add_acts(Shift, CALL)
    add_links(Shift, shift_links)
    add_links(Project, project_links)
