"""What stops this person from this shift: a list of small checkers, asked before the click and again under the lock.

Each checker returns a Refusal with a code, a sentence and a way out, or None. The page shows the first; the verb
raises it. Ages count on the day of the shift (Law 42-VI art. 12).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from projects import capacity
from projects.enums import ADULT_AGE, ProjectState
from projects.models import Project, Shift
from qazvolunteer.core import dates, statements
from qazvolunteer.core.locks import require_transaction
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.statements import Part, columns
from volunteers.enums import COMMITTED, LIVE
from volunteers.models import GuardianConsent, SignUp, Volunteer

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@dataclass(frozen=True)
class Standing:
    """What the checkers need to know of a person, read in one query for any number of shifts, for a child in two.

    A visitor without account has a standing too: ``volunteer`` is None and the personal checkers pass.
    """

    volunteer: Volunteer | None = None
    live: tuple[SignUp, ...] = ()
    blocks: dict[int, str] = field(default_factory=dict)
    guardian_agreed: bool = False

    @classmethod
    def of(cls, volunteer: Volunteer | None, *, now: dt.datetime | None = None) -> Self:
        """Read the standing of ``volunteer``: live sign-ups that are not over, blocks, the guardian's consent."""
        if volunteer is None:
            return cls()
        now = now or timezone.now()
        parts = [Part("profile", "SELECT %s::bigint AS id", [volunteer.pk]), _promises_part(now)]
        rows = statements.rows_in_turn([statements.together(parts, "SELECT * FROM promises")])
        return cls._read(volunteer, rows, now)

    @classmethod
    def _read(cls, volunteer: Volunteer, promises: Sequence[Sequence[Any]], now: dt.datetime) -> Self:
        live, blocks = _promises(volunteer, promises)
        return cls(
            volunteer=volunteer,
            live=live,
            blocks=blocks,
            guardian_agreed=_guardian_agreed(volunteer, now),
        )

    @classmethod
    def at(cls, shift_id: int, person: User, *, now: dt.datetime) -> tuple[Volunteer, Self, Shift]:
        """Lock the profile of ``person``, then read their standing and the shift, which is not locked, in one message.

        Whoever has no profile, such as a coordinator, has an empty one that passes no checker: no birth date is known.
        Raises Shift.DoesNotExist.
        """
        require_transaction()
        profile = Part("profile", PROFILE, [person.pk])
        look = statements.together([profile, _promises_part(now), capacity.read_part(shift_id)], LOOK)
        rows = statements.rows_in_turn([Part("lock", f"{PROFILE} FOR NO KEY UPDATE", profile.parameters), look])
        if not rows:
            raise Shift.DoesNotExist
        begin, end = capacity.WIDTH, capacity.WIDTH + len(PROFILE_COLUMNS)
        shift, found = capacity.from_row(rows[0][:begin]), rows[0][begin:end]
        volunteer = Volunteer() if found[0] is None else statements.instance(Volunteer, PROFILE_COLUMNS, found)
        volunteer.user = person
        return volunteer, cls._read(volunteer, [row[end:] for row in rows], now), shift

    @cached_property
    def projects(self) -> dict[int, Project]:
        """The projects of the live sign-ups, with their titles: read together, when the first clash is told."""
        return Project.objects.only("title").in_bulk({signup.shift.project_id for signup in self.live})

    def signup_for(self, shift: Shift) -> SignUp | None:
        """The person's live sign-up for the shift."""
        return next((signup for signup in self.live if signup.shift_id == shift.pk), None)

    def without(self, signup: SignUp | None) -> Standing:
        """The same standing as if ``signup`` were not there: an offer does not clash with itself."""
        live = tuple(other for other in self.live if signup is None or other.pk != signup.pk)
        return replace(self, live=live)

    def clashing(self, shift: Shift) -> list[SignUp]:
        """Committed sign-ups for other shifts at the same time; half-open, so back-to-back is fine."""
        if shift.flexible:
            return []
        return [
            signup
            for signup in self.live
            if signup.state in COMMITTED
            and signup.shift_id != shift.pk
            and not signup.shift.flexible
            and signup.shift.starts_at < shift.ends_at
            and signup.shift.ends_at > shift.starts_at
        ]


