"""The volunteer book under "my": hours, their lines, objections, own work, missed shifts, and words afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from projects.cards import place, when
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.refusals import Refusal
from volunteers import book, feedback, hours, hours_clock, missed
from volunteers.feedback_models import Thanks
from volunteers.forms_hours import FeedbackForm, OwnWorkForm, WordsForm
from volunteers.hours_enums import HoursState
from volunteers.hours_models import HoursEntry
from volunteers.models import SignUp, Volunteer

PER_PAGE = 20
THANKS_SHOWN = 3


@require_safe
@never_cache
def my_hours(request: HttpRequest) -> HttpResponse:
    """Confirmed hours, how they came about, and what is missing."""
    volunteer = get_object_or_404(Volunteer.objects.select_related("user", "town"), user=request.user)
    page = Paginator(book.entries(volunteer), PER_PAGE).get_page(request.GET.get("page"))
    bars, this_year = book.year(volunteer)
    thanks = Thanks.objects.filter(signup__volunteer=volunteer).select_related("signup__shift__project__organization")
    context = {
        "volunteer": volunteer,
        "totals": book.totals(volunteer),
        "bars": bars,
        "this_year": this_year,
        "programmes": book.by_programme(volunteer),
        "page": page,
        "months": book.by_month(list(page)),
        "missed": list(missed.of(volunteer)),
        "thanks": list(thanks.order_by("-pk")[:THANKS_SHOWN]),
    }
    return render(request, "my/hours.html", context)


@never_cache
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One line: how it is known, what became of it, and the way to object."""
    rows = HoursEntry.objects.select_related("project__organization", "project__programme", "signup", "corrects")
    found = get_object_or_404(rows, pk=pk, volunteer__user=request.user)
    refusal = hours.refusal_to_dispute(found)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hours.dispute(found, by=request.user, reason=form.cleaned_data["text"])
        except Refusal as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, _("Your objection is on its way. The answer comes by e-mail."))
            return redirect(found)
    context = {
        "line": book.line(found),
        "corrections": [book.line(line) for line in found.corrections.order_by("pk")],
        "total": hours.effective_minutes(found),
        "history": [
            {"at": row.at, "state": HoursState(row.to_state).label, "reason": row.reason}
            for row in found.transitions.order_by("at", "pk")
        ],
        "form": form,
        "refusal": refusal,
        "clock": hours_clock.words(found),
        "goes_to_office": refusal is None and hours.was_disputed(found),
        "has_photo": hasattr(found, "photo"),
        "lang": shown_language(found.project, "title"),
    }
    return render(request, "my/hours_entry.html", context)


@require_safe
@never_cache
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of one's own line."""
    found = get_object_or_404(HoursEntry.objects.select_related("photo"), pk=pk, volunteer__user=request.user)
    if not hasattr(found, "photo"):
        raise Http404
    return HttpResponse(bytes(found.photo.content), content_type="image/jpeg")


@never_cache
def own_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell of work nobody scanned: what was made at home, a shift nobody marked, or preparation (``?preparation``)."""
    signup = _own(request, pk)
    preparation = "preparation" in request.GET
    form = OwnWorkForm(request.POST or None, request.FILES or None, shift=signup.shift, preparation=preparation)
    if request.method == "POST" and form.is_valid():
        try:
            line = hours.report_own(signup, by=request.user, **form.values())
        except Refusal as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
        else:
            messages.success(request, _("It is written down and waits for the organizer's confirmation."))
            return redirect(line)
    return render(request, "my/own_work.html", {**_about(signup), "form": form, "preparation": preparation})


@never_cache
def missed_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """A shift that is noted as missed, and the appeal."""
    signup = _own(request, pk)
    attendance = get_object_or_404(missed.of(signup.volunteer), signup=signup)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            missed.appeal(signup, by=request.user, text=form.cleaned_data["text"])
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Your words are with the organizer. The answer comes by e-mail."))
            return redirect("missed", signup.pk)
    appeal = getattr(attendance.signup, "missed_appeal", None)
    clock = missed.clock_words(appeal) if appeal else ""
    return render(request, "my/missed.html", {**_about(signup), "form": form, "appeal": appeal, "clock": clock})


@never_cache
def give_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """Five answers and some words about a shift one was in."""
    signup = _own(request, pk)
    refusal = feedback.refusal_to_give(signup)
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            feedback.give(signup, by=request.user, answers=form.answers(), text=form.cleaned_data["text"])
        except Refusal as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, _("Thank you! Your answers help others to choose."))
            return redirect(signup)
    return render(request, "my/feedback.html", {**_about(signup), "form": form, "refusal": refusal})


def _own(request: HttpRequest, pk: int) -> SignUp:
    own: QuerySet[SignUp] = SignUp.objects.with_shift().filter(volunteer__user=request.user)
    return get_object_or_404(own, pk=pk)


def _about(signup: SignUp) -> dict[str, Any]:
    """The head of a page about one shift."""
    project = signup.shift.project
    return {
        "signup": signup,
        "project": project,
        "lang": shown_language(project, "title"),
        "when": when(signup.shift),
        "place": place(project),
    }
