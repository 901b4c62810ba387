"""Everything an installation begins with, by one command that may be run again."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frontoffice import reference
from frontoffice.models import Office
from organizations import reference as organizations
from organizations.enums import OrganizationState, Role
from organizations.models import Membership, Organization
from projects.enums import ProgrammeKind
from projects.models import Programme
from qazvolunteer.accounts.models import ConsentText
from tests import builders

pytestmark = pytest.mark.django_db

BRANDS = ["Asyl mura", "Bilim", "Saýlyq", "Sabaqtastyq", "Taza Álem", "Úmit", "Qamqor"]


def load() -> str:
    said = StringIO()
    call_command("load_reference", stdout=said)
    return said.getvalue()


def test_one_command_loads_everything() -> None:
    said = load()
    assert "regions: 20 rows, 20 added" in said
    directions = Programme.objects.filter(kind=ProgrammeKind.DIRECTION)
    assert list(directions.values_list("brand", flat=True)) == BRANDS
    assert all(one.art == one.slug and one.sdgs for one in directions)
    partners = Programme.objects.exclude(kind=ProgrammeKind.DIRECTION)
    assert {one.slug for one in partners} == {"world-cleanup-day", "un-volunteers", "unicef", "aiesec"}
    assert all(one.partner is not None for one in partners)
    campaign = Programme.objects.get(kind=ProgrammeKind.CAMPAIGN)
    assert (campaign.starts_on.month, campaign.ends_on.month) == (9, 9)
    assert campaign.starts_on.day < 20 < campaign.ends_on.day
    assert Organization.objects.filter(state=OrganizationState.VERIFIED).count() == 9
    assert Office.objects.count() == 21
    assert Office.objects.filter(region=None).count() == 1
    assert ConsentText.objects.current().count() == 4


def test_every_text_is_there_in_three_languages() -> None:
    load()
    wanted = {Organization: ("name", "purpose", "about"), Programme: ("name", "about"), Office: ("name", "address")}
    for model, fields in wanted.items():
        for field in fields:
            for code in ("kk", "ru", "en"):
                empty = model.objects.filter(**{f"{field}_{code}": ""}) | model.objects.filter(
                    **{f"{field}_{code}": None}
                )
                assert not empty.exists(), f"{model.__name__}.{field}_{code}"


def test_a_verified_organization_has_its_records() -> None:
    load()
    for organization in Organization.objects.all():
        steps = organization.transitions.order_by("pk").values_list("action", "to_state")
        assert list(steps) == [("submit", "submitted"), ("verify", "verified")]
        assert organization.bin is None


def test_a_second_run_writes_nothing_and_says_so() -> None:
    load()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        said = load()
    assert said.rstrip().endswith("nothing changed")
    assert not [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_an_organization_with_members_looks_after_its_own_texts(tmp_path: Path) -> None:
    load()
    corrected = tmp_path / "organizations.csv"
    corrected.write_text(organizations.FILE.read_text(encoding="utf-8").replace("2012", "2011"), encoding="utf-8")
    ours = Organization.objects.get(slug="28-loops")
    Membership.objects.create(organization=ours, user=builders.user(), role=Role.OWNER)
    assert organizations.load(corrected)[0].is_unchanged
    ours.memberships.all().delete()
    assert list(organizations.load(corrected)[0].changed) == ["28-loops"]


def test_the_staff_of_an_office_keep_what_they_filled_in() -> None:
    load()
    Office.objects.filter(region=None).update(email="office@example.org")
    assert all(result.is_unchanged for result in reference.load())
    assert Office.objects.get(region=None).email == "office@example.org"
