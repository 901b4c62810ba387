"""What people agree to: published, given, superseded, withdrawn."""

from __future__ import annotations

import pytest
from django.test import Client

from qazvolunteer.accounts import consent_texts, consents
from qazvolunteer.accounts.models import Consent, ConsentText
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("texts")]


def new_version(kind: str = "terms") -> ConsentText:
    return ConsentText.objects.create(
        kind=kind, version=2, **builders.three("title", "Two"), **builders.three("text", "2")
    )


def test_loading_again_changes_nothing() -> None:
    before = list(ConsentText.objects.values_list("pk", "title_kk", "text_kk"))
    ConsentText.objects.filter(kind="news").update(text_kk="As published")
    assert consent_texts.load() == 0
    assert ConsentText.objects.get(kind="news").text_kk == "As published"
    assert len(before) == 4


def test_every_text_is_there_in_three_languages() -> None:
    for text in ConsentText.objects.all():
        words = {text.text_kk, text.text_ru, text.text_en}
        assert len(words) == 3
        assert all(len(one) > 300 for one in words)


def test_agreeing_twice_is_agreeing_once() -> None:
    someone = builders.user()
    consents.give(someone, ["news"], ip="10.0.0.1")
    consents.give(someone, ["news"], ip="10.0.0.2")
    assert Consent.objects.get().ip == "10.0.0.1"


def test_a_newer_version_supersedes_the_older_one() -> None:
    someone = builders.user()
    consents.give(someone, ["terms"])
    new_version()
    assert next(row for row in consents.standings(someone) if row.kind == "terms").is_outdated
    consents.give(someone, ["terms"])
    rows = Consent.objects.filter(user=someone).order_by("text__version")
    assert [(row.text.version, row.withdrawn_at is None) for row in rows] == [(1, False), (2, True)]


def test_only_the_person_withdraws() -> None:
    someone = builders.user()
    (news,) = consents.give(someone, ["news"])
    with pytest.raises(Refusal) as refused:
        consents.withdraw(news, by=builders.user())
    assert refused.value.code == "not_allowed"
    consents.withdraw(news, by=someone)
    assert not Consent.objects.in_force().exists()
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("kind", ["personal_data", "terms"])
def test_what_an_account_needs_ends_with_the_account(kind: str) -> None:
    someone = builders.user()
    (needed,) = consents.give(someone, [kind])
    client = doors.signed_in(someone)
    address = f"/en/my/profile/consents/{needed.pk}/withdraw/"
    assert "delete the account" in client.get(address).content.decode()
    assert client.post(address)["Location"] == "/en/my/profile/delete/"
    assert Consent.objects.in_force().filter(pk=needed.pk).exists()


def test_news_are_withdrawn_after_the_effect_was_read() -> None:
    someone = builders.user()
    (news,) = consents.give(someone, ["news"])
    client = doors.signed_in(someone)
    address = f"/en/my/profile/consents/{news.pk}/withdraw/"
    assert "no more news" in client.get(address).content.decode()
    assert Consent.objects.in_force().exists()
    client.post(address)
    assert not Consent.objects.in_force().exists()
    client.post("/en/my/profile/consents/news/give/")
    assert Consent.objects.in_force().get().user == someone


def test_an_outsider_reaches_nobodys_consent() -> None:
    (news,) = consents.give(builders.user(), ["news"])
    outsider = doors.signed_in(builders.user())
    assert outsider.get(f"/en/my/profile/consents/{news.pk}/withdraw/").status_code == 404
    assert outsider.post(f"/en/my/profile/consents/{news.pk}/withdraw/").status_code == 404
    assert Consent.objects.in_force().exists()


def test_a_kind_that_is_not_there() -> None:
    assert doors.signed_in(builders.user()).post("/en/my/profile/consents/soul/give/").status_code == 404


@pytest.mark.parametrize(("language", "words"), [("kk", "келісім"), ("ru", "согласие"), ("en", "consent")])
def test_anybody_reads_the_texts(client: Client, language: str, words: str) -> None:
    assert client.get(f"/{language}/consents/").status_code == 200
    page = client.get(f"/{language}/consents/personal_data/").content.decode()
    assert words in page.lower()
    assert "<h2>" in page


def test_an_earlier_version_stays_readable_and_a_future_one_does_not(client: Client) -> None:
    new_version()
    assert "earlier version" in client.get("/en/consents/terms/?version=1").content.decode()
    for query in ("?version=3", "?version=0"):
        assert client.get(f"/en/consents/terms/{query}").status_code == 404
    assert client.get("/en/consents/soul/").status_code == 404
