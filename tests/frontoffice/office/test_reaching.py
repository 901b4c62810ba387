"""A front office keeps what visitors read of it, and names on its page are there by agreement alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from frontoffice import reference
from frontoffice.models import Coordinator, Office, PostChange
from frontoffice.office import reaching
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.places import reference as places
from tests import builders, doors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]

LANGUAGES = ("kk", "ru", "en")
GIVEN = {
    **{f"address_{code}": f"Dostyq 1 {code}" for code in LANGUAGES},
    **{f"hours_{code}": "9–18" for code in LANGUAGES},
    **{f"about_{code}": f"Come in. {code}" for code in LANGUAGES},
    "phone": "8 727 200 11 22",
    "email": "almaty@example.kz",
}


def office(slug: str | None = "almaty") -> Office:
    return Office.objects.get(region=builders.region(slug) if slug else None)


def visited() -> str:
    return doors.read(Client().get(doors.address("region", "almaty-region")))


def test_an_office_writes_and_visitors_read() -> None:
    daniyar = builders.coordinator("almaty")
    client = doors.signed_in(daniyar)
    address = doors.address("office-reach", office().pk)
    assert "Last changed" not in doors.read(client.get(address))
    assert address in client.get(doors.address("office-people")).content.decode()
    assert client.post(address, GIVEN).status_code == 302
    said = visited()
    assert "Hours of opening 9–18" in said and "Dostyq 1 en" in said and "Come in. en" in said
    assert office().phone == "+77272001122"
    page = client.get(address)
    assert 'value="Dostyq 1 ru"' in page.content.decode()
    assert f"by {daniyar.full_name}." in doors.read(page) and daniyar.full_name not in said


def test_who_may_write() -> None:
    inside = [builders.coordinator("almaty"), builders.coordinator(None)]
    outside = {builders.coordinator("astana"): 404, builders.user(): 403}
    for person in inside:
        assert doors.signed_in(person).post(doors.address("office-reach", office().pk), GIVEN).status_code == 302
    for person, code in outside.items():
        client = doors.signed_in(person)
        assert client.get(doors.address("office-reach", office().pk)).status_code == code
        assert client.post(doors.address("office-reach", office().pk), {**GIVEN, "phone": ""}).status_code == code
        with pytest.raises(Refusal):
            reaching.describe(office(), by=person, phone="")
    regional = doors.signed_in(inside[0])
    assert regional.post(doors.address("office-reach", office(None).pk), GIVEN).status_code == 404
    assert office().phone == "+77272001122" and office(None).phone == ""


@pytest.mark.parametrize(("wrong", "field"), [({"email": "nonsense"}, "email"), ({"about_ru": ""}, "about_ru")])
def test_what_is_wrong_stays_on_the_page(wrong: dict[str, str], field: str) -> None:
    client = doors.signed_in(builders.coordinator("almaty"))
    answer = client.post(doors.address("office-reach", office().pk), {**GIVEN, **wrong})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert office().described_at is None


def test_a_text_may_be_left_out_in_all_languages() -> None:
    client = doors.signed_in(builders.coordinator("almaty"))
    given = {**GIVEN, **{f"about_{code}": "" for code in LANGUAGES}}
    assert client.post(doors.address("office-reach", office().pk), given).status_code == 302


def test_reference_data_leave_alone_what_an_office_wrote() -> None:
    places.load()
    reference.load_offices()
    almaty = Office.objects.get(region__slug="almaty")
    before = almaty.address_kk
    reaching.describe(almaty, by=builders.user(is_superuser=True), address_kk="Достық 1")
    Office.objects.exclude(pk=almaty.pk).update(address_kk="?")
    reference.load_offices()
    almaty.refresh_from_db()
    assert before and almaty.address_kk == "Достық 1"
    assert not Office.objects.filter(address_kk="?").exists()


def test_only_who_agreed_and_is_in_post_is_named() -> None:
    here, silent, gone = (builders.coordinator("almaty", first_name=name) for name in ("Saule", "Silent", "Former"))
    for person in (here, gone):
        client = doors.signed_in(person)
        post = Coordinator.objects.get(user=person)
        assert client.post(doors.address("office-post-name", post.pk), {"shown": "yes"}).status_code == 302
    past = timezone.now() - dt.timedelta(days=1)
    Coordinator.objects.filter(user=gone).update(ended_at=past)
    said = visited()
    assert here.full_name in said
    assert silent.full_name not in said and gone.full_name not in said
    post = Coordinator.objects.get(user=here)
    doors.signed_in(here).post(doors.address("office-post-name", post.pk), {"shown": "no"})
    assert here.full_name not in visited()
    assert list(PostChange.objects.filter(post=post).order_by("pk").values_list("action", "by")) == [
        ("named", here.pk),
        ("unnamed", here.pk),
    ]


def test_nobody_agrees_for_another() -> None:
    here, saule = builders.coordinator("almaty"), builders.coordinator(None)
    post = Coordinator.objects.get(user=here)
    assert doors.signed_in(saule).post(doors.address("office-post-name", post.pk), {"shown": "yes"}).status_code == 404
    with pytest.raises(Refusal):
        reaching.show_name(post, True, by=saule)
    post.refresh_from_db()
    assert not post.is_named
