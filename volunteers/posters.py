"""The poster at the place: a code that changes every minute, by which people say themselves that they are there.

The code names the shift and the minute and is signed with the project's secret, so a photograph of it is worthless
after a few minutes, and nobody makes one at home.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import segno
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from projects import permissions as projects
from projects.models import Project, Shift
from qazvolunteer.core.addresses import page
from qazvolunteer.core.refusals import Refusal
from volunteers import attendance, passes
from volunteers.enums import ScanKind, SignUpState, Source
from volunteers.models import PosterRule, Scan, SignUp

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# A new code every minute; the last five are good, so that there is time to sign in.
STEP = dt.timedelta(minutes=1)
GOOD_FOR = 5


@transaction.atomic
def allow(project: Project, *, by: User) -> PosterRule:
    """People may check themselves into the project's shifts by the poster. Raises Refusal ``not_allowed``."""
    _require_editor(project, by)
    rule, _made = PosterRule.objects.get_or_create(project=project, defaults={"allowed_by": by})
    return rule


@transaction.atomic
def stop(project: Project, *, by: User) -> None:
    """People are checked in by the organizer alone; every code shown so far is worthless."""
    _require_editor(project, by)
    PosterRule.objects.filter(project=project).delete()


def code(shift: Shift, rule: PosterRule, *, at: dt.datetime | None = None) -> str:
    """The code of this minute."""
    return _signer(rule).sign(f"{shift.pk}-{_step(at or timezone.now())}")


def qr_svg(shift: Shift, rule: PosterRule) -> SafeString:
    """The code of this minute as a drawing, dark on white."""
    drawn = segno.make(page("here", code(shift, rule)), error="m", micro=False)
    svg = drawn.svg_inline(dark=passes.INK, light="#ffffff", border=2, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(svg)  # noqa: S308 - made by segno out of our own address


def shift_of(token: str) -> Shift:
    """The shift whose poster shows ``token`` now. Raises Refusal ``bad_code`` or ``old_code``."""
    shift_id, _dash, step = token.partition(".")[0].partition("-")
    rule = _rule(shift_id)
    if rule is None or not step.isdecimal():
        raise _bad_code()
    try:
        _signer(rule).unsign(token)
    except signing.BadSignature:
        raise _bad_code() from None
    if not 0 <= _step(timezone.now()) - int(step) < GOOD_FOR:
        raise Refusal("old_code", _("This code is not good any more: it changes every minute."), _("Scan it again."))
    return Shift.objects.select_related("project__organization", "project__town", "project__region").get(pk=shift_id)


@transaction.atomic
def say_here(token: str, *, by: User, leaving: bool = False) -> Scan:
    """``by`` is at the place, or leaves it. Raises the refusals of ``shift_of`` and of ``attendance.check_in``,
    ``not_confirmed`` for whoever has no place."""
    shift = shift_of(token)
    signup = own_signup(shift, by)
    if signup is None:
        raise Refusal("not_confirmed", _("You have no place in this shift."), _("Speak to the organizer."))
    return attendance.mark(signup, ScanKind.OUT if leaving else ScanKind.IN, by=by, source=Source.POSTER)


def own_signup(shift: Shift, user: User) -> SignUp | None:
    """The place that ``user`` has in the shift."""
    own = SignUp.objects.filter(shift=shift, volunteer__user=user, state=SignUpState.CONFIRMED)
    return own.select_related("volunteer__user").first()


def _rule(shift_id: str) -> PosterRule | None:
    if not shift_id.isdecimal() or len(shift_id) > 18:
        return None
    return PosterRule.objects.filter(project__shifts=int(shift_id)).first()


def _signer(rule: PosterRule) -> signing.Signer:
    return signing.Signer(key=f"{settings.SECRET_KEY}{rule.secret}", salt="volunteers.poster", sep=".")


def _step(at: dt.datetime) -> int:
    return int(at.timestamp() // STEP.total_seconds())


def _bad_code() -> Refusal:
    return Refusal("bad_code", _("This is not the code of a poster."), _("Scan the poster at the place again."))


def _require_editor(project: Project, by: User) -> None:
    if not projects.may_edit(by, project):
        raise Refusal("not_allowed", _("Only owners and managers of the organization can do this."))
