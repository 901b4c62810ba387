"""Networks with their members, a proposal that waits on either side, and an invitation nobody has answered yet."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from frontoffice.demo import rows
from frontoffice.demo.identifiers import mailbox
from frontoffice.demo.world import Host, Wish
from organizations.enums import AffiliationState, OrganizationState, Role
from organizations.models import Affiliation, AffiliationTransition, Invitation, Organization

NETWORK = "national-volunteer-network"
MEMBERS = 8
LATELY = dt.timedelta(days=2)


def connect(wish: Wish, hosts: list[Host], showcase: str) -> None:
    """Write them. The organization of the showcase is invited, and asks nobody; another one asks to join."""
    # Not for secrets; of its own, so that the rest of the country does not depend on it.
    chance = random.Random(f"{wish.seed}:networks")
    network = Organization.objects.filter(slug=NETWORK).values_list("pk", flat=True).first()
    own = next((host for host in hosts if host.slug == showcase), None)
    owner = next((host.owner.id for host in hosts if host.id == network), None)
    others = [
        host for host in hosts if host.state == OrganizationState.VERIFIED and host.id != network and host is not own
    ]
    if network is None or own is None:
        return
    chosen = chance.sample(others, min(MEMBERS + 1, len(others)))
    states = [(own, AffiliationState.INVITED), *((host, AffiliationState.MEMBER) for host in chosen[:-1])]
    states += [(host, AffiliationState.ASKED) for host in chosen[-1:]]
    places: list[dict[str, Any]] = []
    records: list[dict[str, Any]] = []
    for pk, (host, state) in zip(rows.take_ids(Affiliation, len(states)), states, strict=True):
        is_member = state == AffiliationState.MEMBER
        begun = wish.now - dt.timedelta(days=chance.randint(60, 200)) if is_member else wish.now - LATELY
        places.append(
            {
                "id": pk,
                "network_id": network,
                "member_id": host.id,
                "state": str(state),
                "proposed_at": begun,
                "agreed_at": begun + LATELY if is_member else None,
            }
        )
        first = AffiliationState.INVITED if state == AffiliationState.INVITED else AffiliationState.ASKED
        invited = first == AffiliationState.INVITED
        steps = [("invite" if invited else "ask", "", first, begun, owner if invited else host.owner.id)]
        if is_member:
            steps.append(("accept", first, state, begun + LATELY, owner))
        records += [
            {
                "subject_id": pk,
                "action": action,
                "from_state": str(before),
                "to_state": str(after),
                "at": moment,
                "by_id": by,
            }
            for action, before, after, moment, by in steps
        ]
    rows.copy(Affiliation, places)
    rows.copy(AffiliationTransition, records)
    rows.copy(
        Invitation,
        [
            {
                "organization_id": own.id,
                "email": mailbox("invited.colleague"),
                "role": str(Role.COORDINATOR),
                "language": "kk",
                # Of no secret: the link of this one is in nobody's letters.
                "secret_hash": f"{chance.getrandbits(256):064x}",
                "invited_by_id": own.owner.id,
                "created_at": wish.now - LATELY,
                "expires_at": wish.now + dt.timedelta(days=5),
            }
        ],
    )
