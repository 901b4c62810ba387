"""Every kind, in every language: drawn whole as HTML and as text, with whole links, and nothing left unresolved."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations.models import Affiliation, Invitation, Organization
from organizations.notifications import VerificationKind
from projects.models import Project, Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.notifications import delivery, kinds, rendering
from qazvolunteer.notifications.kinds import Kind
from qazvolunteer.notifications.models import Notification
from tests import letter_rows as rows
from tests import office_rows
from volunteers.export_models import ExportFile
from volunteers.letter_facts import SignUpKind
from volunteers.message_models import OrganizerMessage
from volunteers.models import GuardianConsent, OrganizationBlock, SignUp, SignUpTransition

pytestmark = pytest.mark.django_db
CODES = [kind.code for kind in kinds.every()]
SIGNUP_CODES = [kind.code for kind in kinds.every() if isinstance(kind, SignUpKind)]
LANGUAGES = ["kk", "ru", "en"]
PICTURE = "https://qazvolunteer.example/static/"


class Links(HTMLParser):
    """Every address of a letter, and whether its pictures say what they are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pages: list[str] = []
        self.pictures: list[str] = []
        self.tags: set[str] = set()
        self.without_alt = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        if tag == "a":
            self.pages.append(given["href"] or "")
        if tag == "img":
            self.pictures.append(given["src"] or "")
            self.without_alt += "alt" not in given


def account_payload() -> dict[str, Any]:
    now = timezone.now()
    return {
        "code": "482913",
        "valid_until": (now + dt.timedelta(minutes=10)).isoformat(),
        "at": now.isoformat(),
        "ip": "127.0.0.1",
        "device": "Firefox",
        "from_email": "old@example.kz",
        "to_email": "new@example.kz",
    }


def organization_payload(organization: Organization) -> dict[str, Any]:
    """Whatever a letter about an organization may speak of."""
    owner = rows.member(organization)
    membership = organization.memberships.get(user=owner)
    invitation = Invitation.objects.create(
        organization=organization,
        email="new@example.kz",
        secret_hash=f"{membership.pk:064}",
        invited_by=owner,
        expires_at=timezone.now() + dt.timedelta(days=7),
    )
    network = rows.organization(kind="network")
    affiliation = Affiliation.objects.create(network=network, member=organization, state="member")
    return {
        "organization": organization.pk,
        "note": "Нақтылаңыз.",
        "membership": membership.pk,
        "before": "manager",
        "role": membership.role,
        "invitation": invitation.pk,
        "secret": "a-secret-of-the-link",
        "affiliation": affiliation.pk,
        "former": "Жасыл әлем",
        "halt": 1,
    }


def signup_for(kind: SignUpKind, reader: User, shift: Shift) -> SignUp:
    state = "confirmed" if "confirmed" in kind.states else sorted(kind.states)[0]
    made = rows.signup(state, of=shift, user=reader)
    if kind.wants_reason:
        reason = "Орын жетпеді & <b>кешіріңіз</b>"
        SignUpTransition.objects.create(subject=made, action="end", to_state=state, reason=reason)
    return made


