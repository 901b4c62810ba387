"""Organizations that ended: one whose founder took the registration back, and the second record of the showcase."""

from __future__ import annotations

import datetime as dt
from typing import Any

from frontoffice.demo import rows
from frontoffice.demo.organizers import Organizers
from frontoffice.demo.world import Host, Wish
from organizations.enums import TRANSITIONS, OrganizationKind, OrganizationState
from organizations.models import Organization, OrganizationTransition

DAY = dt.timedelta(days=1)
CLOSED = {
    "kk": "«Қысқы кеш» бастамашыл тобы",
    "ru": "Инициативная группа «Зимний вечер»",
    "en": "Initiative group “Winter Evening”",
}
DOUBLE = {
    "kk": "Медеу университетінің волонтерлері",
    "ru": "Добровольцы университета «Медеу»",
    "en": "Volunteers of Medeu University",
}


def write(wish: Wish, made: Organizers, showcase: str) -> None:
    """Both with the records of how it came to that. Nothing where the showcase is not built."""
    own = next((host for host in made.hosts if host.slug == showcase), None)
    if own is None:
        return
    closed, double = rows.take_ids(Organization, 2)
    rows.copy(
        Organization,
        [
            _row(closed, "winter-evening", CLOSED, own, wish.now - 20 * DAY, OrganizationState.CLOSED),
            {
                **_row(double, f"{showcase}-2", DOUBLE, own, wish.now - 90 * DAY, OrganizationState.MERGED),
                "merged_into_id": own.id,
                "verified_at": wish.now - 80 * DAY,
            },
        ],
    )
    office, republic = made.coordinators[own.region].id, made.republic.id
    steps = [
        *_steps(closed, [("submit", own.owner.id, 18), ("close", own.owner.id, 15)], wish),
        *_steps(double, [("submit", own.owner.id, 85), ("verify", office, 80), ("merge", republic, 30)], wish),
    ]
    absorbed = {
        "subject_id": own.id,
        "action": "absorb",
        "from_state": str(OrganizationState.VERIFIED),
        "to_state": str(OrganizationState.VERIFIED),
        "reason": DOUBLE["kk"],
        "by_id": republic,
        "at": wish.now - 30 * DAY,
    }
    rows.copy(OrganizationTransition, [*steps, absorbed])


def _row(pk: int, slug: str, names: dict[str, str], own: Host, created: dt.datetime, state: str) -> dict[str, Any]:
    return {
        "id": pk,
        "kind": str(OrganizationKind.INITIATIVE_GROUP),
        "slug": slug,
        **rows.translated("name", names),
        **rows.translated("purpose", names),
        **rows.translated("about", {}),
        "responsible_id": own.owner.id,
        "region_id": own.region,
        "town_id": own.town,
        "state": str(state),
        "created_at": created,
    }


def _steps(pk: int, taken: list[tuple[str, int, int]], wish: Wish) -> list[dict[str, Any]]:
    """(action, by whom, days ago), from the draft on."""
    state, found = str(OrganizationState.DRAFT), []
    for action, by, ago in taken:
        before, state = state, str(TRANSITIONS.target(action, state))
        found.append(
            {
                "subject_id": pk,
                "action": action,
                "from_state": before,
                "to_state": state,
                "reason": "",
                "by_id": by,
                "at": wish.now - ago * DAY,
            }
        )
    return found
