"""Rows a letter speaks of, made plainly: one person, one organization, one project, one shift."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.utils import timezone

from organizations.enums import OrganizationState, Role
from organizations.models import Membership, Organization
from projects.enums import ProjectState
from projects.models import Programme, Project, ProjectItem, Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.places.models import Region, Town
from volunteers.conversation_models import Conversation, ConversationEntry
from volunteers.enums import SignUpState
from volunteers.feedback_models import Feedback, Thanks
from volunteers.hours_models import HoursEntry, HoursTransition, MissedAppeal
from volunteers.models import BlockObjection, OrganizationBlock, SignUp, Volunteer
from volunteers.report_models import ProjectReport
from volunteers.stand_in_models import StandIn

_number = itertools.count(1)


def region() -> Region:
    made, _ = Region.objects.get_or_create(
        kato="750000000",
        defaults={
            "kind": "city",
            "slug": "almaty-region",
            "name_kk": "Алматы",
            "name_ru": "Алматы",
            "name_en": "Almaty",
            "short_kk": "Алматы",
            "short_ru": "Алматы",
            "short_en": "Almaty",
            "iso": "KZ-75",
        },
    )
    return made


def town() -> Town:
    made, _ = Town.objects.get_or_create(
        kato="751110000",
        defaults={
            "kind": "city",
            "slug": "almaty",
            "region": region(),
            "name_kk": "Алматы",
            "name_ru": "Алматы",
            "name_en": "Almaty",
        },
    )
    return made


def person(*, first_name: str = "Айгерім", language: str = "kk", **values: Any) -> User:
    number = next(_number)
    email = values.pop("email", f"reader{number}@example.kz")
    return User.objects.create(email=email, first_name=first_name, last_name="Сейіт", language=language, **values)


def organization(**values: Any) -> Organization:
    number = next(_number)
    given = {
        "slug": f"jasyl-qala-{number}",
        "name_kk": "Жасыл қала",
        "name_ru": "Зелёный город",
        "name_en": "Green City",
        "region": region(),
        "state": OrganizationState.VERIFIED,
    }
    return Organization.objects.create(**{**given, **values})


def member(of: Organization, role: str = Role.OWNER, **values: Any) -> User:
    user = person(**values)
    Membership.objects.create(organization=of, user=user, role=role)
    return user


def project(**values: Any) -> Project:
    number = next(_number)
    programme, _ = Programme.objects.get_or_create(
        slug="taza-alem", defaults={"brand": "Taza Álem", "art": "taza-alem", "name_kk": "Таза әлем"}
    )
    given = {
        "organization": values.pop("organization", None) or organization(),
        "programme": programme,
        "slug": f"butakovka-{number}",
        "title_kk": "Бутаковкаға көшет отырғызу",
        "title_ru": "Саженцы в Бутаковке",
        "title_en": "Seedlings in Butakovka",
        "summary_kk": "Бутаковка шатқалына 4 000 көшет егеміз.",
        "summary_ru": "Сажаем 4 000 саженцев в ущелье Бутаковка.",
        "summary_en": "We plant 4,000 seedlings in the Butakovka gorge.",
        "region": region(),
        "town": town(),
        "place_kk": "Бутаковка шатқалы, жоғарғы беткей",
        "place_ru": "Ущелье Бутаковка, верхний склон",
        "place_en": "Butakovka gorge, upper slope",
        "directions_kk": "Автобус 07:45, Республика алаңы, «Жасыл қала» деген тақтайша",
        "directions_ru": "Автобус 07:45, площадь Республики, табличка «Зелёный город»",
        "directions_en": "Bus 07:45, Republic Square, sign “Green City”",
        "latitude": "43.18850",
        "longitude": "77.05310",
        "contact_name": "Данияр",
        "state": ProjectState.APPROVED,
        "published_at": timezone.now(),
    }
    made = Project.objects.create(**{**given, **values})
    lines = [
        ("Жабық аяқ киім", "Закрытая обувь", "Closed shoes"),
        ("Бас киім және күннен қорғайтын крем", "Головной убор и крем от солнца", "A hat and sun cream"),
        ("Бөтелке, суды өзіміз құямыз", "Бутылка, воду нальём сами", "A bottle, we pour the water"),
    ]
    ProjectItem.objects.bulk_create(
        ProjectItem(project=made, section="bring", position=at, text_kk=kk, text_ru=ru, text_en=en)
        for at, (kk, ru, en) in enumerate(lines)
    )
    return made


def after_shift(code: str, reader: User, project: Project) -> dict[str, Any] | None:
    """The payload of a letter about hours, reports or stand-ins, with the rows it speaks of; None for other letters."""
    name = code.removeprefix("volunteers.")
    mine = shift(of=project)
    shift(of=project, starts_in=dt.timedelta(days=9))
    if name in {"thank_you", "hours_decided", "hours_waiting"}:
        state = "proposed" if name == "hours_waiting" else "confirmed"
        decided = {} if name == "hours_waiting" else {"decided_at": timezone.now()}
        given = {"project": project, "day": timezone.localdate(), "minutes": 270, "kind": "shift"}
        own = signup(of=mine, user=reader)
        entry = HoursEntry.objects.create(
            volunteer=own.volunteer, signup=own, state=state, evidence="scanned", **given, **decided
        )
        record = HoursTransition.objects.create(subject=entry, action="confirm", to_state=state, reason="Нақтыланды.")
        return {"entry": entry.pk, "decision": record.pk, "organization": project.organization_id}
    if name.startswith("appeal"):
        words = {"text": "Автобус келмеді."}
        if name == "appeal_answered":
            words |= {"state": "accepted", "reply": "Түсіндік."}
        return {"appeal": MissedAppeal.objects.create(signup=signup(of=mine, user=reader), **words).pk}
    if name in {"answered", "asked"}:
        about = Conversation.objects.create(signup=signup(of=mine, user=reader), unread_since=timezone.now())
        words = {"by_organization": name == "answered", "text": "Қай жерде кездесеміз? <b>&</b>"}
        return {"words": ConversationEntry.objects.create(conversation=about, **words).pk}
    if name == "account_begun":
        return {"volunteer": signup(of=mine, user=reader).volunteer_id}
    if name == "feedback_answered":
        words = {"text": "Су жетпеді.", "reply": "Келесіде көбірек әкелеміз.", **dict.fromkeys(Feedback.QUESTIONS, 4)}
        row = Feedback.objects.create(signup=signup(of=mine, user=reader), project=project, **words)
        return {"feedback": row.pk}
    if name == "thanked":
        return {"thanks": Thanks.objects.create(signup=signup(of=mine, user=reader), text="Рақмет!").pk}
    if name.startswith("report_"):
        report, _ = ProjectReport.objects.get_or_create(project=project, defaults={"due_on": timezone.localdate()})
        return {"report": report.pk, "note": "Нақтылаңыз."}
    if name in {"block_kept", "block_lifted"}:
        own = signup(of=mine, user=reader)
        block = OrganizationBlock.objects.create(
            organization=project.organization, volunteer=own.volunteer, reason="Үш рет келмеді."
        )
        return {"objection": BlockObjection.objects.create(block=block, text="Мен келдім.", reply="Дәлел жоқ.").pk}
    if name.startswith("stand_in"):
        own = signup(of=mine, user=reader)
        return {"stand_in": StandIn.objects.create(signup=own, invited=own.volunteer).pk}
    return None


def shift(*, of: Project | None = None, starts_in: dt.timedelta = dt.timedelta(days=3), **values: Any) -> Shift:
    starts_at = values.pop("starts_at", None) or timezone.now().replace(microsecond=0) + starts_in
    given = {"starts_at": starts_at, "ends_at": starts_at + dt.timedelta(hours=4, minutes=30), "seats": 10}
    return Shift.objects.create(project=of or project(), **{**given, **values})


def signup(
    state: str = SignUpState.CONFIRMED, *, of: Shift | None = None, user: User | None = None, **values: Any
) -> SignUp:
    """A sign-up in ``state``, made a week ago; the counters of its shift are left alone."""
    volunteer, _ = Volunteer.objects.get_or_create(user=user or person(), defaults={"birth_date": dt.date(2000, 5, 1)})
    given: dict[str, Any] = {"created_at": timezone.now() - dt.timedelta(days=7)}
    if state == SignUpState.WAITLISTED:
        given["queued_at"] = timezone.now()
    if state == SignUpState.OFFERED:
        given["offer_expires_at"] = timezone.now() + dt.timedelta(hours=4)
    return SignUp.objects.create(volunteer=volunteer, shift=of or shift(), state=state, **{**given, **values})
