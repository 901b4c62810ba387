"""Checklists: one for each programme, one for all others. Republican editors write versions, never an old one anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from frontoffice.monitoring.models import Checklist
from frontoffice.monitoring.visit_models import LANGUAGES
from organizations.permissions import oversees_everything
from projects.models import Programme
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

MOST = 40


def current(programme: int | None) -> Checklist:
    """The newest of the programme, else the newest general one. Raises ``no_checklist``."""
    rows = Checklist.objects.order_by("-version")
    found = rows.filter(programme=programme).first() if programme else None
    found = found or rows.filter(programme=None).first()
    if found is None:
        raise Refusal("no_checklist", _("The republican office has not written a checklist yet."))
    return found


@transaction.atomic
def write(*, by: User, programme: Programme | None, lines: Mapping[str, Sequence[str]]) -> Checklist:
    """Another version: ``lines`` by language, one question each, in the same order in all.

    Raises ``not_allowed``, ``empty``, ``too_many`` or ``not_translated``.
    """
    if not oversees_everything(by):
        raise Refusal("not_allowed", _("Only the republican front office writes checklists."))
    texts = {code: [line.strip() for line in lines[code] if line.strip()] for code in LANGUAGES}
    if not texts["kk"]:
        raise Refusal("empty", _("Write the questions, one a line."))
    if len(texts["kk"]) > MOST:
        raise Refusal("too_many", _("A checklist has %(most)d questions at most.") % {"most": MOST})
    if len({len(one) for one in texts.values()}) > 1:
        raise Refusal("not_translated", _("Write every question in all three languages, in the same order."))
    # Two editors at once: the database lets one version through, the other presses again.
    last = Checklist.objects.filter(programme=programme).order_by("-version").first()
    questions = [dict(zip(LANGUAGES, row, strict=True)) for row in zip(*texts.values(), strict=True)]
    return Checklist.objects.create(
        programme=programme, version=last.version + 1 if last else 1, questions=questions, by=by
    )
