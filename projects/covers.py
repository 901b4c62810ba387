"""The picture of a project: one of its own, or else the drawing of its programme."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.db import transaction

from projects import scheduling
from projects.models import Project
from qazvolunteer.core import pictures
from qazvolunteer.core.locks import locked

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# As wide as the page, in the shape of the drawings; a card shows the same picture smaller.
SHAPE = (1280, 752)
SMALLEST = (640, 376)


def redraw(upload: IO[bytes]) -> bytes:
    """The picture as it would be shown, without anything the file says besides. Raises Refusal."""
    return pictures.redrawn(upload, within=SHAPE, at_least=SMALLEST, cut=True)


@transaction.atomic
def set_photo(project: Project, *, by: User, content: bytes) -> Project:
    """Show this picture, which ``redraw`` has made."""
    scheduling.require_editor(project, by)
    return _write(project, pictures.keep(content))


@transaction.atomic
def remove_photo(project: Project, *, by: User) -> Project:
    """Show the programme's drawing again."""
    scheduling.require_editor(project, by)
    return _write(project, "")


def _write(project: Project, name: str) -> Project:
    row = locked(Project.objects.filter(pk=project.pk)).get()
    row.photo = name
    row.save(update_fields=["photo"])
    return row