SIGNUP_COLUMNS = columns(SignUp, "id", "volunteer_id", "shift_id", "state", "offer_expires_at")
SHIFT_COLUMNS = columns(Shift, "id", "project_id", "starts_at", "ends_at", "flexible")
PROFILE_COLUMNS = columns(Volunteer, "id", "user_id", "birth_date")
PROFILE = f"SELECT {', '.join(PROFILE_COLUMNS)} FROM volunteers_volunteer WHERE user_id = %s"  # noqa: S608
# One row even for somebody who has promised nothing: its sign-up is empty.
PROMISES = f"""
    SELECT blocks.by_organization,
        {", ".join(f"own.{name}" for name in SIGNUP_COLUMNS)}, {", ".join(f"s.{name}" for name in SHIFT_COLUMNS)}
    FROM (
        SELECT json_object_agg(organization_id, reason)::text AS by_organization
        FROM volunteers_organizationblock
        WHERE volunteer_id = (SELECT id FROM profile) AND lifted_at IS NULL AND (until IS NULL OR until > %s)
    ) AS blocks
    LEFT JOIN (volunteers_signup own JOIN projects_shift s ON s.id = own.shift_id)
        ON own.volunteer_id = (SELECT id FROM profile) AND own.state = ANY(%s::text[]) AND s.ends_at > %s
"""  # noqa: S608
LOOK = "SELECT shift.*, profile.*, promises.* FROM shift CROSS JOIN promises LEFT JOIN profile ON TRUE"


def _promises_part(now: dt.datetime) -> Part:
    """Reads rows for ``_promises``, of the person whose id stands in the part ``profile``."""
    return Part("promises", PROMISES, [now, sorted(LIVE), now])


def _promises(volunteer: Volunteer, rows: Sequence[Sequence[Any]]) -> tuple[tuple[SignUp, ...], dict[int, str]]:
    """Live sign-ups with the time of their shift, the latest first, and who blocks the person, by organization.

    Anything else of a sign-up is read when it is asked for.
    """
    found, middle = [], 1 + len(SIGNUP_COLUMNS)
    for values in sorted(rows, key=itemgetter(1), reverse=True) if rows[0][1] is not None else ():
        signup = statements.instance(SignUp, SIGNUP_COLUMNS, values[1:middle])
        signup.volunteer = volunteer
        signup.shift = statements.instance(Shift, SHIFT_COLUMNS, values[middle:])
        found.append(signup)
    blocks = json.loads(rows[0][0] or "{}")
    return tuple(found), {int(organization): reason for organization, reason in blocks.items()}


def _guardian_agreed(volunteer: Volunteer, now: dt.datetime) -> bool:
    age = volunteer.age_on(timezone.localdate(now))
    if age is None or age >= settings.GUARDIAN_CONSENT_AGE:
        return False
    return GuardianConsent.objects.filter(volunteer=volunteer, given_at__isnull=False, withdrawn_at=None).exists()


Checker = Callable[[Standing, Shift, Project, dt.datetime], Refusal | None]


def not_paused(standing: Standing, shift: Shift, project: Project, now: dt.datetime) -> Refusal | None:
    """Places are kept, none are given, until the front office lets it go on."""
    if project.is_paused and not shift.is_cancelled:
        return Refusal(
            "paused",
            _("The front office has paused this project, so it takes nobody new."),
            _("Everybody who has a place was told, and will be told when it goes on."),
        )
    return None


def shift_stands(standing: Standing, shift: Shift, project: Project, now: dt.datetime) -> Refusal | None:
    if shift.is_cancelled or project.state != ProjectState.APPROVED:
        return Refusal(
            "cancelled", _("This shift will not take place."), _("Look at the other shifts, or at similar projects.")
        )
    return None


def takes_people(standing: Standing, shift: Shift, project: Project, now: dt.datetime) -> Refusal | None:
    """Taken out of the catalogue, or its organization is suspended: places are kept, none are given."""
    if not project.takes_people:
        return Refusal(
            "not_shown",
            _("This project takes nobody new at present."),
            _("Look at the other shifts, or at similar projects."),
        )
    return None


def not_too_late(standing: Standing, shift: Shift, project: Project, now: dt.datetime) -> Refusal | None:
    if shift.last_moment <= now:
        return Refusal("too_late", _("This shift has already begun."), _("Choose a later one."))
    return None


def signups_open(standing: Standing, shift: Shift, project: Project, now: dt.datetime) -> Refusal | None:
    if not project.signups_open:
        return Refusal(
            "closed", _("The organizer has closed the sign-ups."), _("The project page will show when they open again.")
        )
    return None


def not_already_in(standing: Standing, shift: Shift, project: Project, now: dt.datetime) -> Refusal | None:
    if standing.signup_for(shift) is not None:
        return Refusal("already_in", _("You are already signed up for this shift."), _("See “My shifts”."))
    return None


def not_blocked(standing: Standing, shift: Shift, project: Project, now: dt.datetime) -> Refusal | None:
    reason = standing.blocks.get(project.organization_id)
    if reason is not None:
        return Refusal(
            "blocked",
            _("This organization does not take you into its shifts. Its reason: %(reason)s") % {"reason": reason},
            _("If you disagree, write to the front office of your region."),
        )
    return None


