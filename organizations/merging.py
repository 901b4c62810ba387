"""Two records of one organization become one: republican staff merge them, and the history of both stays.

The second record remains, ended, and points to the first: its old address leads there, its decisions can be read. What
belonged to it moves: people and places in networks here, projects and the rest by the floors above, which register how.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations import affiliations, halts, memberships, permissions
from organizations.enums import MERGEABLE, TRANSITIONS, Role
from organizations.halt_models import Halt
from organizations.models import Affiliation, Membership, Organization, OrganizationTransition
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal, type_text
from qazvolunteer.core.transitions import move
from qazvolunteer.notifications.outbox import Message, notify_many

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# What belongs to an organization on a floor above: how many rows, and how they come to stand under another one.
Count = Callable[[Organization], int]
Follow = Callable[[Organization, Organization], None]
_followers: list[tuple[type_text, Count, Follow]] = []


def follower(label: type_text, count: Count, follow: Follow) -> None:
    """Register what moves along in a merge: ``follow(source, into)`` runs in its transaction, both rows held."""
    if all(known is not follow for _label, _count, known in _followers):
        _followers.append((label, count, follow))


def moving(source: Organization) -> list[tuple[type_text, int]]:
    """What would move, in figures, for the page that asks for confirmation."""
    people = Membership.objects.active().filter(organization=source).count()
    return [(_("Members"), people), *((label, count(source)) for label, count, _follow in _followers)]


def may_merge(user: User, source: Organization) -> bool:
    """Republican staff, who do not work for it."""
    return source.state in MERGEABLE and permissions.oversees_everything(user) and permissions.may_decide(user, source)


@transaction.atomic
def merge(source: Organization, *, into: Organization, by: User, note: str) -> Organization:
    """``source`` is the same organization as ``into``, and becomes part of it. Returns ``into``.

    Raises ``itself``, ``not_allowed``, ``note_needed``, ``not_verified`` or ``wrong_state``.
    """
    if source.pk == into.pk:
        raise Refusal("itself", _("Choose another organization than this one."))
    rows = {row.pk: row for row in locked(Organization.objects.filter(pk__in=[source.pk, into.pk]).order_by("pk"))}
    source, into = rows[source.pk], rows[into.pk]
    if not permissions.oversees_everything(by) or not all(permissions.may_decide(by, row) for row in rows.values()):
        raise Refusal("not_allowed", _("Only the republican front office merges organizations, and never its own."))
    if not note.strip():
        raise Refusal("note_needed", _("Write how you know that both are the same organization."))
    if not into.is_verified:
        raise Refusal("not_verified", _("The organization that stays must be verified."))
    TRANSITIONS.target("merge", source.state)
    note = note.strip()
    _move_people(source, into, by=by, note=note)
    _move_places(source, into, by=by)
    halts.lift(source.pk, by=by, note=note)
    Halt.objects.filter(organization=source, project__isnull=False).update(organization=into)
    for _label, _count, follow in _followers:
        follow(source, into)
    source.merged_into = into
    source.save(update_fields=["merged_into"])
    move(source, "merge", table=TRANSITIONS, record=OrganizationTransition, by=by, reason=f"{into.name}. {note}")
    move(into, "absorb", table=TRANSITIONS, record=OrganizationTransition, by=by, reason=f"{source.name}. {note}")
    # Whoever was merged into the second record earlier follows it.
    Organization.objects.filter(merged_into=source).update(merged_into=into)
    payload = {"organization": into.pk, "former": source.name, "note": note}
    people = permissions.people_with(into.pk, Role.values)
    notify_many("organizations.merged", [Message(person, payload) for person in people])
    return into


def _move_people(source: Organization, into: Organization, *, by: User, note: str) -> None:
    """Whoever works for both keeps their role in the one that stays."""
    there = set(Membership.objects.active().filter(organization=into).values_list("user", flat=True))
    for row in memberships.end_everybody(source, by=by, action="merge", reason=note):
        if row.user_id not in there:
            memberships.take_in(into, row.user, row.role, by=by, action="merge", reason=note)


def _move_places(source: Organization, into: Organization, *, by: User) -> None:
    """Agreed places move, unless the one that stays has the same; proposals end."""
    agreed = list(Affiliation.objects.agreed().filter(Q(network=source) | Q(member=source)))
    affiliations.end_all(source, by=by)
    for row in agreed:
        network, member = (into if row.network_id == source.pk else row.network), row.member
        member = into if row.member_id == source.pk else member
        affiliations.carry_over(network, member, by=by, since=row.agreed_at)
