"""A place that goes from person to person: asking for a stand-in, and taking the place over."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from projects.cards import place, when
from qazvolunteer.core.addresses import page as whole_address
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.refusals import Refusal
from volunteers import stand_ins
from volunteers.forms_hours import StandInForm
from volunteers.hours_enums import StandInRule, StandInState
from volunteers.models import SignUp
from volunteers.stand_in_models import StandIn


@never_cache
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for somebody who takes one's place: a link for a person, or the next of the queue."""
    own = SignUp.objects.with_shift().filter(volunteer__user=request.user)
    signup = get_object_or_404(own, pk=pk)
    row = stand_ins.open_request(signup)
    form = StandInForm(request.POST if request.POST.get("action") == "link" else None)
    if request.method == "POST":
        try:
            if _act(request, signup, row, form):
                return redirect("stand-in-ask", signup.pk)
        except Refusal as refusal:
            messages.error(request, f"{refusal.sentence} {refusal.way_out}".strip())
            return redirect("stand-in-ask", signup.pk)
    rule = stand_ins.rule_for(signup.shift.project)
    context = {
        "signup": signup,
        "project": signup.shift.project,
        "lang": shown_language(signup.shift.project, "title"),
        "when": when(signup.shift),
        "place": place(signup.shift.project),
        "request_row": row,
        "link": whole_address("stand-in", row.secret) if row and row.invited_id is None else "",
        "form": form,
        "may_name": rule == StandInRule.ANYBODY,
        "may_ask_queue": rule != StandInRule.NOBODY and signup.shift.waiting > 0,
        "nobody": rule == StandInRule.NOBODY,
    }
    return render(request, "my/stand_in_ask.html", context)


def _act(request: HttpRequest, signup: SignUp, row: StandIn | None, form: StandInForm) -> bool:
    """``action`` is link, queue or stop. True when it was done, false when the form needs another look."""
    action = request.POST.get("action")
    if action == "link":
        if not form.is_valid():
            return False
        stand_ins.ask(signup, by=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("Here is the link. Send it to the person you ask."))
    elif action == "queue":
        stand_ins.ask(signup, by=request.user, queue=True)
        messages.success(
            request, _("The next in the queue is asked by e-mail. Until somebody says yes, you are expected.")
        )
    elif action == "stop" and row is not None:
        stand_ins.stop(row, by=request.user)
        messages.success(request, _("Nobody is asked any more. You keep your place."))
    else:
        raise Http404
    return True


@never_cache
def stand_in(request: HttpRequest, secret: str) -> HttpResponse:
    """The page behind the link: take the place over, or say no."""
    rows = StandIn.objects.select_related("signup__volunteer__user", "invited")
    row = get_object_or_404(rows, secret=secret)
    signup = SignUp.objects.with_shift().get(pk=row.signup_id)
    if request.method == "POST":
        try:
            return _answer(request, row)
        except Refusal as refusal:
            messages.error(request, f"{refusal.sentence} {refusal.way_out}".strip())
            return redirect("stand-in", secret)
    asked = row.invited is not None and row.invited.user_id == request.user.pk
    context = {
        "row": row,
        "signup": signup,
        "project": signup.shift.project,
        "lang": shown_language(signup.shift.project, "title"),
        "when": when(signup.shift),
        "place": place(signup.shift.project),
        "refusal": stand_ins.refusal_for(row, request.user),
        "from_name": signup.volunteer.user.first_name if row.invited is None else "",
        "may_refuse": asked and row.state == StandInState.OPEN,
    }
    return render(request, "my/stand_in.html", context)


def _answer(request: HttpRequest, row: StandIn) -> HttpResponse:
    action = request.POST.get("action")
    if action == "take":
        taken = stand_ins.take_over(row, by=request.user)
        messages.success(request, _("The place is yours. Thank you for standing in!"))
        return redirect(taken)
    if action == "refuse":
        stand_ins.refuse(row, by=request.user)
        messages.success(request, _("Thank you for answering. The next person is asked."))
        return redirect(reverse("my-shifts"))
    raise Http404
