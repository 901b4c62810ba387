"""A volunteer writes to the organizer of a shift, the organization reads and answers as itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from projects.models import Shift
from qazvolunteer.accounts import personal_data
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications import delivery
from tests import builders, doors
from tests.cast import Cast
from volunteers import blocking, conversations, messaging
from volunteers.conversation_models import LONGEST, Conversation, ConversationEntry
from volunteers.models import SignUp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]
LIST = "/en/admin/volunteers/conversation/"
OFFICE = "office@jasyl.kz"


@pytest.fixture
def shift(cast: Cast) -> Shift:
    type(cast.organization).objects.filter(pk=cast.organization.pk).update(email=OFFICE)
    cast.organization.refresh_from_db()
    return builders.shift(builders.project(organization=cast.organization))


@pytest.fixture
def signup(shift: Shift) -> SignUp:
    return builders.join(shift, builders.volunteer("Айша", language="en"))


def page_of(signup: SignUp) -> str:
    return doors.address("signup-messages", signup.pk)


def letters_to(mailoutbox: Any, address: str) -> list[Any]:
    delivery.deliver_due()
    found = [letter for letter in mailoutbox if letter.to == [address]]
    mailoutbox.clear()
    return found


def test_asked_read_and_answered(cast: Cast, signup: SignUp, sign_in: Browser, mailoutbox: Any) -> None:
    volunteer, bolat = doors.signed_in(signup.volunteer), sign_in(cast.bolat)
    letters_to(mailoutbox, "")
    assert volunteer.get(page_of(signup)).status_code == 200
    assert not Conversation.objects.exists()
    said = volunteer.post(page_of(signup), {"text": "May I bring <b>my brother</b>?"}, follow=True)
    assert "my brother" in doors.read(said)
    assert "<b>my brother" not in said.content.decode()
    [letter] = letters_to(mailoutbox, OFFICE)
    assert "May I bring" in letter.body

    start = bolat.get("/en/admin/").content.decode()
    assert "Unread messages" in start
    assert "May I bring" in start
    row = Conversation.objects.get()
    change = f"{LIST}{row.pk}/change/"
    page = bolat.get(change).content.decode()
    assert "&lt;b&gt;my brother" in page
    # The heading says whose words they are, and never the code of a pass.
    assert f"<title> {signup.volunteer.user.full_name} |" in " ".join(page.split())
    assert signup.pass_code not in bolat.get(f"/en/admin/volunteers/signup/{signup.pk}/change/").content.decode()
    row.refresh_from_db()
    assert row.unread_since is not None, "looking is not reading"
    assert "my brother" in doors.read(bolat.get(f"{LIST}{row.pk}/act/answer/")), "what is answered stands above"
    bolat.post(f"{LIST}{row.pk}/act/answer/", {"note": "Yes, do!"})
    row.refresh_from_db()
    assert row.unread_since is None
    assert "Unread messages" not in bolat.get("/en/admin/").content.decode()
    [answer] = letters_to(mailoutbox, signup.volunteer.user.email)
    assert "Yes, do!" in answer.body
    assert answer.reply_to == [OFFICE]
    assert cast.bolat.last_name not in answer.body + answer.subject
    page = doors.read(volunteer.get(page_of(signup)))
    assert "Yes, do!" in page
    assert cast.bolat.last_name not in page


def test_the_organization_is_told_once_until_it_has_read(cast: Cast, signup: SignUp, mailoutbox: Any) -> None:
    person = signup.volunteer.user
    letters_to(mailoutbox, "")
    for text in ("One", "Two", "Three"):
        conversations.write(signup, by=person, text=text)
    assert len(letters_to(mailoutbox, OFFICE)) == 1
    row = Conversation.objects.get()
    since = row.unread_since
    assert since == row.entries.first().at
    conversations.mark_read(row, by=cast.bolat)
    conversations.write(signup, by=person, text="Four")
    assert len(letters_to(mailoutbox, OFFICE)) == 1
    conversations.write(signup, by=person, text="Five")
    conversations.mark_read(row, by=cast.bolat)
    assert letters_to(mailoutbox, OFFICE) == []
    conversations.mark_unread(row, by=cast.bolat)
    row.refresh_from_db()
    assert row.unread_since == row.entries.last().at


def test_without_an_address_the_staff_that_decides_is_told(cast: Cast, signup: SignUp) -> None:
    type(cast.organization).objects.filter(pk=cast.organization.pk).update(email="")
    fresh = SignUp.objects.get(pk=signup.pk)
    conversations.write(fresh, by=fresh.volunteer.user, text="Where?")
    assert "volunteers.asked" in doors.told(cast.bolat)
    assert "volunteers.asked" not in doors.told(cast.camila)


def test_a_minor_gets_no_private_address(cast: Cast, shift: Shift, mailoutbox: Any) -> None:
    type(cast.organization).objects.filter(pk=cast.organization.pk).update(email=cast.bolat.email)
    seventeen = dt.date.today() - dt.timedelta(days=17 * 365)
    young, grown = builders.volunteer(birth_date=seventeen), builders.volunteer()
    for who, expected in ((young, []), (grown, [cast.bolat.email])):
        about = SignUp.objects.get(pk=builders.join(shift, who).pk)
        conversations.write(about, by=who.user, text="Where?")
        conversations.answer(Conversation.objects.get(signup=about), by=cast.bolat, text="There.")
        letters = [letter for letter in letters_to(mailoutbox, who.user.email) if "There." in letter.body]
        assert [letter.reply_to for letter in letters] == [expected]
        assert expected or cast.bolat.email not in letters[0].body


def test_a_message_of_the_organization_is_answered_there(cast: Cast, signup: SignUp, mailoutbox: Any) -> None:
    texts = {"subject_en": "News: {project}", "body_en": "Hello, {name}!", "subject_kk": "Ж", "body_kk": "Ж"}
    messaging.send(signup.shift.project, by=cast.bolat, signups=[signup], texts=texts)
    [letter] = [one for one in letters_to(mailoutbox, signup.volunteer.user.email) if "Hello" in one.body]
    assert page_of(signup) in letter.body
    assert "Hello, Айша!" in doors.read(doors.signed_in(signup.volunteer).get(page_of(signup)))


def test_nobody_else_reads_or_writes(cast: Cast, signup: SignUp, sign_in: Browser) -> None:
    conversations.write(signup, by=signup.volunteer.user, text="Where?")
    row = Conversation.objects.get()
    stranger = builders.volunteer()
    browser = doors.signed_in(stranger)
    assert browser.get(page_of(signup)).status_code == 404
    assert browser.post(page_of(signup), {"text": "x"}).status_code == 404
    camila = sign_in(cast.camila)
    for act in ("answer", "read", "unread"):
        assert camila.post(f"{LIST}{row.pk}/act/{act}/", {"note": "x"}).status_code == 404
    assert "Unread messages" not in camila.get("/en/admin/").content.decode()
    assert sign_in(cast.daniyar).get(LIST).status_code == 403
    for verb, more in (
        (conversations.answer, {"text": "x"}),
        (conversations.mark_read, {}),
        (conversations.mark_unread, {}),
    ):
        with pytest.raises(Refusal):
            verb(row, by=cast.camila, **more)  # type: ignore[operator]
    with pytest.raises(Refusal):
        conversations.write(signup, by=stranger.user, text="x")
    assert ConversationEntry.objects.count() == 1


def test_refused(cast: Cast, signup: SignUp) -> None:
    person = signup.volunteer.user
    for text in ("  ", "x" * (LONGEST + 1)):
        with pytest.raises(Refusal) as refusal:
            conversations.write(signup, by=person, text=text)
        assert refusal.value.code == "no_text"
    past = builders.signup_row(
        of=builders.shift(signup.shift.project, starts_in=-70 * builders.DAY), who=signup.volunteer
    )
    with pytest.raises(Refusal) as refusal:
        conversations.write(past, by=person, text="x")
    assert refusal.value.code == "too_late"
    blocking.block(signup.volunteer, cast.organization, by=cast.bolat, reason="Ереже.")
    with pytest.raises(Refusal) as refusal:
        conversations.write(signup, by=person, text="x")
    assert refusal.value.code == "blocked"
    page = doors.signed_in(signup.volunteer).get(page_of(signup))
    assert "takes you into no shift at present" in doors.read(page)


def test_too_many_in_an_hour(signup: SignUp, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "write_to_organizer": "2/h/user"}
    browser = doors.signed_in(signup.volunteer)
    codes = [browser.post(page_of(signup), {"text": f"{number}?"}).status_code for number in range(3)]
    assert codes == [302, 302, 429]


def test_given_out_and_forgotten(cast: Cast, signup: SignUp) -> None:
    conversations.write(signup, by=signup.volunteer.user, text="My words")
    conversations.answer(Conversation.objects.get(), by=cast.bolat, text="Their words")
    given = personal_data.export(signup.volunteer.user)["volunteer_book"]["conversations"]
    assert [row["text"] for row in given] == ["My words", "Their words"]
    conversations.write(signup, by=signup.volunteer.user, text="More")
    personal_data.erase(signup.volunteer.user)
    assert set(ConversationEntry.objects.values_list("text", flat=True)) == {""}
    assert Conversation.objects.get().unread_since is None


@pytest.mark.parametrize("address", [LIST, f"{LIST}?unread=yes", "/en/admin/"])
def test_many_cost_no_more_than_few(address: str, cast: Cast, shift: Shift, sign_in: Browser) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    bolat = sign_in(cast.bolat)

    def cost(number: int) -> int:
        for _ in range(number):
            about = builders.signup_row(of=shift, who=builders.volunteer())
            conversations.write(about, by=about.volunteer.user, text="Where?")
        bolat.get(address)
        with CaptureQueriesContext(connection) as seen:
            bolat.get(address)
        return len(seen)

    assert cost(3) == cost(27)
