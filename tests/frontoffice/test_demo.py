"""The demonstration data keeps every rule that the product keeps, shows every state, and is the same each time."""

import datetime as dt
import re
import time
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.utils import decrypt
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from frontoffice.dashboards.models import ProgrammeGoal
from frontoffice.demo import accounts, build, fitting, identifiers, texts
from frontoffice.demo.world import Wish
from frontoffice.models import Coordinator, Office
from frontoffice.register import applying
from frontoffice.register.enums import RegisterState
from frontoffice.register.models import RegisterApplication
from frontoffice.rollups import comparing, figures, rebuilding
from organizations.enums import OrganizationKind
from organizations.models import Organization
from projects import search
from projects.enums import ProjectState
from projects.models import Project, ProjectTransition, Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.places.models import Region
from tests.frontoffice.rules import RULES, rows
from volunteers import permissions
from volunteers.conversation_models import Conversation
from volunteers.enums import SignUpState
from volunteers.hours_models import MissedAppeal
from volunteers.models import SignUp, Volunteer

SCALE = 0.1


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The data, loaded once for all tests of this module and rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", stdout=StringIO())
        started = time.monotonic()
        build.build(Wish(7, build.moment_of(None), SCALE))
        print(f"\nA tenth of the demonstration data took {time.monotonic() - started:.1f} s")
        yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_holds(rule: Callable[[], None]) -> None:
    rule()


def test_the_showcase_has_a_project_in_every_state() -> None:
    own = Project.objects.filter(organization__slug=accounts.SHOWCASE)
    assert set(own.values_list("state", flat=True)) == set(ProjectState.values)
    assert own.count() == own.values("title_ru").distinct().count()


def test_numbers_are_impossible() -> None:
    """Registered in 2035, with the right check digit; initiative groups have a responsible adult instead."""
    for number in Organization.objects.exclude(bin=None).values_list("bin", flat=True):
        assert re.fullmatch(r"35(0[1-9]|1[0-2])40\d{6}", number)
        assert identifiers.check_digit(number[:11]) == int(number[11])
    groups = Organization.objects.filter(kind=OrganizationKind.INITIATIVE_GROUP)
    assert groups.exists()
    for group in groups:
        assert group.bin is None
        assert group.responsible.volunteer.age_on(timezone.localdate()) >= 18
    assert identifiers.check_digit("35014090000") == 1
    assert identifiers.check_digit("99123150077") is None


def test_texts_are_whole_and_not_repeated_too_often() -> None:
    for field in ("title", "summary", "description"):
        for code in ("kk", "ru", "en"):
            assert not Project.objects.filter(**{f"{field}_{code}": ""}).exists()
    often = rows("SELECT title_ru, count(*) FROM projects_project GROUP BY 1 ORDER BY 2 DESC LIMIT 1")[0]
    assert often[1] <= max(fitting.MOST_USES, *fitting.MOST_USES_OF.values())
    keys = {text["key"] for text in texts.projects()}
    named = set().union(*fitting.NARROW.values(), fitting.RESERVED, fitting.VILLAGE, *fitting.PARTNERED.values())
    assert named | set(fitting.ONCE_A_YEAR) | set(fitting.SEASONS) <= keys
    slugs = set(Organization.objects.values_list("slug", flat=True))
    assert set(fitting.NARROW) | {slug for hosts in fitting.RESERVED.values() for slug in hosts} <= slugs


def test_every_region_has_a_past_of_three_years() -> None:
    rebuilding.rebuild()
    period = figures.Period.last_months(36, timezone.localdate())
    for region in Region.objects.values_list("pk", flat=True):
        months = figures.by_month(figures.Scope(region=region), period, active=False)
        assert sum(1 for row in months.values() if row.came and row.minutes) > 24, region
    assert comparing.compare() == []


def test_projects_are_found_by_their_words() -> None:
    for project in Project.objects.select_related("organization", "programme", "region", "district", "town")[:20]:
        assert project.search_text == search.text_of(project)
    assert search.fits("оскемен")


def test_decisions_are_made_by_the_office_of_the_region() -> None:
    deciders = set(Coordinator.objects.values_list("user", "office__region"))
    for user, region in ProjectTransition.objects.filter(action__in=["approve", "return", "refuse"]).values_list(
        "by", "subject__region"
    ):
        assert (user, region) in deciders
    assert not ProjectTransition.objects.filter(action__in=["return", "refuse"], reason="").exists()
    assert Office.objects.filter(coordinators__isnull=False).distinct().count() == 21


