"""Hours out of another system: a CSV becomes proposed lines of one project, each with its source and no more weight.

They wait for the organization's confirmation like hours that a volunteer tells of, and count only then.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from organizations import permissions as organizations
from organizations.enums import Role
from projects import permissions as projects
from qazvolunteer.accounts import phones
from qazvolunteer.core.refusals import Refusal
from volunteers.hours_enums import Evidence, HoursKind
from volunteers.hours_models import HoursEntry
from volunteers.models import SignUp, Volunteer

if TYPE_CHECKING:
    from projects.models import Project
    from qazvolunteer.accounts.models import User

COLUMNS = ("contact", "day", "hours", "note")
MOST_LINES = 500
# Older than this is history of another time: nobody could confirm it.
OLDEST = dt.timedelta(days=3 * 365)


@dataclass(frozen=True)
class Line:
    """One line of the file as it was understood; ``problem`` says why it cannot be taken over."""

    number: int
    contact: str
    volunteer: Volunteer | None = None
    day: dt.date | None = None
    minutes: int = 0
    note: str = ""
    problem: str = ""


def may_import(user: User, project: Project) -> bool:
    """Owners of the organization, and the front office of the region."""
    return organizations.role_in(user, project.organization_id) == Role.OWNER or projects.may_review(user, project)


def read(text: str, *, project: Project, by: User) -> list[Line]:
    """Every line with what it means or what is wrong with it; writes nothing.

    Columns are ``COLUMNS``, separated by a comma or a semicolon: e-mail or telephone, day (2026-03-05 or 05.03.2026),
    hours (1.5 or 1,5), and a note that may be left out. Known are people who have signed up with the organization; to
    the front office everybody. Raises Refusal ``not_allowed``, ``columns``, ``too_many``.
    """
    if not may_import(by, project):
        raise Refusal("not_allowed", lazy("Only owners of the organization and its front office take hours over."))
    rows = _rows(text)
    people = _people((row.get("contact") or "" for row in rows), project=project, by=by)
    known = HoursEntry.objects.filter(
        project=project, kind=HoursKind.EXTERNAL, volunteer__in=filter(None, people.values())
    )
    seen = set(known.values_list("volunteer", "day"))
    return [_line(number, row, people, seen, project=project, by=by) for number, row in enumerate(rows, start=2)]


@transaction.atomic
def take_over(text: str, *, project: Project, by: User) -> int:
    """Write the lines, all or none; how many. Raises Refusal ``problems``, ``nothing`` or one of ``read``."""
    lines = read(text, project=project, by=by)
    if any(line.problem for line in lines):
        raise Refusal("problems", lazy("Some lines cannot be taken over. Correct them first."))
    if not lines:
        raise Refusal("nothing", lazy("There is no line in it."))
    HoursEntry.objects.bulk_create(
        HoursEntry(
            volunteer=line.volunteer,
            project=project,
            day=line.day,
            minutes=line.minutes,
            kind=HoursKind.EXTERNAL,
            evidence=Evidence.IMPORTED,
            note=line.note,
            proposed_by=by,
        )
        for line in lines
    )
    return len(lines)


def _rows(text: str) -> list[dict[str, str]]:
    text = text.lstrip("\ufeff").replace("\x00", "").strip()
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in head else ",", restkey="more", restval="")
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if not set(COLUMNS[:3]) <= set(names):
        raise Refusal(
            "columns",
            lazy("The first line must name the columns: %(columns)s.") % {"columns": ", ".join(COLUMNS)},
        )
    reader.fieldnames = names
    rows = []
    for row in reader:
        rows.append({name: str(value or "").strip() for name, value in row.items() if name in COLUMNS})
        if len(rows) > MOST_LINES:
            raise Refusal(
                "too_many", lazy("These are more than %(number)d lines. Divide the file.") % {"number": MOST_LINES}
            )
    return rows


def _people(contacts: Iterable[str], *, project: Project, by: User) -> Mapping[str, Volunteer | None]:
    """By e-mail and telephone in one query; None where two people share a number."""
    wanted = {known for contact in contacts if (known := _normal(contact))}
    rows = Volunteer.objects.filter(user__is_active=True).filter(Q(user__email__in=wanted) | Q(user__phone__in=wanted))
    if not projects.may_review(by, project):
        rows = rows.filter(
            pk__in=SignUp.objects.filter(shift__project__organization=project.organization_id).values("volunteer")
        )
    found: dict[str, Volunteer | None] = {}
    for volunteer in rows.select_related("user"):
        for key in {volunteer.user.email, volunteer.user.phone} & wanted:
            found[key] = None if key in found else volunteer
    return found


def _normal(contact: str) -> str:
    if "@" in contact:
        return contact.lower()
    try:
        return phones.normalise(contact) if contact else ""
    except ValidationError:
        return ""


def _line(
    number: int,
    row: Mapping[str, str],
    people: Mapping[str, Volunteer | None],
    seen: set[tuple[int, dt.date]],
    *,
    project: Project,
    by: User,
) -> Line:
    contact = row.get("contact", "")[:254]
    volunteer, day, minutes = people.get(_normal(contact)), _day(row.get("day", "")), _minutes(row.get("hours", ""))
    problem = ""
    if volunteer is None:
        problem = _("Nobody who has signed up with this organization is known by this e-mail or telephone.")
    elif volunteer.user_id == by.pk:
        problem = _("Nobody writes down their own hours here. Ask somebody else.")
    elif day is None or day > timezone.localdate() or day < timezone.localdate() - OLDEST:
        problem = _("The day is not a day of the last three years.")
    elif not 0 < minutes <= settings.HOURS_A_DAY * 60:
        problem = _("The hours must be more than none, and no more than %(hours)d.") % {"hours": settings.HOURS_A_DAY}
    elif (volunteer.pk, day) in seen:
        problem = _("Hours of this person on this day have been taken over already.")
    else:
        seen.add((volunteer.pk, day))
    return Line(number, contact, volunteer, day, minutes, row.get("note", "")[:500], problem)


def _day(text: str) -> dt.date | None:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _minutes(text: str) -> int:
    """Hours as minutes; 0 for what is no number."""
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        return 0
    return round(hours * 60) if 0 < hours <= 24 else 0