def old_enough(standing: Standing, shift: Shift, project: Project, now: dt.datetime) -> Refusal | None:
    volunteer = standing.volunteer
    if volunteer is None:
        return None
    age = volunteer.age_on(timezone.localdate(shift.starts_at))
    if age is None:
        return Refusal("birth_date_missing", _("We do not know your date of birth."), _("Add it in your profile."))
    if project.risk_tags and age < ADULT_AGE:
        return Refusal(
            "risk_adults_only",
            _("By law, only people aged 18 and over may do work with such risks."),
            _("Look for projects without these risks: there are many."),
        )
    if age < project.min_age:
        return Refusal(
            "too_young",
            ngettext_lazy(
                "On the day of the shift you must be at least %(age)d year old.",
                "On the day of the shift you must be at least %(age)d years old.",
                project.min_age,
            )
            % {"age": project.min_age},
            _("The catalogue shows what is open at your age."),
        )
    return None


def guardian_agrees(standing: Standing, shift: Shift, project: Project, now: dt.datetime) -> Refusal | None:
    volunteer = standing.volunteer
    if volunteer is None or standing.guardian_agreed:
        return None
    age = volunteer.age_on(timezone.localdate(shift.starts_at))
    if age is not None and age < settings.GUARDIAN_CONSENT_AGE:
        return Refusal(
            "consent_missing",
            _("Until you are %(age)d, a parent or guardian must agree first.") % {"age": settings.GUARDIAN_CONSENT_AGE},
            _("Send them the request: it takes a minute."),
        )
    return None


CHECKERS: tuple[Checker, ...] = (
    not_paused,
    shift_stands,
    takes_people,
    not_too_late,
    not_already_in,
    signups_open,
    not_blocked,
    old_enough,
    guardian_agrees,
)

# Where a person goes to do something about a refusal: code -> address of the page.
WAYS_OUT = {
    "consent_missing": reverse_lazy("guardian"),
    "birth_date_missing": reverse_lazy("profile"),
    "already_in": reverse_lazy("my-shifts"),
}


def first_refusal(standing: Standing, shift: Shift, *, now: dt.datetime | None = None) -> Refusal | None:
    """The first checker's refusal, or None. Overlap is asked apart: waiting somewhere clashes with nothing."""
    now = now or timezone.now()
    for checker in CHECKERS:
        refusal = checker(standing, shift, shift.project, now)
        if refusal is not None:
            return refusal
    return None


def overlap(standing: Standing, shift: Shift) -> Refusal | None:
    """A refusal when the person has promised to be elsewhere at that time."""
    clashing = standing.clashing(shift)
    if not clashing:
        return None
    other, project = clashing[0].shift, standing.projects[clashing[0].shift.project_id]
    return Refusal(
        "overlap",
        _("You are in another shift at this time: %(project)s, %(start)s – %(end)s.")
        % {
            "project": project.title,
            "start": f"{dates.day(other.starts_at)}, {dates.clock(other.starts_at)}",
            "end": dates.clock(other.ends_at),
        },
        _("Withdraw from that one first."),
    )


@dataclass(frozen=True)
class Verdict:
    """What the page may offer for one shift: ``action`` is join, request, queue, mine or none."""

    action: str
    refusal: Refusal | None = None
    signup: SignUp | None = None


def verdict(standing: Standing, shift: Shift, *, now: dt.datetime | None = None) -> Verdict:
    """What this person can do with this shift now. The verb asks the same questions again under the lock."""
    mine = standing.signup_for(shift)
    if mine is not None:
        return Verdict("mine", signup=mine)
    refusal = first_refusal(standing, shift, now=now)
    if refusal is not None:
        return Verdict("none", refusal=refusal)
    project = shift.project
    # Where roles have queues of their own, the choice of a role decides.
    waits = shift.waiting > 0 and not shift.has_roles
    queues = not project.needs_approval and (waits or shift.seats_taken >= shift.seats)
    refusal = None if queues else overlap(standing, shift)
    if refusal is not None:
        return Verdict("none", refusal=refusal)
    if queues:
        return Verdict("queue")
    return Verdict("request" if project.needs_approval else "join")


def committed_clash(volunteer: Volunteer, shift: Shift) -> Q:
    """The condition that finds sign-ups of ``volunteer`` which clash with ``shift``, for the verbs that lock them."""
    if shift.flexible:
        return Q(pk__in=[])
    return Q(
        volunteer=volunteer,
        state__in=COMMITTED,
        shift__flexible=False,
        shift__starts_at__lt=shift.ends_at,
        shift__ends_at__gt=shift.starts_at,
    ) & ~Q(shift=shift)
