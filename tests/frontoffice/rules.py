"""What holds in any demonstration country, however large: the tests of each go through ``RULES``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone

from frontoffice.demo import identifiers
from organizations.enums import OrganizationKind, OrganizationState
from organizations.models import Organization, OrganizationTransition
from projects import moderation
from projects.enums import Format, ProjectKind, ProjectState, RiskTag
from projects.models import Programme, Project, ProjectTransition, Shift
from projects.records import SeatsRecord
from qazvolunteer.accounts.enums import REQUIRED_CONSENTS
from qazvolunteer.accounts.models import User
from qazvolunteer.notifications.enums import State as LetterState
from qazvolunteer.notifications.models import Notification
from qazvolunteer.places.models import Region
from volunteers import integrity, tasks
from volunteers.enums import SignUpState
from volunteers.models import GuardianConsent, SignUp, SignUpTransition

DIGESTS = {
    "people": """
        SELECT u.email, u.first_name, u.last_name, u.language, u.date_joined, v.birth_date, v.town_id
        FROM accounts_user u LEFT JOIN volunteers_volunteer v ON v.user_id = u.id""",
    "organizations": """
        SELECT slug, state, bin, region_id, verified_at FROM organizations_organization WHERE bin IS NOT NULL""",
    "projects": "SELECT slug, state, town_id, place_kk, published_at, cover, search_text FROM projects_project",
    "shifts": """
        SELECT p.slug, s.starts_at, s.ends_at, s.seats, s.seats_taken, s.waiting, s.overfill, s.cancelled_at
        FROM projects_shift s JOIN projects_project p ON p.id = s.project_id""",
    "sign-ups": """
        SELECT u.email, p.slug, s.starts_at, s.task_kk, x.state, x.created_at, x.queued_at, x.offer_expires_at
        FROM volunteers_signup x
        JOIN projects_shift s ON s.id = x.shift_id JOIN projects_project p ON p.id = s.project_id
        JOIN volunteers_volunteer v ON v.id = x.volunteer_id JOIN accounts_user u ON u.id = v.user_id""",
    "hours": """
        SELECT u.email, p.slug, h.day, h.minutes, h.evidence, h.state FROM volunteers_hoursentry h
        JOIN projects_project p ON p.id = h.project_id JOIN volunteers_volunteer v ON v.id = h.volunteer_id
        JOIN accounts_user u ON u.id = v.user_id""",
    "feedback": "SELECT p.slug, f.organized, f.again, f.text FROM volunteers_feedback f"
    " JOIN projects_project p ON p.id = f.project_id",
    "records": "SELECT action, from_state, to_state, reason, at FROM volunteers_signuptransition",
}  # fmt: skip


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def digests() -> dict[str, str]:
    """One hash for the key columns of each table, whatever the ids are."""
    return {
        name: rows(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM ({sql}) t")[0][0]
        for name, sql in DIGESTS.items()
    }


def the_counters_of_every_shift_equal_its_rows() -> None:
    assert not integrity.drifted().exists()
    assert not Shift.objects.extra(where=["seats_taken > seats + overfill"]).exists()
    assert not Shift.objects.filter(overfill=0).extra(where=["seats_taken > seats"]).exists()


def nobody_is_confirmed_at_two_places_at_once() -> None:
    assert not rows(
        """
        SELECT a.id, b.id FROM volunteers_signup a
        JOIN volunteers_signup b ON b.volunteer_id = a.volunteer_id AND b.id > a.id AND b.state = 'confirmed'
        JOIN projects_shift s ON s.id = a.shift_id AND NOT s.flexible
        JOIN projects_shift t ON t.id = b.shift_id AND NOT t.flexible
        WHERE a.state = 'confirmed' AND s.starts_at < t.ends_at AND t.starts_at < s.ends_at"""
    )


def ages_are_respected() -> None:
    too_young = """
        SELECT p.slug, v.birth_date, s.starts_at FROM volunteers_signup x
        JOIN projects_shift s ON s.id = x.shift_id JOIN projects_project p ON p.id = s.project_id
        JOIN volunteers_volunteer v ON v.id = x.volunteer_id
        WHERE age((s.starts_at AT TIME ZONE 'Asia/Almaty')::date, v.birth_date) < make_interval(years => %s)"""
    assert not rows(too_young.replace("%s", "p.min_age::int"))
    assert not rows(too_young.replace("%s", "18") + " AND p.risk_tags <> '{}'")
    with_consent = """ AND NOT EXISTS (SELECT FROM volunteers_guardianconsent g WHERE g.volunteer_id = v.id
        AND g.given_at IS NOT NULL AND g.withdrawn_at IS NULL)"""
    assert not rows(too_young.replace("%s", str(configured.GUARDIAN_CONSENT_AGE)) + with_consent)
    youngest = "SELECT id FROM volunteers_volunteer WHERE age(created_at::date, birth_date) < interval '12 years'"
    assert not rows(youngest)
    assert GuardianConsent.objects.filter(given_at=None).exists(), "Some guardians were asked and have not answered"


def risks_are_for_adults() -> None:
    assert not Project.objects.exclude(risk_tags=[]).filter(min_age__lt=18).exists()
    used = {tag for tags in Project.objects.values_list("risk_tags", flat=True) for tag in tags}
    assert used <= set(RiskTag.values)
    assert used


def every_state_is_there() -> None:
    for model, states in ((Organization, OrganizationState), (Project, ProjectState), (SignUp, SignUpState)):
        assert set(model.objects.values_list("state", flat=True)) == set(states.values)


def every_region_programme_kind_and_format_is_there() -> None:
    running = Project.objects.running().filter(shifts__in=Shift.objects.upcoming())
    assert set(running.values_list("region", flat=True)) == set(Region.objects.values_list("pk", flat=True))
    assert set(Project.objects.values_list("programme", flat=True)) == set(
        Programme.objects.values_list("pk", flat=True)
    )
    assert set(running.values_list("kind", flat=True)) == set(ProjectKind.values)
    assert set(running.values_list("format", flat=True)) == set(Format.values)
    assert set(Organization.objects.values_list("kind", flat=True)) == set(OrganizationKind.values)


def special_shifts_are_there() -> None:
    coming = Shift.objects.upcoming()
    assert coming.filter(waiting__gt=0).exists()
    assert Shift.objects.filter(cancelled_at__isnull=False).exclude(cancel_reason="").exists()
    over = Shift.objects.filter(overfill__gt=0)
    assert over.exists()
    assert set(over) == {record.shift for record in SeatsRecord.objects.exclude(reason="")}
    assert any(0 < shift.free <= 2 for shift in coming)
    assert coming.filter(project__needs_approval=True, signups__state=SignUpState.REQUESTED).exists()
    assert Project.objects.filter(state=ProjectState.APPROVED, published_at=None).exists()
    assert Project.objects.running().filter(signups_open=False).exists()
    assert coming.filter(flexible=True).exists()
    assert SignUp.objects.exclude(answers={}).exists()


def there_is_something_in_the_next_days_and_weeks() -> None:
    now = timezone.now()
    running = Shift.objects.upcoming().filter(project__in=Project.objects.running())
    cities = running.filter(project__region__kind="city")
    assert cities.filter(starts_at__lt=now + dt.timedelta(hours=42)).exists()
    for week in range(5):
        begin = now + dt.timedelta(days=7 * week)
        assert running.filter(starts_at__range=(begin, begin + dt.timedelta(days=7))).exists()


def records_lead_to_the_state() -> None:
    """Each record begins where the one before ended, and the last one names the row's state."""
    for record, first in ((SignUpTransition, ""), (ProjectTransition, "draft"), (OrganizationTransition, "draft")):
        _records_lead_to_the_state(record, first)


