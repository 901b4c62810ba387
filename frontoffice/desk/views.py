"""The queue of decisions and the page of one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontoffice.desk import colleagues, deciding, kinds, presence, queue, sheets, ways
from frontoffice.desk.forms import DecideForm
from frontoffice.desk.models import Matter
from frontoffice.desk.queue import Choice
from frontoffice.office import menu
from frontoffice.office.guard import OfficeRequest, office_page
from qazvolunteer.core.refusals import Refusal

# htmx stops asking when it is told so.
STOP_POLLING = 286


@require_safe
@office_page
def queue_page(request: OfficeRequest) -> HttpResponse:
    """What waits, the oldest deadline first; the address keeps what it is narrowed to."""
    choice = queue.chosen(request.office, request.GET)
    found = queue.rows(request.office, choice, request.user)
    lines, key = queue.page(found, request.GET.get("after", ""))
    context = {
        "choice": choice,
        "region": choice.region,
        "lines": lines,
        "kinds": kinds.known(),
        "totals": menu.totals(request.office, "office-desk"),
        "next": key,
    }
    return render(request, "office/desk/queue.html", context)


@require_safe
@office_page
def matter(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everything that is known about one decision, and the ways to take it."""
    row = _seen(request, pk)
    return _page(request, row, queue.chosen(request.office, request.GET))


@require_safe
@office_page
def about(request: OfficeRequest, kind: str, subject: int) -> HttpResponse:
    """From a letter that knows the row alone to the decision about it, the one that is due if there is one."""
    row = request.office.narrowed(ways.latest(kind, subject)).first()
    if row is None:
        raise Http404
    return redirect("office-matter", row.pk)


@require_POST
@office_page
def decide(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take the decision and go on to the next. What was typed stays on the page when it is refused."""
    row = _seen(request, pk)
    choice = queue.chosen(request.office, request.GET)
    kind = kinds.of(row)
    form = DecideForm(request.POST, decisions=kind.decisions)
    if not form.is_valid():
        return _page(request, row, choice, form=form, status=422)
    after = queue.neighbours(queue.rows(request.office, choice, request.user), row)[1]
    try:
        decision = deciding.decide(
            row,
            request.POST.get("decision", ""),
            by=request.user,
            note=form.reason,
            amount=form.cleaned_data.get("amount"),
            marks=form.marks,
            seen=form.cleaned_data["seen"],
        )
    except Refusal as refusal:
        form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
        return _page(request, row, choice, form=form, status=409 if refusal.code == "decided" else 422)
    presence.leave(row, request.user)
    messages.success(request, _("Decided: %(outcome)s.") % {"outcome": decision.outcome})
    return redirect(_address(after, choice) if after else reverse("office-desk") + choice.query)


@require_POST
@office_page
def approve(request: OfficeRequest, pk: int) -> HttpResponse:
    """The one press of the overview, where every check passes."""
    row = _seen(request, pk)
    try:
        decision = deciding.approve_at_once(row, by=request.user)
    except Refusal as refusal:
        messages.error(request, f"{refusal.sentence} {refusal.way_out}".strip())
        return redirect("office-matter", row.pk)
    messages.success(request, _("Decided: %(outcome)s.") % {"outcome": decision.outcome})
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("office-desk")
    return redirect(back)


@require_POST
@office_page
def assign(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take it on, give it to a colleague, give it back."""
    row = _seen(request, pk)
    choice = queue.chosen(request.office, request.GET)
    act, to = request.POST.get("act", ""), request.POST.get("to", "")
    try:
        if act == "take":
            colleagues.take(row, by=request.user)
        elif act == "give_back":
            colleagues.give_back(row, by=request.user)
        else:
            colleague = get_object_or_404(colleagues.of(row), pk=int(to) if to.isascii() and to.isdigit() else 0)
            colleagues.assign(row, colleague, by=request.user)
    except Refusal as refusal:
        messages.error(request, f"{refusal.sentence} {refusal.way_out}".strip())
    return redirect(_address(row, choice))


@require_POST
@office_page
def note(request: OfficeRequest, pk: int) -> HttpResponse:
    """A word for colleagues."""
    row = _seen(request, pk)
    try:
        colleagues.note(row, request.POST.get("text", ""), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    return redirect(_address(row, queue.chosen(request.office, request.GET)) + "#notes")


@require_POST
@office_page
def here(request: OfficeRequest, pk: int) -> HttpResponse:
    """The page says that it is open, and hears who else has it open, or that it is decided."""
    row = _seen(request, pk)
    if row.is_open:
        return render(request, "office/desk/_here.html", {"others": presence.say(row, request.user), "over": ""})
    context = {"others": [], "over": deciding.over_words(row)}
    return render(request, "office/desk/_here.html", context, status=STOP_POLLING)


def _seen(request: OfficeRequest, pk: int) -> Matter:
    """A matter of this desk; all others are not there."""
    rows = request.office.narrowed(Matter.objects.select_related("region", "assigned_to", "decided_by"))
    return get_object_or_404(rows, pk=pk)


def _address(row: Matter, choice: Choice) -> str:
    return reverse("office-matter", args=[row.pk]) + choice.query


def _page(
    request: OfficeRequest, row: Matter, choice: Choice, *, form: DecideForm | None = None, status: int = 200
) -> HttpResponse:
    if form is not None:
        row.refresh_from_db()
    before, after = queue.neighbours(queue.rows(request.office, choice, request.user), row)
    context: dict[str, Any] = {
        "choice": choice,
        "previous": _address(before, choice) if before else "",
        "next": _address(after, choice) if after else "",
        "others": presence.here(row, request.user) if row.is_open else [],
        "over": "" if row.is_open else deciding.over_words(row),
        "every": presence.EVERY,
        **sheets.of(row, request.user, form),
    }
    return render(request, "office/desk/matter.html", context, status=status)