def test_offices_and_goals_are_there_to_be_seen() -> None:
    named = Coordinator.objects.filter(is_named=True, user__is_active=True)
    assert set(named.values_list("office__region", flat=True)) == {"750000000", None}
    described = Office.objects.exclude(described_at=None)
    assert all(row.about_kk and row.hours_ru and row.phone and row.address_en for row in described)
    assert described.count() == 2
    assert ProgrammeGoal.objects.filter(ended_at=None).count() == 3


def test_the_accounts_work() -> None:
    listed = accounts.listed()
    assert [row.email.partition("@")[0] for row in listed] == [part.name for part in accounts.CAST]
    for row, part in zip(listed, accounts.CAST, strict=True):
        user = authenticate(email=row.email, password=row.password)
        assert user is not None
        assert user.is_staff == part.second_factor
        assert user.is_superuser == (part.name == "admin")
        if part.second_factor:
            secret = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"]
            assert validate_totp_code(decrypt(secret), row.code)
        else:
            assert row.code is None
    assert User.objects.exclude(email__in=[row.email for row in listed]).filter(password__startswith="!").count() == (
        User.objects.count() - len(listed)
    )
    said = StringIO()
    call_command("demo_accounts", stdout=said)
    assert accounts.PASSWORD in said.getvalue()
    assert not re.search(r"\b\d{6}\b", said.getvalue()), "Codes change; what is printed is kept"


def test_the_volunteer_of_the_demonstration() -> None:
    now = timezone.now()
    mine = SignUp.objects.filter(volunteer__user__email=identifiers.mailbox("aigerim"))
    states = set(mine.values_list("state", flat=True))
    assert {SignUpState.CONFIRMED, SignUpState.WAITLISTED, SignUpState.OFFERED} <= states
    assert mine.filter(state=SignUpState.CONFIRMED, shift__starts_at__gt=now).exists()
    assert mine.filter(state=SignUpState.CONFIRMED, shift__ends_at__lt=now).exists()
    offered = mine.get(state=SignUpState.OFFERED)
    assert offered.offer_expires_at > now + dt.timedelta(hours=1)
    child = Volunteer.objects.get(user__email=identifiers.mailbox("alikhan"))
    assert child.age_on(timezone.localdate()) == 15
    assert not child.guardian_consents.exists()


def test_the_register_shows_every_state() -> None:
    states = set(RegisterApplication.objects.values_list("state", flat=True))
    assert states == set(RegisterState.values) - {RegisterState.WITHDRAWN}
    wished = applying.wished().filter(user__isnull=False)
    assert wished.count() == RegisterApplication.objects.filter(user__isnull=False).exclude(state="refused").count()


def test_answers_fit_the_questions() -> None:
    questions = dict(rows("SELECT id::text, choices_kk FROM projects_projectquestion WHERE kind = 'choice'"))
    given = list(SignUp.objects.exclude(answers={}).values_list("answers", flat=True))
    assert all(answers[key] in questions[key].splitlines() for answers in given for key in answers if key in questions)
    assert given


def test_it_loads_once_and_never_into_a_real_installation(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("load_demo")
    said, before = StringIO(), User.objects.count()
    call_command("load_demo", "--force", stdout=said)
    assert "already" in said.getvalue()
    assert User.objects.count() == before


def test_a_shift_of_the_showcase_runs_just_now_and_some_have_come() -> None:
    now = timezone.now()
    [shift] = (
        Shift.objects.filter(
            project__organization__slug=accounts.SHOWCASE, starts_at__lt=now, ends_at__gt=now, flexible=False
        )
        .filter(signups__attendance__state="came")
        .distinct()
    )
    came = shift.signups.filter(attendance__state="came").count()
    assert 0 < came < shift.signups.count() <= shift.seats
    owner = User.objects.get(email=identifiers.mailbox("bolat"))
    assert shift in permissions.check_in_shifts(owner, now)


def test_something_waits_on_the_desk_of_the_showcase() -> None:
    about = {"signup__shift__project__organization__slug": accounts.SHOWCASE}
    assert Conversation.objects.filter(**about, unread_since__isnull=False).exists()
    assert Conversation.objects.filter(**about, unread_since=None).exists()
    assert MissedAppeal.objects.filter(**about, state="open").exists()