def _records_lead_to_the_state(record: Any, first: str) -> None:
    table, subject = record._meta.db_table, record._meta.get_field("subject").related_model._meta.db_table
    assert not rows(
        f"""SELECT * FROM (SELECT from_state, lag(to_state) OVER w AS before, row_number() OVER w AS number
        FROM {table} WINDOW w AS (PARTITION BY subject_id ORDER BY at, id)) t
        WHERE number > 1 AND from_state <> before OR number = 1 AND from_state <> %s""",
        first,
    )
    assert not rows(
        f"""SELECT s.id FROM {subject} s LEFT JOIN (SELECT DISTINCT ON (subject_id) subject_id, to_state FROM {table}
        ORDER BY subject_id, at DESC, id DESC) last ON last.subject_id = s.id
        WHERE coalesce(last.to_state, %s) <> s.state""",
        first,
    )
    assert not rows(f"SELECT id FROM {table} WHERE at > now() + interval '1 minute'")


def nothing_happens_before_its_time() -> None:
    assert not rows(
        """SELECT x.id FROM volunteers_signup x JOIN volunteers_volunteer v ON v.id = x.volunteer_id
        JOIN projects_shift s ON s.id = x.shift_id JOIN projects_project p ON p.id = s.project_id
        WHERE x.created_at < v.created_at OR x.created_at < p.published_at OR p.published_at IS NULL
        OR x.created_at > CASE WHEN s.flexible THEN s.ends_at ELSE s.starts_at END OR x.created_at > now()"""
    )
    assert not Project.objects.extra(where=["published_at < created_at"]).exists()


def the_clockwork_finds_nothing_to_do() -> None:
    """Finished projects are finished, running offers run, no seat waits to be offered, and no letter goes out."""
    assert moderation.finish_past() == 0
    before = list(SignUp.objects.order_by("pk").values_list("state", flat=True))
    tasks.sweep_offers()
    assert list(SignUp.objects.order_by("pk").values_list("state", flat=True)) == before
    assert not Notification.objects.exclude(state=LetterState.SENT).exists()


def people_can_be_written_to_and_agreed() -> None:
    people = User.objects.count()
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == people
    assert not rows(
        "SELECT u.id FROM accounts_user u JOIN account_emailaddress e ON e.user_id = u.id WHERE e.email <> u.email"
    )
    for kind in REQUIRED_CONSENTS:
        assert User.objects.filter(consents__text__kind=kind).distinct().count() == people
    assert not User.objects.exclude(email__endswith=f"@{identifiers.MAIL_DOMAIN}").exists()


RULES: tuple[Callable[[], None], ...] = (
    the_counters_of_every_shift_equal_its_rows,
    nobody_is_confirmed_at_two_places_at_once,
    ages_are_respected,
    risks_are_for_adults,
    every_state_is_there,
    every_region_programme_kind_and_format_is_there,
    special_shifts_are_there,
    there_is_something_in_the_next_days_and_weeks,
    records_lead_to_the_state,
    nothing_happens_before_its_time,
    the_clockwork_finds_nothing_to_do,
    people_can_be_written_to_and_agreed,
)
