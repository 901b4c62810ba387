"""Signing up, and what becomes of it: the pass, the queue, an offer, withdrawal."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from projects import capacity
from projects.cards import place, when
from projects.enums import ItemSection
from projects.models import Shift
from projects.sheets import Question
from qazvolunteer.core import dates
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.refusals import Refusal
from volunteers import (
    after_shift,
    answers,
    calendars,
    changed_terms,
    eligibility,
    leaving,
    letter_parts,
    links,
    passes,
    permissions,
    reminders,
    roles,
    session_hold,
    signups,
    stand_ins,
    waiting_list,
)
from volunteers.answers import AnswersForm
from volunteers.enums import LIVE, SignUpState
from volunteers.models import SignUp
from volunteers.views.project import page as project_page


@login_not_required
@require_POST
def take(request: HttpRequest, slug: str, shift_id: int) -> HttpResponse:
    """Sign up for a shift. A visitor's choice is held while they register, and they land back here."""
    shift = _offered(slug, shift_id)
    back = f"{shift.project.get_absolute_url()}?shift={shift.pk}"
    if not request.user.is_authenticated:
        return _register_first(request, shift, back)
    questions = shift.project.questions.all() if shift.project.asks else ()
    form = AnswersForm(map(Question.of, questions), request.POST)
    if not form.is_valid():
        return project_page(request, slug, chosen=shift.pk, form=form, status=422)
    hold = session_hold.token_of(request.session)
    try:
        role = roles.asked(request.POST.get("role", ""))
        signup = signups.join(shift, by=request.user, answers=form.answers(), hold=hold, role=role)
    except Refusal as refusal:
        messages.error(request, f"{refusal.sentence} {refusal.way_out}")
        return redirect(back)
    # A hold for another shift, chosen in another tab, is given up.
    session_hold.drop(request.session)
    for key in (answers.KEY, roles.KEY):
        request.session.pop(key, None)
    return redirect(signup)


def _offered(slug: str, shift_id: int) -> Shift:
    """The shift of the project at this address, or 404 as for the project's page."""
    try:
        shift = capacity.read_shift(shift_id)
    except Shift.DoesNotExist:
        raise Http404 from None
    if shift.project.slug != slug or not shift.project.is_shown:
        raise Http404
    return shift


def _register_first(request: HttpRequest, shift: Shift, back: str) -> HttpResponse:
    refusal = eligibility.first_refusal(eligibility.Standing(), shift)
    if refusal is not None:
        messages.error(request, f"{refusal.sentence} {refusal.way_out}")
        return redirect(back)
    in_role = roles.keep(request.session, shift, request.POST.get("role", ""))
    if answers.keep(request.session, request.POST):
        # Only somebody who was signed in has seen the questions.
        messages.warning(request, _("You were signed out meanwhile. Log in: your answers are kept."))
        return redirect(f"{reverse('account_login')}?{urlencode({'next': back + '#signup-panel'})}")
    # A hold keeps one of the common places: it would promise nothing to whoever chose a role.
    hold = None if in_role else session_hold.place(request.session, shift)
    if hold is not None:
        sentence = _("The place is yours until %(time)s. Register, and you come back to this shift.")
        messages.info(request, sentence % {"time": dates.clock(hold.expires_at)})
    return redirect(f"{reverse('account_signup')}?{urlencode({'next': back + '#signup-panel'})}")


