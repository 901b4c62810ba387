"""The check-in page on a phone: a day in the field whose network is cut in the middle, and no mark is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Dialog, Page, expect

from projects.models import Shift
from tests import builders
from tests.browser import axe
from tests.browser.conftest import DESKTOP, PHONE, Open, Visit
from tests.volunteers import field
from volunteers import passes, posters, signups
from volunteers.models import Attendance, Scan, SignUp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What a browser writes into its console when it has no network.
CUT = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
# A camera that sees whatever stands in ``window.seen``, and a detector that reads it.
CAMERA = """
    window.seen = "";
    navigator.mediaDevices.getUserMedia = async () => {
      const canvas = document.createElement("canvas");
      canvas.getContext("2d").fillRect(0, 0, 9, 9);
      return canvas.captureStream(5);
    };
    window.BarcodeDetector = class {
      static async getSupportedFormats() { return ["qr_code"]; }
      async detect() { return window.seen ? [{ rawValue: window.seen }] : []; }
    };
"""
NO_CAMERA = "delete window.BarcodeDetector;"


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


def open_desk(visit: Open, day: field.Field, *, camera: bool = True, who: Any = None) -> Visit:
    """The page in Kazakh, kept by the worker: from now on it needs no network."""
    one = visit(who or day.gate, expected=CUT)
    one.page.add_init_script(CAMERA if camera else NO_CAMERA)
    one.go(f"/kk/check-in/{day.shift.pk}/")
    one.page.wait_for_selector("html[data-kept=yes]")
    return one


def title(page: Page) -> Any:
    return page.locator("#verdict [data-part=title]")


def next_person(page: Page) -> None:
    page.click("#verdict [data-part=next]")


def by_name(page: Page, signup: SignUp, kind: str = "in") -> None:
    page.click(f"[data-person='{signup.pk}'] button[value={kind}]")


def by_code(page: Page, code: str) -> None:
    page.fill("#code", code)
    page.press("#code", "Enter")


def unsent(page: Page) -> Any:
    return page.locator("#status [data-part=number]")


def test_a_day_with_the_network_cut_in_the_middle(visit: Open) -> None:
    day = field.running(number=8)
    one, two, three, four, five, six, seven, eight = day.signups
    desk = open_desk(visit, day)
    page = desk.page

    # With a network: by name, and by the camera.
    by_name(page, one)
    expect(title(page)).to_have_text("Келгені белгіленді")
    next_person(page)
    page.click("#camera-toggle")
    page.evaluate("code => { window.seen = code }", passes.address(two))
    expect(page.locator("#verdict [data-part=name]")).to_have_text(two.volunteer.user.full_name)
    page.evaluate("window.seen = ''")
    next_person(page)
    expect(unsent(page)).to_have_text("0")
    expect(page.locator("dd[data-count=came]")).to_have_text("2")

    # The network goes. People keep coming, and one of them leaves again.
    page.context.set_offline(True)
    by_code(page, passes.printed_code(three))
    expect(title(page)).to_have_text("Келгені белгіленді")
    expect(page.locator("#verdict [data-part=saved]")).to_be_visible()
    next_person(page)
    page.evaluate("code => { window.seen = code }", passes.address(four))
    expect(page.locator("#verdict [data-part=name]")).to_have_text(four.volunteer.user.full_name)
    page.evaluate("window.seen = ''")
    next_person(page)
    by_name(page, five)
    page.click("#verdict [data-part=undo]")
    expect(title(page)).to_have_text("Белгі алынып тасталды")
    next_person(page)
    by_code(page, "7777 7777")
    expect(title(page)).to_have_text("Телефонда сақталды")
    next_person(page)
    expect(unsent(page)).to_have_text("5")
    expect(page.locator("#status")).to_have_attribute("data-state", "offline")

    # The phone is switched off and on; the page, the list and the marks are still there.
    page.close()
    page = desk.page.context.new_page()
    page.goto(f"{desk.base}/kk/check-in/{day.shift.pk}/")
    expect(unsent(page)).to_have_text("5")
    expect(page.locator("dd[data-count=came]")).to_have_text("4")
    by_name(page, six)
    next_person(page)
    by_name(page, seven)
    next_person(page)
    page.click("a[data-mode=out]")
    by_name(page, three, "out")
    next_person(page)
    expect(unsent(page)).to_have_text("8")

    # Meanwhile one of them has withdrawn, which this phone cannot know.
    signups.withdraw(seven, by=seven.volunteer.user)
    assert Scan.objects.count() == 2

    page.context.set_offline(False)
    expect(unsent(page)).to_have_text("0", timeout=20_000)
    answers = page.locator("#answers-list li")
    expect(answers).to_have_count(2)
    expect(page.locator("#answers-list")).to_contain_text(seven.volunteer.user.full_name)
    assert Scan.objects.count() == 10
    refused = Scan.objects.filter(accepted=False).order_by("client_at")
    assert [scan.verdict for scan in refused] == ["unknown", "not_confirmed"]
    came = set(Attendance.objects.filter(state="came").values_list("signup", flat=True))
    assert came == {one.pk, two.pk, three.pk, four.pk, six.pk}
    left = Attendance.objects.get(signup=three)
    assert left.arrived_at is not None
    assert left.left_at is not None
    assert left.arrived_at < left.left_at
    assert Scan.objects.filter(accepted=True, received_at__gt=timezone.now() - dt.timedelta(seconds=30)).count() >= 6
    expect(page.locator("dd[data-count=came]")).to_have_text("5")
    for _number in range(2):
        answers.first.locator("button").click()
    expect(page.locator("#answers")).to_be_hidden()
    del eight


def test_a_pass_opened_by_the_phones_own_camera_without_a_network(visit: Open) -> None:
    day = field.running()
    page = open_desk(visit, day, camera=False).page
    expect(page.locator("#camera")).to_be_hidden()
    expect(page.locator("#camera-elsewhere")).to_be_visible()
    page.context.set_offline(True)
    page.goto(passes.address(day.signups[0]).replace("http://127.0.0.1:8000", page.url.split("/kk/")[0]))
    expect(page.locator("#shown-name")).to_have_text(day.signups[0].volunteer.user.full_name)
    assert page.url.endswith(f"/kk/check-in/{day.shift.pk}/")
    expect(unsent(page)).to_have_text("0")
    page.click("#shown button[value=in]")
    expect(title(page)).to_have_text("Келгені белгіленді")
    page.context.set_offline(False)
    expect(unsent(page)).to_have_text("0", timeout=20_000)
    assert Attendance.objects.get().source == "scanned"


def test_another_shift_is_taken_over_with_one_press(visit: Open) -> None:
    day = field.running(seats=9)
    other = builders.join(builders.shift(day.shift.project))
    page = open_desk(visit, day).page
    by_code(page, other.pass_code)
    expect(page.locator("#verdict")).to_have_attribute("data-tone", "stop")
    page.click("#verdict [data-act=admit]")
    expect(page.locator("#verdict")).to_have_attribute("data-tone", "ok")
    next_person(page)
    expect(page.locator("dd[data-count=signed]")).to_have_text("4")
    assert Attendance.objects.get().source == "walk_in"


def test_signing_out_warns_about_marks_that_are_not_sent(visit: Open) -> None:
    day = field.running()
    gate = open_desk(visit, day)
    page = gate.page
    page.route("**/marks/", lambda route: route.abort())
    by_name(page, day.signups[0])
    next_person(page)
    expect(unsent(page)).to_have_text("1")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if len(asked) == 1:
            dialog.dismiss()
        else:
            dialog.accept()

    page.on("dialog", answer)
    gate.go("/kk/my/profile/")
    page.click("details.menu--user > summary")
    page.click("details.menu--user form button")
    gate.go("/kk/my/profile/")
    page.click("details.menu--user > summary")
    page.click("details.menu--user form button")
    page.wait_for_url("**/kk/")
    assert len(asked) == 2
    assert "1" in asked[0]
    assert page.evaluate("async () => (await caches.keys()).includes('check-in-pages')") is False
    assert not Scan.objects.exists()

    # The same person signs in again, and nothing is lost.
    page.unroute("**/marks/")
    page.context.add_cookies([session(day.gate, gate.base)])  # type: ignore[list-item]
    gate.go(f"/kk/check-in/{day.shift.pk}/")
    page.wait_for_selector("html[data-kept=yes]")
    expect(unsent(page)).to_have_text("0")
    assert Scan.objects.get().verdict == "came"


def session(who: Any, url: str) -> dict[str, str]:
    from tests.browser.conftest import _session

    return _session(who, url)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_accessible_in_both_themes(visit: Open, viewport: dict[str, int]) -> None:
    day = field.running(seats=9)
    owner, shift = day.people.bolat, day.shift
    rule = posters.allow(shift.project, by=owner)
    other = builders.join(builders.shift(shift.project))
    one = visit(owner, viewport=viewport)
    volunteer = visit(day.signups[1].volunteer, viewport=viewport)
    found: list[str] = []

    def look(visitor: Visit, where: str) -> None:
        found.extend(axe.complaints(visitor.page, where))

    for language, path in (
        ("kk", "/check-in/"),
        ("ru", f"/check-in/{shift.pk}/"),
        ("kk", f"/check-in/{shift.pk}/poster/"),
    ):
        one.go(f"/{language}{path}")
        look(one, path)
        assert one.page.locator("h1").count() == 1
    volunteer.go(f"/kk/here/{posters.code(shift, rule)}/")
    look(volunteer, "here")
    one.go(f"/kk/check-in/{shift.pk}/?pass={day.signups[0].pass_secret}")
    look(one, "pass")
    one.page.click("#shown button[value=in]")
    look(one, "came")
    next_person(one.page)
    by_code(one.page, day.signups[0].pass_code)
    expect(one.page.locator("#verdict")).to_have_attribute("data-tone", "warn")
    look(one, "already")
    next_person(one.page)
    by_code(one.page, other.pass_code)
    expect(one.page.locator("#verdict")).to_have_attribute("data-tone", "stop")
    look(one, "other shift")
    assert not found, "\n".join(found)


def test_without_scripts_by_code_and_by_name(visit: Open) -> None:
    day = field.running()
    gate = visit(day.gate, scripts=False)
    gate.go(f"/ru/check-in/{day.shift.pk}/")
    page = gate.page
    by_code(page, day.signups[0].pass_code)
    expect(page.locator("h1")).to_have_text("Приход отмечен")
    page.click("text=Следующий")
    page.fill("#q", "саул")
    page.press("#q", "Enter")
    expect(page.locator("[data-person]")).to_have_count(1)
    by_name(page, day.signups[2])
    page.click("text=Отменить отметку")
    assert Attendance.objects.get(signup=day.signups[2]).state == "expected"
    assert Attendance.objects.get(signup=day.signups[0]).state == "came"


def test_a_leader_with_their_own_phone(visit: Open) -> None:
    day = field.running()
    leader = field.leader(day, day.signups[0])
    page = open_desk(visit, day, who=leader).page
    by_name(page, day.signups[0])
    expect(page.locator("#verdict")).to_have_attribute("data-tone", "stop")
    next_person(page)
    by_name(page, day.signups[1])
    expect(page.locator("#verdict [data-part=name]")).to_have_text(day.signups[1].volunteer.user.short_name)
    expect(unsent(page)).to_have_text("0")
    assert Attendance.objects.filter(state="came").count() == 1
    assert Shift.objects.get(pk=day.shift.pk).seats_taken == 3
