"""The checks every kind begins with. Rules that an editor sets register beside them (``desk.checks``)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontoffice.desk import payment_words
from frontoffice.desk.checks import Finding, check
from frontoffice.desk.enums import MatterKind
from organizations import duplicates
from organizations.enums import OrganizationKind
from organizations.models import Organization, OrganizationTransition
from projects import translations
from projects.enums import ADULT_AGE, ProjectState, Translation
from projects.models import Project, ProjectTransition
from qazvolunteer.core import dates
from qazvolunteer.core.admin_pages import change_url
from qazvolunteer.core.business_numbers import is_bin, registered_later_than
from volunteers.enums import AttendanceState
from volunteers.hours_enums import Evidence
from volunteers.models import Attendance, HoursEntry, ProjectReport

LANGUAGES = tuple(settings.LANGUAGES)
LOOK_BACK = dt.timedelta(days=365)
# Nobody under 18 works at night (law on children's rights).
NIGHT_FROM, NIGHT_TO = dt.time(22), dt.time(6)
# Work that the law keeps for adults, when its risk is not named.
RISKY = re.compile(
    r"\b(?:flood\w*|wildfire\w*|firefight\w*|chainsaw\w*|chemical\w*|at height|heavy lifting"
    r"|паводк\w*|наводнен\w*|пожар\w*|бензопил\w*|химикат\w*|на высоте|тяжест\w*|разминир\w*"
    r"|су тасқын\w*|өрт\w*|бензоара\w*|химиялық\w*|биіктікте\w*|ауыр жүк\w*)",
    re.IGNORECASE,
)


def _columns(row: Any, *names: str) -> Iterator[str]:
    for name in names:
        for code, _language in LANGUAGES:
            yield getattr(row, f"{name}_{code}", "") or ""


def _words_of_project(project: Project) -> str:
    """Everything that visitors will read of it."""
    parts = list(_columns(project, "title", "summary", "description", "place", "directions"))
    for item in project.items.all():
        parts += _columns(item, "text")
    for question in project.questions.all():
        parts += _columns(question, "label", "choices")
    for shift in project.shifts.filter(cancelled_at=None)[:50]:
        parts += _columns(shift, "task")
    return "\n".join(part for part in parts if part)


def _payment(text: str) -> Finding:
    if words := payment_words.found(text):
        sentence = _("The text speaks of payment: %(words)s.") % {"words": ", ".join(words[:6])}
        return Finding("payment", "urgent", sentence)
    return Finding("payment", "ok", _("No words of payment."))


# --- Organizations --------------------------------------------------------------------------------------


@check(MatterKind.ORGANIZATION)
def business_number(row: Organization) -> Iterable[Finding]:
    if row.kind == OrganizationKind.INITIATIVE_GROUP:
        return
    if not row.bin or not is_bin(row.bin):
        yield Finding("bin", "urgent", _("The BIN is not one: its last digit does not follow from the others."))
    elif registered_later_than(row.bin, timezone.localdate()):
        yield Finding("bin", "urgent", _("The BIN names a month that has not come yet."))
    else:
        yield Finding("bin", "ok", _("The BIN is well formed."))


@check(MatterKind.ORGANIZATION)
def same_organization(row: Organization) -> Iterable[Finding]:
    found = duplicates.alike(row)
    links = [(one.organization.name, change_url(one.organization)) for one in found]
    if any(one.same_bin for one in found):
        yield Finding("duplicate", "urgent", _("An organization with this BIN is already registered."), links)
    elif found:
        yield Finding("duplicate", "warn", _("There are organizations of a close name in this region."), links)
    else:
        yield Finding("duplicate", "ok", _("No organization of this BIN or of a close name."))


@check(MatterKind.ORGANIZATION)
def words_of_organization(row: Organization) -> Iterable[Finding]:
    yield _payment("\n".join(_columns(row, "name", "purpose", "about")))
    missing = [name for code, name in LANGUAGES if not getattr(row, f"purpose_{code}")]
    # English is welcome; the two languages of the country are asked for.
    needed = [code for code in ("kk", "ru") if not getattr(row, f"purpose_{code}")]
    if needed:
        sentence = _("The purpose is not written in: %(languages)s.") % {"languages": ", ".join(missing)}
        yield Finding("translations", "warn", sentence)
    else:
        yield Finding("translations", "ok", _("Written in Kazakh and in Russian."))


# --- Projects -------------------------------------------------------------------------------------------


@check(MatterKind.PROJECT)
def words_of_project(row: Project) -> Iterable[Finding]:
    text = _words_of_project(row)
    yield _payment(text)
    risky = list(dict.fromkeys(match.group(0).lower() for match in RISKY.finditer(text)))
    if risky and not row.risk_tags and row.min_age < ADULT_AGE:
        sentence = _("Open to minors, but the text speaks of risks: %(words)s.") % {"words": ", ".join(risky[:6])}
        yield Finding("minors", "urgent", sentence)
    elif row.risk_tags:
        yield Finding("minors", "ok", _("Risks are named, so only adults can take part."))
    else:
        yield Finding("minors", "ok", _("The text speaks of no risk that is not named."))


@check(MatterKind.PROJECT)
def at_night(row: Project) -> Iterable[Finding]:
    if row.min_age >= ADULT_AGE:
        return
    shifts = row.shifts.upcoming().filter(flexible=False).order_by("starts_at")[:100]
    late = [shift for shift in shifts if _touches_night(shift.starts_at, shift.ends_at)]
    if late:
        sentence = _("Open to minors, but a shift is at night: %(when)s.") % {
            "when": dates.span(late[0].starts_at, late[0].ends_at)
        }
        yield Finding("night", "urgent", sentence)


def _touches_night(start: dt.datetime, end: dt.datetime) -> bool:
    begins, ends = timezone.localtime(start), timezone.localtime(end)
    over_midnight = begins.date() != ends.date()
    return over_midnight or begins.time() < NIGHT_TO or ends.time() > NIGHT_FROM


@check(MatterKind.PROJECT)
def languages_of_project(row: Project) -> Iterable[Finding]:
    unfinished = [state for state in translations.states(row) if state.state != Translation.WHOLE]
    asked = [state for state in unfinished if state.code in {"kk", "ru"}]
    if asked:
        words = "; ".join(f"{state.name}: {', '.join(state.missing)}" for state in asked)
        yield Finding("translations", "warn", _("Not written yet. %(what)s.") % {"what": words})
    else:
        yield Finding("translations", "ok", _("Written in Kazakh and in Russian."))


@check(MatterKind.PROJECT)
def same_project(row: Project) -> Iterable[Finding]:
    titles = Q(pk__in=[])
    for code, _language in LANGUAGES:
        if title := getattr(row, f"title_{code}"):
            titles |= Q(**{f"title_{code}__iexact": title})
    others = Project.objects.filter(titles, organization=row.organization_id).exclude(pk=row.pk)
    same = list(others.filter(state__in=[ProjectState.SUBMITTED, ProjectState.APPROVED])[:3])
    if same:
        links = [(other.title, change_url(other)) for other in same]
        yield Finding("duplicate", "warn", _("The organization has another project of this title."), links)
    else:
        yield Finding("duplicate", "ok", _("The organization has no other project of this title."))


@check(MatterKind.PROJECT)
def organization_is_verified(row: Project) -> Iterable[Finding]:
    if not row.organization.is_verified:
        words = {"state": row.organization.get_state_display()}
        yield Finding("organization", "urgent", _("The organization is not verified: %(state)s.") % words)


@check(MatterKind.PROJECT, MatterKind.REPORT)
def behaviour(row: Any) -> Iterable[Finding]:
    organization = (row.project if isinstance(row, ProjectReport) else row).organization
    yield so_far(organization)


@check(MatterKind.ORGANIZATION)
def asked_before(row: Organization) -> Iterable[Finding]:
    """Whether it, or another organization of the same owners, was returned or refused."""
    owners = row.memberships.active().values("user")  # type: ignore[attr-defined]
    theirs = Organization.objects.filter(Q(pk=row.pk) | Q(memberships__user__in=owners, memberships__role="owner"))
    records = OrganizationTransition.objects.filter(subject__in=theirs.values("pk"), at__gt=timezone.now() - LOOK_BACK)
    counted = records.aggregate(
        returned=Count("pk", filter=Q(action="return")), refused=Count("pk", filter=Q(action__in=["refuse", "suspend"]))
    )
    if not any(counted.values()):
        yield Finding("behaviour", "ok", _("Nothing of its people was returned or refused in a year."))
        return
    sentence = _("In a year, of these people: returned %(returned)d times, refused or suspended %(refused)d times.")
    yield Finding("behaviour", "warn", sentence % counted)


def so_far(organization: Organization) -> Finding:
    """What came of an organization's projects and reports in a year."""
    since = timezone.now() - LOOK_BACK
    records = ProjectTransition.objects.filter(subject__organization=organization, at__gt=since)
    counted = records.aggregate(
        returned=Count("pk", filter=Q(action="return")),
        refused=Count("pk", filter=Q(action="refuse")),
        cancelled=Count("pk", filter=Q(action="cancel", from_state=ProjectState.APPROVED)),
    )
    overdue = ProjectReport.objects.overdue().filter(project__organization=organization).count()
    url = reverse("organization", args=[organization.slug]) if organization.is_verified else change_url(organization)
    links = [(organization.name, url)]
    if counted["refused"] or overdue or counted["cancelled"] > 2:
        parts = [
            ngettext("%(number)d project refused", "%(number)d projects refused", counted["refused"])
            % {"number": counted["refused"]},
            ngettext("%(number)d cancelled", "%(number)d cancelled", counted["cancelled"])
            % {"number": counted["cancelled"]},
            ngettext("%(number)d report overdue", "%(number)d reports overdue", overdue) % {"number": overdue},
        ]
        return Finding("behaviour", "warn", _("In a year: %(what)s.") % {"what": ", ".join(parts)}, links)
    return Finding("behaviour", "ok", _("Nothing refused, no report overdue in a year."), links)