def written(code: str, reader: User, project: Project | None = None) -> Notification:
    """A row of the kind with everything it may speak of."""
    kind = kinds.get(code)
    project = project or rows.project()
    if isinstance(kind, SignUpKind):
        shift = rows.shift(of=project, waiting=23)
        rows.signup(of=shift)
        signup = signup_for(kind, reader, shift)
        changes = {"starts_at": [(shift.starts_at - dt.timedelta(hours=1)).isoformat(), shift.starts_at.isoformat()]}
        return Notification(
            recipient=reader,
            kind=code,
            payload={"signup": signup.pk, "position": 3, "changes": changes},
            key=f"{code}:{signup.pk}:{int(shift.starts_at.timestamp())}",
        )
    if code == "projects.too_few":
        shift = rows.shift(of=project, min_people=4)
        return Notification(recipient=reader, kind=code, payload={"shift": shift.pk})
    if (payload := rows.after_shift(code, reader, project)) is not None:
        return Notification(recipient=reader, kind=code, payload=payload)
    if code.startswith("projects."):
        return Notification(
            recipient=reader, kind=code, payload={"project": project.pk, "halt": 1, "note": "Нақтылаңыз."}
        )
    if code.startswith("organizations."):
        payload = organization_payload(project.organization)
        return Notification(recipient=reader, kind=code, payload=payload)
    if code.startswith("volunteers.guardian"):
        volunteer = rows.signup(user=reader).volunteer
        consent = GuardianConsent.objects.create(volunteer=volunteer, email="parent@example.kz", language="kk")
        return Notification(recipient=reader, kind=code, payload={"consent": consent.pk, "ended": 1})
    if code.startswith("frontoffice."):
        return Notification(recipient=reader, kind=code, payload=office_rows.payload(code, reader, project))
    if code in {"volunteers.message", "volunteers.call"}:
        return message_to(code, reader, project)
    if code in {"volunteers.blocked", "volunteers.unblocked"}:
        volunteer = rows.signup(user=reader).volunteer
        lifted = timezone.now() if code == "volunteers.unblocked" else None
        block = OrganizationBlock.objects.create(
            volunteer=volunteer, organization=project.organization, reason="Ереже & <b>тәртіп</b>", lifted_at=lifted
        )
        return Notification(recipient=reader, kind=code, payload={"block": block.pk})
    if code == "volunteers.export_ready":
        now = timezone.now()
        file = ExportFile.objects.create(
            owner=reader,
            project=project,
            format="csv",
            language="kk",
            rows=2_345,
            made_at=now,
            expires_at=now + dt.timedelta(days=3),
        )
        return Notification(recipient=reader, kind=code, payload={"export": file.pk})
    assert code.startswith("accounts."), f"Say here what {code} speaks of."
    return Notification(recipient=reader, kind=code, payload=account_payload())


def message_to(code: str, reader: User, project: Project) -> Notification:
    """A message to somebody in a shift, or a call to somebody who is not."""
    shift = rows.shift(of=project)
    signup = rows.signup(of=shift, user=reader) if code == "volunteers.message" else None
    message = OrganizerMessage.objects.create(
        kind=code.removeprefix("volunteers."),
        organization=project.organization,
        project=project,
        shift=shift,
        **{f"subject_{language}": "{project}" for language in LANGUAGES},
        **{f"body_{language}": "{name}: {shift}, {place}\n\n<b>{organization}</b>" for language in LANGUAGES},
    )
    payload = {"message": message.pk, "signup": signup.pk if signup else None}
    return Notification(recipient=reader, kind=code, payload=payload)


def drawn(row: Notification, language: str) -> rendering.Rendered:
    """The letter as a reader of ``language`` gets it."""
    assert row.recipient is not None
    row.recipient.language = language
    kind = kinds.get(row.kind)
    facts = kind.load_many([row])[row.pk]
    assert facts is not None
    return rendering.render(row, kind, facts)


@pytest.mark.parametrize("code", CODES)
def test_is_drawn_whole(code: str) -> None:
    row = written(code, rows.person())
    for language in LANGUAGES:
        letter = drawn(row, language)
        assert letter.language == language
        assert f'<html lang="{language}"' in letter.html
        assert 5 < len(letter.subject) < 160
        assert "\n" not in letter.subject
        for part in (letter.subject, letter.text, letter.html):
            assert not re.search(r"\{\{|\{%|%\(|None|\bTrue\b|\bFalse\b|Promise", part), part
        # Gmail cuts a letter at 102 kB.
        assert len(letter.html.encode()) < 40_000


