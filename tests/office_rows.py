"""Rows the letters of the front office speak of: each kind says here what its payload needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frontoffice.models import Coordinator, Office
from projects.models import Project
from qazvolunteer.accounts.models import User


def post(reader: User, project: Project) -> dict[str, Any]:
    names = {f"name_{code}": "Алматы фронт-офисі" for code in ("kk", "ru", "en")}
    office, _ = Office.objects.get_or_create(region=project.region, defaults=names)
    return {"post": Coordinator.objects.create(user=reader, office=office, role="deputy").pk}


def picture(reader: User, project: Project) -> dict[str, Any]:
    return {"type": "projects.project", "row": project.pk, "note": "Нақтылаңыз."}


PAYLOADS: dict[str, Callable[[User, Project], dict[str, Any]]] = {
    "frontoffice.appointed": post,
    "frontoffice.post_ended": post,
    "frontoffice.picture_taken_out": picture,
}


def payload(code: str, reader: User, project: Project) -> dict[str, Any]:
    """What a letter of the kind ``code`` may speak of. KeyError: say it in PAYLOADS."""
    return PAYLOADS[code](reader, project)
