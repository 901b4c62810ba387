"""A shift in a cell of a list: its time, and its places as a meter with words."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects import concerned
from projects.models import Shift
from qazvolunteer.core import dates
from qazvolunteer.core.holidays import holidays

# At most this share of places left is called few.
FEW = 0.2


def time_cell(shift: Shift) -> str:
    """ "Sat 13 June, 08:30–13:00" """
    return dates.span(shift.starts_at, shift.ends_at)


def shift_facts(shift: Shift) -> list[str]:
    """What else to know of a shift at a glance: a holiday on its day, how many it needs, what people answered."""
    facts = []
    holiday = holidays().get(dates.local_date(shift.starts_at))
    if holiday is not None:
        facts.append(holiday.words)
    if shift.min_people:
        facts.append(_("needs at least %(number)d") % {"number": shift.min_people})
    answers = concerned.answers_of(shift.pk)
    if answers.asked:
        facts.append(
            _("asked about the change: %(keep)d still come, %(left)d left, %(open)d have not answered")
            % {"keep": answers.keep, "left": answers.left, "open": answers.open}
        )
    return facts


def places_cell(shift: Shift) -> SafeString:
    """Taken of all places, as a meter and in words; over the limit, full, few left and cancelled are said."""
    if shift.is_cancelled:
        return format_html('<span class="qv-tag qv-tag--urgent">{}</span>', _("Cancelled"))
    share = min(shift.seats_taken / shift.seats, 1) if shift.seats else 0
    tone, words = _verdict(shift)
    text = _("%(taken)d of %(seats)d") % {"taken": shift.seats_taken, "seats": shift.seats}
    return format_html(
        '<span class="qv-places{}"><span class="qv-places__words">{}{}</span>'
        '<svg class="qv-meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="qv-meter__track" width="100" height="6" rx="3"/>'
        '<rect class="qv-meter__fill" width="{}" height="6" rx="3"/></svg></span>',
        f" qv-places--{tone}" if tone else "",
        text,
        format_html(" <b>{}</b>", words) if words else "",
        round(share * 100),
    )


def _verdict(shift: Shift) -> tuple[str, str]:
    if shift.is_over_limit:
        over = shift.seats_taken - shift.seats
        return "urgent", ngettext("%(number)d over the limit", "%(number)d over the limit", over) % {"number": over}
    if not shift.free:
        if shift.waiting:
            waiting = ngettext("full, %(number)d waiting", "full, %(number)d waiting", shift.waiting)
            return "full", waiting % {"number": shift.waiting}
        return "full", _("full")
    if shift.free / shift.seats <= FEW and not shift.is_past:
        return "few", _("few left")
    return "", ""


def signups_url(**row: int) -> str:
    """The list of sign-ups, which a higher floor keeps, narrowed to a ``shift`` or a ``shift__project``."""
    query = urlencode({f"{name}__id__exact": key for name, key in row.items()})
    return f"{reverse('admin:volunteers_signup_changelist')}?{query}"


def signups_cell(shift: Shift) -> SafeString:
    """A link to the sign-ups of a shift."""
    return format_html('<a class="qv-link" href="{}">{}</a>', signups_url(shift=shift.pk), _("Sign-ups"))