@pytest.mark.parametrize("code", CODES)
def test_every_link_is_whole_and_stands_in_the_text_too(code: str) -> None:
    letter = drawn(written(code, rows.person()), "ru")
    links = Links(letter.html)
    assert all(link.startswith("https://") for link in links.pages), links.pages
    assert all(picture.startswith((PICTURE, "cid:")) for picture in links.pictures), links.pictures
    assert links.without_alt == 0
    assert not links.tags & {"script", "form", "iframe", "object", "link"}
    other_language = "https://qazvolunteer.example/kk/"
    missing = {link for link in links.pages if link not in letter.text and not link.startswith(other_language)}
    assert not missing
    assert {f"cid:{name}" for name in letter.images} == {p for p in links.pictures if p.startswith("cid:")}


@pytest.mark.parametrize("code", SIGNUP_CODES)
def test_the_words_of_the_project_are_in_the_readers_language(code: str) -> None:
    titles = {"kk": "Бутаковкаға көшет отырғызу", "ru": "Саженцы в Бутаковке", "en": "Seedlings in Butakovka"}
    row = written(code, rows.person())
    for language, title in titles.items():
        letter = drawn(row, language)
        assert title in letter.subject
        assert title in letter.html
        assert title in letter.text


@pytest.mark.parametrize("code", ["volunteers.declined", "volunteers.removed"])
def test_the_organizers_reason_is_quoted_as_text(code: str) -> None:
    letter = drawn(written(code, rows.person()), "ru")
    assert "Орын жетпеді &amp; &lt;b&gt;кешіріңіз&lt;/b&gt;" in letter.html
    assert "Орын жетпеді & <b>кешіріңіз</b>" in letter.text


@pytest.mark.parametrize("code", ["volunteers.confirmed", "volunteers.reminder_day", "volunteers.reminder_hours"])
def test_whoever_comes_has_everything_at_hand(code: str) -> None:
    letter = drawn(written(code, rows.person()), "en")
    signup = SignUp.objects.latest("pk")
    code_in_fours = f"{signup.pass_code[:4]} {signup.pass_code[4:]}"
    words = (code_in_fours, "Butakovka gorge, upper slope", "Bus 07:45", "Данияр", "Closed shoes", "calendar.ics")
    for part in (letter.html, letter.text):
        assert [word for word in words if word not in part] == []
    assert letter.images["pass"].startswith(b"\x89PNG")
    assert signup.pass_secret in letter.text


def test_a_nameless_reader_is_greeted_without_a_comma() -> None:
    row = written("volunteers.confirmed", rows.person(first_name="", language="en"))
    kind = kinds.get(row.kind)
    assert ">You are in</h1>" in rendering.render(row, kind, kind.load(row)).html


@pytest.mark.parametrize("code", CODES)
def test_many_letters_cost_no_more_queries_than_few(code: str) -> None:
    """Facts of a batch are read at once; drawing a letter reads nothing."""

    def cost(count: int) -> int:
        found: list[Notification] = [written(code, rows.person()) for _ in range(count)]
        kind = kinds.get(code)
        with CaptureQueriesContext(connection) as captured:
            facts = kind.load_many(found)
            for row in found:
                kind.is_obsolete(facts[row.pk], row)
                rendering.render(row, kind, facts[row.pk])
        return len(captured)

    cost(1)
    assert cost(2) == cost(12) <= 8


def test_a_batch_costs_one_query_a_letter_and_a_handful_more(mail_folder: object) -> None:
    def cost(count: int) -> int:
        for _ in range(count):
            written("volunteers.confirmed", rows.person()).save(force_insert=True)
        with CaptureQueriesContext(connection) as captured:
            assert delivery.deliver_due() == count
        # Savepoints are the test's own transaction showing through.
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    cost(1)
    few, many = cost(5), cost(25)
    assert many - few == 20
    assert few - 5 <= 14


