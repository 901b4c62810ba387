"""A volunteer's own shifts, and the private calendar feed of them."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from projects.cards import place, when
from qazvolunteer.core.addresses import absolute
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.secret_codes import new_secret
from volunteers import calendars
from volunteers.enums import LIVE, SignUpState
from volunteers.models import SignUp, Volunteer
from volunteers.views.organizers import blocks_of

PER_PAGE = 20
PAST_IN_FEED = dt.timedelta(days=90)
TABS = ("upcoming", "waiting", "past")


@never_cache
def my_shifts(request: HttpRequest) -> HttpResponse:
    """Upcoming, waiting and past, each a tab."""
    tab = request.GET.get("tab", TABS[0])
    tab = tab if tab in TABS else TABS[0]
    own = SignUp.objects.filter(volunteer__user=request.user)
    counts = own.aggregate(**{name: Count("pk", filter=_condition(name)) for name in TABS})
    paginator = Paginator(_listed(own, tab), PER_PAGE)
    paginator.count = counts[tab]
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "tabs": _tabs(counts, tab),
        "page": page,
        "entries": [
            {
                "signup": signup,
                "when": when(signup.shift),
                "place": place(signup.shift.project),
                "lang": shown_language(signup.shift.project, "title"),
            }
            for signup in page
        ],
        "empty_title": _("No shifts yet") if tab == "past" else _("Nothing is planned"),
        "feed_url": _feed_url(request),
        "blocks": blocks_of(request),
    }
    return render(request, "my/shifts.html", context)


@require_POST
def reset_feed(request: HttpRequest) -> HttpResponse:
    """A new address for the calendar feed; the old one stops at once."""
    Volunteer.objects.filter(user=request.user).update(calendar_secret=new_secret())
    messages.success(request, _("The calendar has a new address. The old one no longer works."))
    return redirect(reverse("my-shifts") + "#calendar")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The private feed: whoever knows the address reads it, so it shows shifts and nothing else of the person."""
    volunteer = get_object_or_404(
        Volunteer.objects.select_related("user"), calendar_secret=secret, user__is_active=True
    )
    own = SignUp.objects.with_shift().filter(volunteer=volunteer, shift__ends_at__gt=timezone.now() - PAST_IN_FEED)
    with translation.override(volunteer.user.language):
        content = calendars.calendar(own.filter(state__in=LIVE).order_by("shift__starts_at", "pk"))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=600"
    return response


def _listed(own: QuerySet[SignUp], tab: str) -> QuerySet[SignUp]:
    signups = own.with_shift().filter(_condition(tab))
    if tab == "past":
        return signups.order_by("-shift__starts_at", "-pk")
    if tab == "waiting":
        ahead = (
            SignUp.objects.filter(shift=OuterRef("shift"), state=SignUpState.WAITLISTED)
            .filter(Q(queued_at__lt=OuterRef("queued_at")) | Q(queued_at=OuterRef("queued_at"), pk__lt=OuterRef("pk")))
            .order_by()
            .values("shift")
            .annotate(number=Count("pk"))
            .values("number")
        )
        signups = signups.annotate(position=Coalesce(Subquery(ahead), 0) + 1)
    return signups.order_by("shift__starts_at", "pk")


def _condition(tab: str) -> Q:
    waiting = Q(state__in=[SignUpState.WAITLISTED, SignUpState.REQUESTED, SignUpState.OFFERED])
    coming = Q(shift__ends_at__gt=timezone.now(), state__in=LIVE)
    if tab == "upcoming":
        return coming & ~waiting
    return coming & waiting if tab == "waiting" else ~coming


def _tabs(counts: dict[str, int], tab: str) -> list[dict[str, object]]:
    labels = {"upcoming": _("Upcoming"), "waiting": _("Waiting"), "past": _("Past")}
    return [
        {"label": labels[name], "url": f"?tab={name}", "current": name == tab, "count": counts[name]} for name in TABS
    ]


def _feed_url(request: HttpRequest) -> str:
    secret = Volunteer.objects.filter(user=request.user).values_list("calendar_secret", flat=True).first()
    return absolute(reverse("calendar-feed", args=[secret])) if secret else ""
