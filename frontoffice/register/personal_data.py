"""What the register knows of a person: given out on request, erased with the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from frontoffice.register import applying
from frontoffice.register.models import RegisterApplication, RegisterExport
from qazvolunteer.accounts.personal_data import eraser, exporter

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@exporter("register")
def give(user: User) -> dict[str, Any] | None:
    """The person's application, what was decided, when it was handed over. None without one."""
    row = RegisterApplication.objects.filter(user=user).select_related("export").first()
    if row is None:
        return None
    return {
        "state": row.state,
        "applied_at": row.applied_at,
        "handed_over_at": row.export.made_at if row.export else None,
        "decided_on": row.decided_on,
        "decision": row.decision,
        "history": list(row.transitions.order_by("pk").values("action", "to_state", "at")),
    }


@eraser("register")
def forget(user: User) -> None:
    """Application and decision go, and every file that may hold the name; the person's own files too."""
    if RegisterApplication.objects.filter(user=user).delete()[0]:
        applying.end_files()
    RegisterExport.objects.filter(owner=user).delete()
