"""The way from a row, wherever it is shown, to the decision about it: from the workplace, and from letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from frontoffice.desk import kinds
from frontoffice.desk.models import Matter
from frontoffice.office.guard import desk_of
from qazvolunteer.core.acts import Link, add_links

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User


def latest(name: str, subject: int) -> QuerySet[Matter]:
    """The decisions about a row, the newest first: what is due comes before what was taken.

    ``name`` is a kind where that has one table, else the name of the table: appeals are of halts and of missed shifts.
    """
    known = kinds.every()
    found = [one for one in known if one.code == name]
    if len(found) != 1:
        found = [one for one in known if one.model._meta.model_name == name]
    rows = Matter.objects.filter(subject_id=subject).order_by("-opened_at", "-pk")
    return rows.filter(kind=found[0].code, subject_type=found[0].model._meta.label_lower) if found else rows.none()


def links(user: User, row: Any) -> list[Link]:
    """To what is due about the row, for whoever sees it at their desk."""
    desk = desk_of(user)
    if desk is None:
        return []
    due = desk.narrowed(Matter.objects.open().about(row)).order_by("due_at", "pk")
    return [Link(_("Decide at the desk"), reverse("office-matter", args=[matter.pk])) for matter in due[:1]]


def register() -> None:
    for kind in kinds.every():
        add_links(kind.model, links)
