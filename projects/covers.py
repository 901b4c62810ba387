"""The picture of a project: one of its own, or else the drawing of its programme."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from projects import permissions, scheduling
from projects.models import Project
from qazvolunteer.core import pictures
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import happened

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
    return _write(project, pictures.keep(content), by=by)


@transaction.atomic
def remove_photo(project: Project, *, by: User) -> Project:
    """Show the programme's drawing again."""
    scheduling.require_editor(project, by)
    return _write(project, "", by=by)


@transaction.atomic
def take_out(project: Project, *, by: User, name: str) -> Project:
    """The front office takes the picture of that name off the page. Raises ``not_allowed``, ``wrong_state``."""
    if not permissions.may_review(by, project):
        raise Refusal("not_allowed", _("Only the front office of this region decides about the picture."))
    if locked(Project.objects.filter(pk=project.pk)).get().photo != name:
        raise other_picture()
    return _write(project, "", by=by)


def other_picture() -> Refusal:
    return Refusal(
        "wrong_state", _("There is another picture now than the one you saw."), _("Look at the new one, then decide.")
    )


def _write(project: Project, name: str, *, by: User) -> Project:
    row = locked(Project.objects.select_related("organization").filter(pk=project.pk)).get()
    row.photo = name
    row.save(update_fields=["photo"])
    happened(row, "picture", by=by)
    return row
