"""What the front offices have suspended and stopped in the demonstration, and an appeal that waits."""

from __future__ import annotations

import datetime as dt

from frontoffice.demo.world import Wish
from organizations.enums import EDITING_ROLES, OrganizationState
from organizations.halt_enums import Ground, HaltState
from organizations.halt_models import Halt, HaltRecord
from organizations.models import Membership, Organization
from organizations.service_days import DEFAULTS
from qazvolunteer.core import working_days

APPEAL = (
    "Құжаттарды жаңарттық, жаңа басшы тағайындалды. Тексеріп, қайта ашуыңызды сұраймыз. "
    "Документы обновлены, назначен новый руководитель. Просим проверить и возобновить."
)


def write(wish: Wish) -> int:
    """Every suspended organization has its halt; the first appeals. Returns how many."""
    suspended = Organization.objects.filter(state=OrganizationState.SUSPENDED).order_by("pk")
    made = [_halt(row, wish) for row in suspended]
    if made:
        _appeal(made[0], wish)
    return len(made)


def _halt(organization: Organization, wish: Wish) -> Halt:
    last = organization.transitions.filter(action="suspend").order_by("-at", "-pk").first()
    began = last.at if last else wish.now - dt.timedelta(days=4)
    halt = Halt.objects.create(
        organization=organization,
        ground=Ground.DOCUMENTS,
        note=last.reason if last and last.reason else "Құжаттар ескірген. Документы устарели.",
        by_id=last.by_id if last else None,
        began_at=began,
        appeal_by=working_days.due(began, 10),
    )
    _record(halt, "begin", "", HaltState.IN_FORCE, halt.by_id, began)
    return halt


def _appeal(halt: Halt, wish: Wish) -> None:
    owner = Membership.objects.filter(organization=halt.organization, role__in=EDITING_ROLES, ended_at=None).first()
    if owner is None:
        return
    at = wish.now - dt.timedelta(days=1)
    Halt.objects.filter(pk=halt.pk).update(
        state=HaltState.APPEALED,
        appeal=APPEAL,
        appealed_by=owner.user_id,
        appealed_at=at,
        answer_by=working_days.due(at, DEFAULTS["appeal"]),
    )
    _record(halt, "appeal", HaltState.IN_FORCE, HaltState.APPEALED, owner.user_id, at)


def _record(halt: Halt, action: str, before: str, after: str, by: int | None, at: dt.datetime) -> None:
    made = HaltRecord.objects.create(subject=halt, action=action, from_state=before, to_state=after, by_id=by)
    HaltRecord.objects.filter(pk=made.pk).update(at=at)
