"""A running project changes its time, place or conditions: the organizer confirms, everybody is told and asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from projects import concerned, scheduling
from projects.enums import ItemSection
from projects.models import Project, ProjectItem, Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications import kinds, rendering
from qazvolunteer.notifications.models import Notification
from qazvolunteer.places.models import Town
from tests import builders, doors
from tests.builders import DAY, HOUR
from tests.cast import Cast
from tests.projects.test_admin_tampering import shift_form
from volunteers import changed_terms
from volunteers.models import AskedChange, SignUp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]


@pytest.fixture
def project(cast: Cast) -> Project:
    made = builders.project(
        organization=cast.organization, **builders.three("place", "Орталық саябақ"), latitude="43.25", longitude="76.95"
    )
    Town.objects.create(kato=TALGAR, kind="town", slug="talgar", region=made.region, **builders.three("name", "Талғар"))
    made.items.create(section=ItemSection.NEED, **builders.three("text", "Жабық аяқ киім"))
    return made


@pytest.fixture
def signup(project: Project) -> SignUp:
    return builders.join(builders.shift(project), builders.volunteer("Дана", language="en"))


def form(project: Project, **changes: Any) -> dict[str, Any]:
    """The form of a running project as its page sends it."""
    item = project.items.get()
    sets = ("shifts", "items", "questions", "outcomes")
    management = {f"{name}-{count}_FORMS": 0 for name in sets for count in ("TOTAL", "INITIAL")}
    given = {
        "min_age": project.min_age,
        "cover": 1,
        "town": project.town_id,
        "latitude": project.latitude,
        "longitude": project.longitude,
        **builders.three("place", project.place),
        "items-TOTAL_FORMS": 1,
        "items-INITIAL_FORMS": 1,
        "items-0-id": item.pk,
        "items-0-section": item.section,
        "items-0-position": 0,
        **builders.three("items-0-text", item.text),
    }
    return {**management, **given, **changes}


def post(client: Client, project: Project, **changes: Any) -> Any:
    return client.post(f"/en/admin/projects/project/{project.pk}/change/", form(project, **changes))


TALGAR = "751110099"
NEW_PLACE = builders.three("place", "Бутаковка шатқалы")


def letters() -> list[Notification]:
    return list(Notification.objects.filter(kind="volunteers.shift_changed").order_by("created_at"))


def text_of(letter: Notification) -> str:
    kind = kinds.get(letter.kind)
    return rendering.render(letter, kind, kind.load(letter)).text


def test_a_new_place_asks_the_organizer_first_and_then_tells_everybody(
    cast: Cast, project: Project, signup: SignUp, sign_in: Browser
) -> None:
    bolat = sign_in(cast.bolat)
    asked = post(bolat, project, **NEW_PLACE)
    assert asked.status_code == 200
    assert "1 person is signed up and will get a letter" in builders.words(asked.content.decode())
    project.refresh_from_db()
    assert project.place_kk == "Орталық саябақ"
    assert letters() == []
    assert post(bolat, project, **NEW_PLACE, tell_everybody="on").status_code == 302
    project.refresh_from_db()
    assert project.place_kk == "Бутаковка шатқалы"
    (letter,) = letters()
    text = text_of(letter)
    assert "Бутаковка шатқалы" in text
    assert "Орталық саябақ" in text


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        (NEW_PLACE, "place"),
        ({"latitude": "43.30"}, "place"),
        ({"town": TALGAR}, "place"),
        ({"min_age": 18}, "min_age"),
        (builders.three("items-0-text", "Медициналық кітапша"), "needs"),
        ({"items-0-DELETE": "on"}, "needs"),
    ],
    ids=["place", "pin", "town", "age", "line", "line gone"],
)
def test_what_is_told(
    changes: dict[str, Any], name: str, cast: Cast, project: Project, signup: SignUp, sign_in: Browser
) -> None:
    answer = post(sign_in(cast.bolat), project, **changes, tell_everybody="on")
    assert answer.status_code == 302, answer.context["errors"]
    (letter,) = letters()
    assert set(letter.payload["changes"]) == {name}
    assert text_of(letter)
    assert set(AskedChange.objects.get().changes) == {name}
    page = doors.read(doors.signed_in(signup.volunteer).get(doors.address("signup", signup.pk)))
    assert "This has changed since you signed up" in page


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"latitude": "43.2501"},
        builders.three("directions", "Автобус 12"),
        {"contact_name": "Мадина"},
        {"cover": 2},
        {"items-0-section": "need", "items-TOTAL_FORMS": 2, "items-1-section": "bring", "items-1-text_kk": "Су"},
    ],
    ids=["nothing", "a few steps", "directions", "contact", "cover", "what to bring"],
)
def test_what_is_not_told(
    changes: dict[str, Any], cast: Cast, project: Project, signup: SignUp, sign_in: Browser
) -> None:
    answer = post(sign_in(cast.bolat), project, **{"items-1-position": 1, **changes})
    assert answer.status_code == 302, answer.context["errors"]
    assert letters() == []
    assert not AskedChange.objects.exists()


def test_nobody_signed_up_nobody_is_asked(cast: Cast, project: Project, sign_in: Browser) -> None:
    builders.shift(project)
    assert post(sign_in(cast.bolat), project, **NEW_PLACE).status_code == 302
    assert letters() == []


def test_only_whoever_comes_hears_of_it(cast: Cast, project: Project, signup: SignUp, sign_in: Browser) -> None:
    past = builders.signup_row(of=builders.shift(project, starts_in=-3 * DAY))
    gone, other = builders.join(builders.shift(project)), builders.join(builders.shift())
    doors.act(gone, "withdraw")
    post(sign_in(cast.bolat), project, **NEW_PLACE, tell_everybody="on")
    assert [letter.recipient for letter in letters()] == [signup.volunteer.user]
    assert {past.pk, other.pk, gone.pk} & set(AskedChange.objects.values_list("signup", flat=True)) == set()


def test_the_age_is_only_raised_and_never_over_somebody_who_has_a_place(
    cast: Cast, project: Project, sign_in: Browser
) -> None:
    bolat = sign_in(cast.bolat)
    lowered = post(bolat, project, min_age=10)
    assert "min_age" in lowered.context["adminform"].form.errors
    today = timezone.localdate()
    young = builders.volunteer(birth_date=today.replace(year=today.year - 17, day=min(today.day, 28)) - 40 * DAY)
    builders.join(builders.shift(project), young)
    refused = post(bolat, project, min_age=18, tell_everybody="on")
    assert "too young" in builders.words(refused.content.decode())
    project.refresh_from_db()
    assert project.min_age == 16
    assert letters() == []


def test_a_stranger_changes_nothing(cast: Cast, project: Project, signup: SignUp, sign_in: Browser) -> None:
    assert post(sign_in(cast.camila), project, **NEW_PLACE, tell_everybody="on").status_code == 404
    assert post(sign_in(cast.daniyar), project, **NEW_PLACE, tell_everybody="on").status_code == 403
    project.refresh_from_db()
    assert project.place_kk == "Орталық саябақ"


def test_a_new_time_on_the_page_of_the_shift_asks_first(cast: Cast, signup: SignUp, sign_in: Browser) -> None:
    shift, bolat = signup.shift, sign_in(cast.bolat)
    later = timezone.localtime(shift.starts_at + DAY)
    moved = shift_form(
        shift, starts_at_0=f"{later:%Y-%m-%d}", ends_at_0=f"{timezone.localtime(shift.ends_at + DAY):%Y-%m-%d}"
    )
    url = f"/en/admin/projects/shift/{shift.pk}/change/"
    asked = bolat.post(url, moved)
    assert asked.status_code == 200
    assert "tell_everybody" in asked.context["adminform"].form.errors
    assert Shift.objects.get(pk=shift.pk).starts_at == shift.starts_at
    assert bolat.post(url, {**moved, "tell_everybody": "on"}).status_code == 302
    assert Shift.objects.get(pk=shift.pk).starts_at == shift.starts_at + DAY
    assert len(letters()) == 1


# --- Keeping or leaving the place --------------------------------------------------------------------------


def move(cast: Cast, shift: Shift, by: dt.timedelta) -> None:
    shift.refresh_from_db()
    scheduling.move_shift(shift, by=cast.bolat, starts_at=shift.starts_at + by)


def test_the_volunteer_keeps_the_place(cast: Cast, signup: SignUp, sign_in: Browser) -> None:
    move(cast, signup.shift, HOUR)
    question = AskedChange.objects.get()
    assert question.kept_at is None
    answer = doors.act(signup, "keep")
    assert "you still come" in doors.read(answer)
    question.refresh_from_db()
    assert question.kept_at is not None
    assert "This has changed" not in doors.read(answer)
    page = sign_in(cast.bolat).get(f"/en/admin/projects/shift/{signup.shift_id}/change/").content.decode()
    assert "1 still come, 0 left, 0 have not answered" in page
    assert "nothing to answer" in doors.read(doors.act(signup, "keep"))


def test_the_volunteer_leaves_the_place(cast: Cast, signup: SignUp) -> None:
    move(cast, signup.shift, HOUR)
    doors.act(signup, "withdraw")
    assert signup.state == "withdrawn"
    assert concerned.answers_of(signup.shift_id) == concerned.Answers(keep=0, left=1, open=0)


def test_silence_keeps_the_place_and_is_seen(cast: Cast, signup: SignUp) -> None:
    move(cast, signup.shift, HOUR)
    signup.refresh_from_db()
    assert signup.state == "confirmed"
    assert concerned.answers_of(signup.shift_id).open == 1


def test_changes_before_the_answer_are_one_question_from_the_first_state(cast: Cast, signup: SignUp) -> None:
    before = signup.shift.starts_at
    for _ in range(2):
        move(cast, signup.shift, HOUR)
    pair = AskedChange.objects.get().changes["starts_at"]
    assert [dt.datetime.fromisoformat(moment) for moment in pair] == [before, before + 2 * HOUR]
    move(cast, signup.shift, -2 * HOUR)
    assert changed_terms.open_question(signup) is None


def test_a_change_after_the_answer_asks_again(cast: Cast, signup: SignUp) -> None:
    before = signup.shift.starts_at
    move(cast, signup.shift, HOUR)
    doors.act(signup, "keep")
    move(cast, signup.shift, HOUR)
    question = AskedChange.objects.get()
    assert question.kept_at is None
    assert dt.datetime.fromisoformat(question.changes["starts_at"][0]) == before + HOUR


def test_nobody_answers_for_another(cast: Cast, signup: SignUp) -> None:
    move(cast, signup.shift, HOUR)
    stranger = doors.signed_in(builders.volunteer())
    assert stranger.post(doors.address("signup", signup.pk), {"action": "keep"}).status_code == 404
    with pytest.raises(Refusal) as refused:
        changed_terms.keep_place(signup, by=cast.bolat)
    assert refused.value.code == "not_allowed"
    assert AskedChange.objects.get().kept_at is None


def test_a_line_of_conditions_in_three_languages(
    cast: Cast, project: Project, signup: SignUp, sign_in: Browser
) -> None:
    texts = {"items-0-text_kk": "Медкітапша", "items-0-text_ru": "Медкнижка", "items-0-text_en": "A medical book"}
    post(sign_in(cast.bolat), project, **texts, tell_everybody="on")
    (letter,) = letters()
    assert "A medical book" in text_of(letter)
    assert ProjectItem.objects.get().text_ru == "Медкнижка"
