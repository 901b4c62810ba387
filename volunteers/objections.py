"""A volunteer objects to an organization's block; the front office of that region lifts it or keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations import permissions
from organizations.enums import EDITING_ROLES
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import happened, move
from qazvolunteer.notifications.outbox import Message, notify, notify_many
from volunteers.block_models import BlockObjection, BlockObjectionTransition
from volunteers.enums import OBJECTION_TRANSITIONS, ObjectionState
from volunteers.models import OrganizationBlock

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@transaction.atomic
def object_to(block: OrganizationBlock, *, by: User, text: str) -> BlockObjection:
    """The person says what is wrong with the block, once. Raises ``not_allowed``, ``note_needed``, ``wrong_state``."""
    if block.volunteer.user_id != by.pk:
        raise Refusal("not_allowed", _("Only the volunteer can object."))
    if not text.strip():
        raise Refusal("note_needed", _("Write what is wrong and how it was."))
    block = _held(block)
    if not block.is_in_force:
        raise Refusal("wrong_state", _("This block has ended already."))
    if BlockObjection.objects.filter(block=block).exists():
        raise Refusal("wrong_state", _("You have objected already. The answer comes by e-mail."))
    made = BlockObjection.objects.create(block=block, text=text.strip()[:1000])
    happened(made, "object", by=by)
    return made


def may_decide(user: User, objection: BlockObjection) -> bool:
    """The front office of the organization's region; nobody of the organization, and nobody in their own case."""
    own = objection.block.volunteer.user_id == user.pk
    return not own and permissions.may_decide(user, objection.block.organization)


@transaction.atomic
def lift(objection: BlockObjection, *, by: User, reason: str) -> BlockObjection:
    """The volunteer may come again; both sides are told. Raises ``not_allowed``, ``note_needed``, ``wrong_state``."""
    row = _answer(objection, "lift", by=by, reason=reason)
    row.block.lifted_at = timezone.now()
    row.block.save(update_fields=["lifted_at"])
    notify(row.block.volunteer.user, "volunteers.unblocked", payload={"block": row.block.pk})
    people = permissions.people_with(row.block.organization_id, EDITING_ROLES)
    notify_many("volunteers.block_lifted", [Message(person, {"objection": row.pk}) for person in people])
    return row


@transaction.atomic
def keep(objection: BlockObjection, *, by: User, reason: str) -> BlockObjection:
    """The block stays; the volunteer reads why. Raises ``not_allowed``, ``note_needed``, ``wrong_state``."""
    row = _answer(objection, "keep", by=by, reason=reason)
    notify(row.block.volunteer.user, "volunteers.block_kept", payload={"objection": row.pk})
    return row


def end(block: OrganizationBlock, *, by: User) -> None:
    """The organization lifted the block itself: nothing is left to decide. The caller holds the block."""
    row = locked(BlockObjection.objects.filter(block=block, state=ObjectionState.OPEN)).first()
    if row is not None:
        move(row, "end", table=OBJECTION_TRANSITIONS, record=BlockObjectionTransition, by=by)


def _held(block: OrganizationBlock) -> OrganizationBlock:
    rows = OrganizationBlock.objects.select_related("volunteer__user", "organization")
    return locked(rows).get(pk=block.pk)


def _answer(objection: BlockObjection, action: str, *, by: User, reason: str) -> BlockObjection:
    if not reason.strip():
        raise Refusal("note_needed", _("Write the reason: both sides will read it."))
    block = _held(objection.block)
    row = locked(BlockObjection.objects.filter(pk=objection.pk)).get()
    row.block = block
    if not may_decide(by, row):
        raise Refusal("not_allowed", _("Only the front office of this region decides about the block."))
    if not block.is_in_force:
        raise Refusal("wrong_state", _("This block has ended already."))
    row.reply = reason.strip()
    row.save(update_fields=["reply"])
    move(row, action, table=OBJECTION_TRANSITIONS, record=BlockObjectionTransition, by=by, reason=row.reply)
    return row