# --- Reports and hours ----------------------------------------------------------------------------------


@check(MatterKind.REPORT)
def words_of_report(row: ProjectReport) -> Iterable[Finding]:
    yield _payment("\n".join(_columns(row, "text")))
    if not row.people:
        yield Finding("people", "warn", _("Nobody is marked as having come, and no hours are confirmed."))
    else:
        yield Finding("people", "ok", _("People and hours are counted out of the check-in and the books."))
    far = [
        one for one in row.outcomes.all() if one.planned and one.done is not None and not _near(one.done, one.planned)
    ]
    if far:
        units = ", ".join(str(one.get_unit_display()) for one in far)
        yield Finding("outcomes", "warn", _("Far from the plan: %(units)s.") % {"units": units})
    else:
        yield Finding("outcomes", "ok", _("What was achieved is near the plan."))


def _near(done: Any, planned: Any) -> bool:
    return bool(planned / 2 <= done <= planned * 2)


@check(MatterKind.HOURS)
def evidence(row: HoursEntry) -> Iterable[Finding]:
    state = Attendance.objects.filter(signup=row.signup_id).values_list("state", flat=True).first()
    if state == AttendanceState.CAME:
        yield Finding("attendance", "ok", _("The check-in has marked the person as come."))
    elif state == AttendanceState.MISSED:
        yield Finding("attendance", "urgent", _("The check-in has marked the person as missed."))
    else:
        yield Finding("attendance", "warn", _("The check-in has no mark of this person."))
    if row.evidence == Evidence.SELF_REPORTED:
        yield Finding("evidence", "warn", _("The hours are told by the volunteer alone."))
    shift = row.signup.shift if row.signup else None
    if shift and not shift.flexible and row.minutes > shift.duration.total_seconds() / 60:
        yield Finding("length", "urgent", _("The line is longer than the shift."))
