"""Places in a network: one side proposes, the other agrees, either ends it. Both must be verified organizations.

What the network's staff see of its members are totals, by a registry that the floors above fill; never their people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations import permissions
from organizations.enums import AFFILIATION_TRANSITIONS, EDITING_ROLES, AffiliationState, OrganizationKind
from organizations.models import Affiliation, AffiliationTransition, Organization
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal, type_text
from qazvolunteer.core.transitions import move
from qazvolunteer.notifications.outbox import Message, notify_many

if TYPE_CHECKING:
    import datetime as dt

    from qazvolunteer.accounts.models import User


# --- Totals -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Total:
    """One column: a word, and for many organizations at once their figures."""

    label: type_text
    count: Callable[[Sequence[int]], Mapping[int, int]]
    order: int


_totals: list[Total] = []


def total(label: type_text, count: Callable[[Sequence[int]], Mapping[int, int]], *, order: int) -> Total:
    """Add a column to what a network sees of its members."""
    column = Total(label, count, order)
    if all(known.count is not count for known in _totals):
        _totals.append(column)
    return column


@dataclass(frozen=True)
class Totals:
    """The table: labels, one row for each member, and the sums."""

    labels: list[type_text]
    rows: list[tuple[Affiliation, list[int]]]
    sums: list[int]

    @property
    def labelled(self) -> list[tuple[Affiliation, list[tuple[type_text, int]]]]:
        """The rows with the label of each figure."""
        return [(row, list(zip(self.labels, figures, strict=True))) for row, figures in self.rows]

    @property
    def together(self) -> list[tuple[type_text, int]]:
        return list(zip(self.labels, self.sums, strict=True))


def totals(network: Organization) -> Totals:
    """What the members of ``network`` have done, in figures. One query a column, whatever the number of members."""
    members = list(
        Affiliation.objects.agreed().filter(network=network).select_related("member__region").order_by("member__name")
    )
    columns = sorted(_totals, key=lambda column: column.order)
    ids = [row.member_id for row in members]
    counted = [column.count(ids) for column in columns]
    rows = [(row, [figures.get(row.member_id, 0) for figures in counted]) for row in members]
    sums = [sum(figures[at] for _row, figures in rows) for at in range(len(columns))]
    return Totals([column.label for column in columns], rows, sums)


# --- Verbs --------------------------------------------------------------------------------------------


@transaction.atomic
def invite(network: Organization, member: Organization, *, by: User) -> Affiliation:
    """The network invites. Raises ``not_allowed``, ``no_network``, ``not_verified``, ``itself``, ``there_already``."""
    _require_editor(by, network)
    return _propose(network, member, AffiliationState.INVITED, by=by)


@transaction.atomic
def ask(member: Organization, network: Organization, *, by: User) -> Affiliation:
    """The organization asks to join. Raises as ``invite``."""
    _require_editor(by, member)
    return _propose(network, member, AffiliationState.ASKED, by=by)


@transaction.atomic
def accept(affiliation: Affiliation, *, by: User) -> Affiliation:
    """The other side agrees. Raises ``not_allowed``, ``not_verified`` or ``wrong_state``."""
    row = _answered(affiliation, by=by)
    _require_verified(row.network, row.member)
    _move(row, "accept", by=by)
    row.agreed_at = timezone.now()
    row.save(update_fields=["agreed_at"])
    _tell(proposer(row), row, "organizations.affiliation_accepted")
    return row


@transaction.atomic
def decline(affiliation: Affiliation, *, by: User, note: str = "") -> Affiliation:
    """The other side says no. Raises ``not_allowed`` or ``wrong_state``."""
    row = _answered(affiliation, by=by)
    told = proposer(row)
    _move(row, "decline", by=by, note=note)
    _tell(told, row, "organizations.affiliation_declined", note)
    return row


@transaction.atomic
def take_back(affiliation: Affiliation, *, by: User) -> Affiliation:
    """Whoever proposed thinks better of it. Raises ``not_allowed`` or ``wrong_state``."""
    row = _held(affiliation)
    _require_editor(by, proposer(row))
    _move(row, "take_back", by=by)
    return row


@transaction.atomic
def end(affiliation: Affiliation, *, by: User, note: str = "") -> Affiliation:
    """Either side leaves; the other is told. Raises ``not_allowed`` or ``wrong_state``."""
    row = _held(affiliation)
    sides = [side for side in (row.network, row.member) if permissions.may_edit(by, side.pk)]
    if not sides:
        raise _not_allowed()
    _move(row, "end", by=by, note=note)
    for side in (row.network, row.member):
        if side not in sides:
            _tell(side, row, "organizations.affiliation_ended", note)
    return row


def end_all(organization: Organization, *, by: User) -> None:
    """End every place of what has itself ended. The caller holds the organization."""
    live = Affiliation.objects.live().filter(Q(network=organization) | Q(member=organization))
    for row in locked(live.order_by("pk")):
        _move(row, "end" if row.state == AffiliationState.MEMBER else "take_back", by=by)


def carry_over(network: Organization, member: Organization, *, by: User, since: dt.datetime | None) -> None:
    """A place that was agreed on stands under another organization after a merge. The caller holds both."""
    there = Affiliation.objects.live().filter(network=network, member=member)
    if network.pk == member.pk or network.kind != OrganizationKind.NETWORK or there.exists():
        return
    row = Affiliation.objects.create(network=network, member=member, state=AffiliationState.MEMBER, agreed_at=since)
    AffiliationTransition.objects.create(subject=row, action="carry_over", to_state=row.state, by=by)


def proposer(row: Affiliation) -> Organization:
    """The side whose proposal waits."""
    return row.network if row.state == AffiliationState.INVITED else row.member


def answerer(row: Affiliation) -> Organization:
    """The side that is asked."""
    return row.member if row.state == AffiliationState.INVITED else row.network


def visible_to(user: User) -> Q:
    """Which rows ``user`` sees: of the organizations they work for, on either side."""
    own = [hat.organization for hat in user.hats if hat.organization is not None]
    return Q(network__in=own) | Q(member__in=own)


def _propose(network: Organization, member: Organization, state: str, *, by: User) -> Affiliation:
    if network.pk == member.pk:
        raise Refusal("itself", _("A network is not its own member."))
    # Both rows are held, in the order of their ids: two proposals at once meet here.
    rows = locked(Organization.objects.filter(pk__in=[network.pk, member.pk]).order_by("pk"))
    held = {row.pk: row for row in rows}
    network, member = held[network.pk], held[member.pk]
    if network.kind != OrganizationKind.NETWORK:
        raise Refusal("no_network", _("Only a network has member organizations."))
    _require_verified(network, member)
    if Affiliation.objects.live().filter(network=network, member=member).exists():
        raise Refusal("there_already", _("Both are already connected, or one of them waits for the other's answer."))
    row = Affiliation.objects.create(network=network, member=member, state=state)
    AffiliationTransition.objects.create(
        subject=row, action="invite" if state == AffiliationState.INVITED else "ask", to_state=state, by=by
    )
    _tell(answerer(row), row, "organizations.affiliation_proposed")
    return row


def _held(affiliation: Affiliation) -> Affiliation:
    return locked(Affiliation.objects.select_related("network", "member").filter(pk=affiliation.pk)).get()


def _answered(affiliation: Affiliation, *, by: User) -> Affiliation:
    row = _held(affiliation)
    _require_editor(by, answerer(row))
    return row


def _move(row: Affiliation, action: str, *, by: User, note: str = "") -> None:
    move(row, action, table=AFFILIATION_TRANSITIONS, record=AffiliationTransition, by=by, reason=note.strip())


def _tell(side: Organization, row: Affiliation, kind: str, note: str = "") -> None:
    payload = {"affiliation": row.pk, "organization": side.pk, "note": note.strip()}
    people = permissions.people_with(side.pk, EDITING_ROLES)
    notify_many(kind, [Message(person, payload) for person in people])


def _require_editor(by: User, organization: Organization) -> None:
    if not permissions.may_edit(by, organization.pk):
        raise _not_allowed()


def _require_verified(*sides: Organization) -> None:
    for side in sides:
        if not side.is_verified:
            raise Refusal("not_verified", _("Both the network and its member must be verified organizations."))


def _not_allowed() -> Refusal:
    return Refusal("not_allowed", _("Only owners and managers of this side can do this."))