@never_cache
def signup(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own sign-up."""
    found = get_object_or_404(
        SignUp.objects.with_shift().select_related("asked_change").filter(volunteer__user=request.user), pk=pk
    )
    return _page(request, found)


@login_not_required
@never_cache
def signup_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same page by the signed link of a mail, without signing in."""
    found = get_object_or_404(SignUp.objects.with_shift().select_related("asked_change"), pk=links.read(token))
    return _page(request, found, by_link=True)


@require_safe
@never_cache
def signup_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The sign-up as a calendar file."""
    found = get_object_or_404(SignUp.objects.with_shift().filter(volunteer__user=request.user), pk=pk)
    return _calendar_file(found)


@login_not_required
@require_safe
@never_cache
def calendar_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same file by the signed link of a mail."""
    return _calendar_file(get_object_or_404(SignUp.objects.with_shift(), pk=links.read(token)))


def _calendar_file(signup: SignUp) -> HttpResponse:
    response = HttpResponse(calendars.calendar([signup]), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="shift-{signup.shift_id}.ics"'
    return response


@login_not_required
@require_safe
@never_cache
def shown_pass(request: HttpRequest, secret: str) -> HttpResponse:
    """What a phone's camera opens: whether the pass is good, and for which shift. No full name, no contacts."""
    found = get_object_or_404(SignUp.objects.with_shift(), pass_secret=secret)
    if request.user.is_authenticated and found.volunteer.user_id == request.user.pk:
        return redirect(found)
    if (
        request.user.is_authenticated
        and permissions.check_in_shifts(request.user, timezone.now()).filter(pk=found.shift_id).exists()
    ):
        # Somebody at the desk: one press there checks the person in.
        return redirect(f"{reverse('check-in', args=[found.shift_id])}?{urlencode({'pass': secret})}")
    good = found.state == SignUpState.CONFIRMED
    context = {"signup": found, "good": good, "when": when(found.shift), "code": passes.printed_code(found)}
    return render(request, "signup/shown_pass.html", context, status=200 if good else 410)


def _page(request: HttpRequest, signup: SignUp, *, by_link: bool = False) -> HttpResponse:
    if request.method == "POST":
        _act(request, signup)
        return redirect(request.path)
    shift, project = signup.shift, signup.shift.project
    items = list(project.items.all())
    here, is_over = after_shift.here_since(signup), shift.ends_at <= timezone.now()
    context = {
        "signup": signup,
        "shift": shift,
        "project": project,
        "lang": shown_language(project, "title"),
        "when": when(shift),
        "place": place(project),
        "bring": [item for item in items if item.section == ItemSection.BRING],
        "day_plan": _day_plan(shift, items),
        "position": waiting_list.position(signup),
        # Nobody joins what has begun, but whoever is late still shows the pass.
        "is_over": is_over,
        "qr": passes.qr_svg(signup) if signup.state == SignUpState.CONFIRMED and not is_over else "",
        "code": passes.printed_code(signup),
        "facts": _facts(signup),
        "hours_words": "" if shift.flexible else dates.hours(int(shift.duration.total_seconds() // 60)),
        "history": (history := _history(signup)),
        "end_reason": history[-1]["reason"] if history else "",
        "may_withdraw": signup.state in LIVE and not is_over and here is None,
        "clash": eligibility.overlap(eligibility.Standing.of(signup.volunteer), shift)
        if signup.state == SignUpState.OFFERED
        else None,
        "asked": (asked := changed_terms.open_question(signup)),
        "changed": letter_parts.changed_lines(shift, asked.changes) if asked else (),
        "by_link": by_link,
        "leads_now": permissions.leads(signup.volunteer.user, shift, at=timezone.now(), now=timezone.now()),
        "after": after_shift.of(signup),
        "here_since": here,
        "reminders": reminders.promised(shift),
        "near": signup.state == SignUpState.CONFIRMED and leaving.is_late(shift),
        "stand_in": stand_ins.open_request(signup),
    }
    return render(request, "signup/signup.html", context)


def _act(request: HttpRequest, signup: SignUp) -> None:
    """``action`` is accept, accept_leaving, keep or withdraw; whoever holds the link or account is the volunteer."""
    person = signup.volunteer.user
    action = request.POST.get("action")
    try:
        if action == "withdraw":
            was_offered = signup.state == SignUpState.OFFERED
            leaving.cannot_come(signup, by=person, reason=_reason(request))
            messages.success(
                request,
                _("You passed. The place goes to the next in the queue.")
                if was_offered
                else _("You have withdrawn from the shift. Thank you for saying so in time."),
            )
        elif action == "keep":
            changed_terms.keep_place(signup, by=person)
            messages.success(request, _("Thank you. The organizer sees that you still come."))
        elif action in {"accept", "accept_leaving"}:
            signups.accept_offer(signup, by=person, leave_other=action == "accept_leaving")
            messages.success(request, _("The place is yours."))
        else:
            raise Http404
    except Refusal as refusal:
        messages.error(request, f"{refusal.sentence} {refusal.way_out}")


def _reason(request: HttpRequest) -> str:
    """What was typed, without the one character that the database cannot keep."""
    return request.POST.get("reason", "").replace("\x00", "").strip()[:500]


def _facts(signup: SignUp) -> list[tuple[str, str]]:
    """What the pass says: date, time, who, and the task."""
    shift = signup.shift
    facts = [
        (_("Date"), dates.day(shift.starts_at)),
        (_("Time"), _("Any time") if shift.flexible else dates.clock_span(shift.starts_at, shift.ends_at)),
        (_("Volunteer"), signup.volunteer.user.short_name),
    ]
    if signup.role:
        return [*facts, (_("Role"), str(signup.role))]
    return [*facts, (_("Task"), shift.task)] if shift.task else facts


def _day_plan(shift: Shift, items: list[Any]) -> list[tuple[dt.datetime, str]]:
    return [
        (shift.starts_at + dt.timedelta(minutes=item.offset_minutes), item.text)
        for item in items
        if item.section == ItemSection.DAY and item.offset_minutes is not None
    ]


def _history(signup: SignUp) -> list[dict[str, Any]]:
    """What happened, oldest first; the platform's own reasons in the reader's language."""
    return [
        {"at": row.at, "state": SignUpState(row.to_state).label, "reason": _(row.reason) if row.reason else ""}
        for row in signup.transitions.order_by("at", "pk")
    ]
