"""Concerns: anybody reports one about what they see; the front office of the region looks into it and answers.

Nobody has to say who they are. An e-mail is kept for the answer alone and erased thirty days after the end.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from frontoffice.monitoring import permissions
from frontoffice.monitoring.enums import CONCERN_TRANSITIONS, ConcernKind, Verdict
from frontoffice.monitoring.models import Concern, ConcernAnswer, ConcernTransition
from organizations import permissions as organizations
from organizations.models import Organization
from projects.models import Project
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import move
from qazvolunteer.core.working_days import due as decision_due
from qazvolunteer.notifications.outbox import Message, notify, notify_many
from qazvolunteer.places.models import Region

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# Danger is answered on the next working day, everything else within a week of work.
DAYS, DAYS_OF_DANGER = 5, 1
CONTACT_KEPT = dt.timedelta(days=30)
# Pages that may be named: no address of these carries a secret or says who was looking.
NAMED = frozenset(
    {
        "home", "catalogue", "catalogue-map", "catalogue-calendar", "project", "organization", "organizations",
        "region", "regions", "programme", "programmes", "town", "statistics", "about", "privacy", "accessibility",
        "guide",
    }
)  # fmt: skip


@dataclass(frozen=True)
class About:
    """What the page shows from which somebody reports: its address, and the rows it is about."""

    page: str = ""
    project: Project | None = None
    organization: Organization | None = None
    region: Region | None = None


def about(path: str) -> About:
    """What an address of the platform is about; nothing for a foreign, secret or unknown one. The query is cut off."""
    path = path.partition("?")[0][:200]
    try:
        with translation.override(translation.get_language_from_path(path)):
            match = resolve(path)
    except Resolver404:
        return About()
    if match.url_name not in NAMED:
        return About()
    slug = match.kwargs.get("slug", "")
    if match.url_name == "project":
        row = Project.objects.shown().filter(slug=slug).select_related("organization", "region").first()
        return About(path, row, row.organization, row.region) if row else About()
    if match.url_name == "organization":
        one = Organization.objects.public().filter(slug=slug).select_related("region").first()
        return About(path, None, one, one.region) if one else About()
    return About(path, region=Region.objects.valid().filter(slug=slug).first() if match.url_name == "region" else None)


@transaction.atomic
def report(
    *,
    kind: str,
    text: str,
    draft: uuid.UUID,
    seen: About,
    region: Region | None = None,
    by: User | None = None,
    email: str = "",
    language: str = "kk",
) -> Concern:
    """Keep what was reported and tell the office. The same ``draft`` again is the same concern. Raises ``empty``."""
    known = Concern.objects.filter(draft=draft).first()
    if known is not None:
        return known
    if not text.strip():
        raise Refusal("empty", _("Write what happened."))
    now, region = timezone.now(), seen.region or region
    days = DAYS_OF_DANGER if kind == ConcernKind.DANGER else DAYS
    concern, made = Concern.objects.get_or_create(
        draft=draft,
        defaults={
            "kind": kind,
            "text": text.strip(),
            "page": seen.page,
            "project": seen.project,
            "organization": seen.organization,
            "region": region,
            "by": by,
            "email": email.strip().lower(),
            "language": language,
            "opened_at": now,
            "due_at": decision_due(now, days),
        },
    )
    if made:
        ConcernTransition.objects.create(subject=concern, action="report", to_state=concern.state)
        people = permissions.told(concern.region_id)
        if kind == ConcernKind.DANGER:
            people = (people | organizations.deciders_of(None)).distinct()
        notify_many("frontoffice.concern_new", [Message(person, {"concern": concern.pk}) for person in people])
    return concern


@transaction.atomic
def assign(concern: Concern, *, by: User, to: User) -> Concern:
    """Somebody of the office looks into it. Raises ``not_allowed``, ``not_a_colleague``, ``wrong_state``."""
    concern = _held(concern, by)
    fits = permissions.colleagues(concern.region_id).filter(pk=to.pk).exists()
    if not fits or not permissions.may_handle(to, region=concern.region_id, organization=concern.organization_id):
        raise Refusal("not_a_colleague", _("This person does not work in the front office of the region."))
    _move(concern, "assign", by=by, reason=to.full_name)
    concern.assigned_to = to
    concern.save(update_fields=["assigned_to"])
    if to.pk != by.pk:
        notify(to, "frontoffice.concern_assigned", payload={"concern": concern.pk})
    return concern


@transaction.atomic
def answer(concern: Concern, *, by: User, text: str, internal: bool = False) -> ConcernAnswer:
    """Write to whoever reported it, or a note for colleagues. Raises ``not_allowed``, ``empty``, ``wrong_state``."""
    concern = _held(concern, by)
    if not text.strip():
        raise Refusal("empty", _("Write an answer."))
    if not internal:
        _move(concern, "answer", by=by)
    made = ConcernAnswer.objects.create(concern=concern, text=text.strip(), internal=internal, by=by)
    if not internal:
        _tell(concern, made)
    return made


@transaction.atomic
def close(concern: Concern, *, by: User, verdict: str, text: str) -> Concern:
    """Say what was found; whoever reported it reads it. Raises ``not_allowed``, ``empty``, ``wrong_state``."""
    concern = _held(concern, by)
    if verdict not in Verdict.values:
        raise Refusal("no_verdict", _("Choose what you found."))
    if not text.strip():
        raise Refusal("empty", _("Write what you found and what was done: whoever reported it reads this."))
    concern.verdict, concern.closed_at = verdict, timezone.now()
    state = CONCERN_TRANSITIONS.target("close", concern.state)
    # One statement: the database wants the verdict together with the end.
    ConcernTransition.objects.create(subject=concern, action="close", from_state=concern.state, to_state=state, by=by)
    concern.state = state
    concern.save(update_fields=["state", "verdict", "closed_at"])
    made = ConcernAnswer.objects.create(concern=concern, text=text.strip(), by=by)
    _tell(concern, made)
    return concern


def forget_contacts() -> int:
    """Erase the addresses of people whose concern ended thirty days ago."""
    past = Concern.objects.filter(closed_at__lt=timezone.now() - CONTACT_KEPT).exclude(email="")
    return past.update(email="")


def _held(concern: Concern, by: User) -> Concern:
    concern = locked(Concern.objects.filter(pk=concern.pk)).get()
    permissions.require(by, region=concern.region_id, organization=concern.organization_id)
    return concern


def _move(concern: Concern, action: str, *, by: User, reason: str = "") -> None:
    move(concern, action, table=CONCERN_TRANSITIONS, record=ConcernTransition, by=by, reason=reason)


def _tell(concern: Concern, made: ConcernAnswer) -> None:
    """To the account where the person gave their name, else to the address they left, else to nobody."""
    payload, key = {"answer": made.pk}, f"frontoffice.concern_answered:{made.pk}"
    if concern.by is not None:
        notify(concern.by, "frontoffice.concern_answered", payload=payload, key=key)
    elif concern.email:
        notify(
            None, "frontoffice.concern_answered", payload=payload, key=key, address=concern.email,
            language=concern.language,
        )  # fmt: skip