def obsolete(code: str, signup: SignUp, **payload: Any) -> bool:
    kind: Kind = kinds.get(code)
    key = f"x:{signup.pk}:{int(signup.shift.last_moment.timestamp())}"
    row = Notification(kind=code, recipient=signup.volunteer.user, payload={"signup": signup.pk, **payload}, key=key)
    return kind.is_obsolete(kind.load(row), row)


TRUE_IN = {
    "volunteers.confirmed": {"confirmed"},
    "volunteers.requested": {"requested"},
    "volunteers.waitlisted": {"waitlisted"},
    "volunteers.offered": {"offered"},
    "volunteers.lapsed": {"lapsed"},
    "volunteers.declined": {"declined"},
    "volunteers.removed": {"removed"},
    "volunteers.shift_cancelled": {"cancelled"},
    "volunteers.shift_changed": {"requested", "confirmed", "waitlisted", "offered"},
    "volunteers.reminder_day": {"confirmed"},
    "volunteers.reminder_hours": {"confirmed"},
    "volunteers.leader": {"confirmed"},
    "volunteers.cannot_come": {"withdrawn"},
    # Only of a project that is paused.
    "volunteers.paused": set(),
    "volunteers.resumed": {"requested", "confirmed", "waitlisted", "offered"},
    # Only of a shift that is over, and only while the mark stands.
    "volunteers.missed": set(),
    "volunteers.moved": {"requested", "confirmed", "waitlisted", "offered"},
    "volunteers.signed_up_by_phone": {"requested", "confirmed", "waitlisted", "offered"},
}
STATES = [
    "requested", "confirmed", "waitlisted", "offered", "declined", "lapsed", "withdrawn", "removed", "cancelled",
]  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_is_sent_only_while_true(state: str) -> None:
    signup = rows.signup(state)
    assert {code for code in TRUE_IN if not obsolete(code, signup)} == {
        code for code, states in TRUE_IN.items() if state in states
    }


@pytest.mark.parametrize("state", STATES)
def test_is_not_sent_when_the_shift_is_over(state: str) -> None:
    signup = rows.signup(state, of=rows.shift(starts_in=-dt.timedelta(days=1)))
    assert all(obsolete(code, signup) for code in TRUE_IN)


def test_every_letter_of_a_signup_has_its_states_here() -> None:
    assert set(TRUE_IN) == set(SIGNUP_CODES)


def test_an_offer_that_ran_out_is_not_sent() -> None:
    signup = rows.signup("offered", offer_expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert obsolete("volunteers.offered", signup)


def test_of_two_changes_only_the_last_is_told() -> None:
    signup = rows.signup()
    start = signup.shift.starts_at
    first = [(start - dt.timedelta(hours=2)).isoformat(), (start - dt.timedelta(hours=1)).isoformat()]
    last = [first[1], start.isoformat()]
    assert obsolete("volunteers.shift_changed", signup, changes={"starts_at": first})
    assert not obsolete("volunteers.shift_changed", signup, changes={"starts_at": last})


def test_a_gone_signup_or_organization_is_obsolete() -> None:
    for code in ("volunteers.confirmed", "projects.approved", "organizations.verified"):
        row = Notification(kind=code, recipient=rows.person(), payload={"signup": 0, "project": 0, "organization": 0})
        assert kinds.get(code).load(row) is None


def test_a_decision_that_was_taken_back_is_not_told() -> None:
    project = rows.project()
    Project.objects.filter(pk=project.pk).update(state="draft", published_at=None)
    Organization.objects.filter(pk=project.organization_id).update(state="closed")
    for code in CODES:
        decided = code.startswith("projects.") and code != "projects.too_few"
        if decided or isinstance(kinds.get(code), VerificationKind):
            row = Notification(
                kind=code,
                recipient=rows.person(),
                payload={"project": project.pk, "organization": project.organization_id, "note": ""},
            )
            kind = kinds.get(code)
            # That it has closed is what is true now.
            assert kind.is_obsolete(kind.load(row), row) == (getattr(kind, "state", "") != "closed"), code
