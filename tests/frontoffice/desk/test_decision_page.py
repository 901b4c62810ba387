"""The page of one decision, through the door of whoever works in a front office."""

from __future__ import annotations

import pytest
from django.utils import timezone

from frontoffice.desk import colleagues, deciding, matters, presence
from frontoffice.desk.enums import MatterKind
from frontoffice.desk.models import FieldMark, Matter, MatterEntry
from organizations.enums import OrganizationState
from projects import moderation
from projects.enums import ProjectState
from projects.models import Project
from qazvolunteer.accounts import personal_data
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications import kinds as letters
from qazvolunteer.notifications.models import Notification
from tests import builders, doors
from tests.cast import Cast
from tests.frontoffice.desk.sitting import past, press, project_of, submitted
from volunteers import blocking, hours
from volunteers.hours_enums import Evidence, HoursKind
from volunteers.models import HoursEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]

# --- Deciding -------------------------------------------------------------------------------------------


def test_a_decision_leads_to_the_next_one(cast: Cast) -> None:
    one, two = submitted(cast), submitted(cast)
    client = doors.signed_in(cast.daniyar)
    response = press(client, one, "approve")
    assert response["Location"] == doors.address("office-matter", two.pk)
    assert project_of(one).state == ProjectState.APPROVED
    one.refresh_from_db()
    assert (one.outcome, one.decided_by) == ("approve", cast.daniyar)
    assert "projects.approved" in doors.told(cast.bolat)
    response = press(client, two, "refuse", standard="The work endangers the volunteers.")
    assert response["Location"] == doors.address("office-desk")
    record = project_of(two).transitions.first()
    assert record is not None and record.reason == "The work endangers the volunteers."


def test_a_reason_is_needed_and_what_was_typed_stays(cast: Cast) -> None:
    matter = submitted(cast)
    client = doors.signed_in(cast.daniyar)
    assert press(client, matter, "refuse").status_code == 422
    response = press(client, matter, "approve", **{"mark-title_ru": "Орысша дұрыс емес"}, note="Жақсы жоба")
    assert response.status_code == 422
    page = response.content.decode()
    assert "Орысша дұрыс емес" in page and "Жақсы жоба" in page
    for decision in ("", "x", "settle", "lift"):
        assert press(client, matter, decision, note="x").status_code == 422
    assert project_of(matter).state == ProjectState.SUBMITTED
    assert press(client, matter, "return", note="a" * 2001).status_code == 422
    assert press(client, matter, "return", standard="Not a standard reason").status_code == 422


def test_who_comes_second_is_told_and_loses_nothing(cast: Cast) -> None:
    matter = submitted(cast)
    second = doors.signed_in(builders.coordinator("almaty"))
    assert press(doors.signed_in(cast.daniyar), matter, "approve").status_code == 302
    response = press(second, matter, "refuse", note="Менің сөзім")
    assert response.status_code == 409
    words = doors.read(response)
    assert cast.daniyar.full_name in words and "Approved" in words and "Менің сөзім" in words
    assert project_of(matter).state == ProjectState.APPROVED


def test_two_people_see_each_other(cast: Cast) -> None:
    matter = submitted(cast)
    other = builders.coordinator("almaty", first_name="Гүлнар")
    one, two = doors.signed_in(cast.daniyar), doors.signed_in(other)
    here = doors.address("office-matter-here", matter.pk)
    assert "Данияр" not in doors.read(two.post(here)) and "Гүлнар" in doors.read(one.post(here))
    assert "Данияр" in doors.read(two.post(here))
    assert "Данияр" in doors.read(two.get(doors.address("office-matter", matter.pk)))
    assert press(one, matter, "approve").status_code == 302
    assert presence.here(matter, other) == []
    told = two.post(here)
    assert told.status_code == 286 and "Approved" in doors.read(told)


def test_notes_and_who_does_it(cast: Cast) -> None:
    matter = submitted(cast)
    client = doors.signed_in(cast.daniyar)
    colleague = builders.coordinator("almaty", first_name="Гүлнар")
    assign, note = (doors.address(name, matter.pk) for name in ("office-matter-assign", "office-matter-note"))
    client.post(assign, {"act": "take"})
    client.post(note, {"text": "Қоңырау шалдым."})
    client.post(note, {"text": " "})
    client.post(assign, {"act": "assign", "to": colleague.pk})
    matter.refresh_from_db()
    assert matter.assigned_to == colleague
    with pytest.raises(Refusal):
        colleagues.take(matter, by=cast.daniyar)
    client.post(assign, {"act": "give_back"})
    kinds = list(MatterEntry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["take", "note", "assign", "give_back"]
    page = doors.read(client.get(doors.address("office-matter", matter.pk)))
    assert "Қоңырау шалдым." in page and "Гүлнар" in page


def test_the_colleague_who_gets_it_is_told_and_nobody_else(cast: Cast) -> None:
    matter = submitted(cast)
    gulnar = builders.coordinator("almaty")
    address = doors.address("office-matter-assign", matter.pk)
    client = doors.signed_in(cast.daniyar)
    before = doors.told(cast.daniyar)
    client.post(address, {"act": "take"})
    client.post(address, {"act": "assign", "to": cast.daniyar.pk})
    assert doors.told(cast.daniyar) == before, "nobody writes to themselves"
    client.post(address, {"act": "assign", "to": gulnar.pk})
    client.post(address, {"act": "assign", "to": gulnar.pk})
    assert doors.told(gulnar).count("frontoffice.assigned") == 1
    letter = Notification.objects.get(recipient=gulnar, kind="frontoffice.assigned")
    kind = letters.get(letter.kind)
    facts = kind.load(letter)
    assert facts is not None and not kind.is_obsolete(facts, letter)
    written = kind.letter(facts, letter)
    assert written.button is not None and written.button.url.endswith(doors.address("office-matter", matter.pk))
    assert cast.daniyar.full_name in str(written.facts)
    colleagues.give_back(matter, by=gulnar)
    facts = kind.load(letter)
    assert facts is not None and kind.is_obsolete(facts, letter), "it is not theirs any more"


@pytest.mark.lenient_templates
def test_the_workplace_and_letters_lead_to_the_decision(cast: Cast) -> None:
    matter = submitted(cast)
    page, way = (
        doors.address("office-matter", matter.pk),
        doors.address("office-matter-of", "project", matter.subject_id),
    )
    row = doors.address("admin:projects_project_change", matter.subject_id)
    client = doors.signed_in(cast.daniyar)
    assert page in client.get(row).content.decode()
    assert page not in doors.signed_in(cast.bolat).get(row).content.decode()
    assert client.get(way)["Location"] == page
    for person, code in ((cast.erlan, 404), (past(), 403), (cast.bolat, 403)):
        assert doors.signed_in(person).get(way).status_code == code
    press(client, matter, "approve")
    assert page not in client.get(row).content.decode()
    assert client.get(way)["Location"] == page, "an old letter still finds what was decided"
    assert client.get(doors.address("office-matter-of", "report", matter.subject_id)).status_code == 404


def test_one_press_only_where_every_check_passes(cast: Cast) -> None:
    builders.shift(builders.project(organization=cast.organization))
    good = submitted(cast, **builders.three("description", "Көшет егеміз"))
    bad = submitted(cast, **builders.three("description", "Платим 5 000 тенге"))
    assert (good.clear, bad.clear) == (True, False)
    client = doors.signed_in(cast.daniyar)
    page = client.get(doors.address("office")).content.decode()
    assert doors.address("office-matter-approve", good.pk) in page
    assert doors.address("office-matter-approve", bad.pk) not in page
    client.post(doors.address("office-matter-approve", bad.pk))
    assert project_of(bad).state == ProjectState.SUBMITTED
    response = client.post(doors.address("office-matter-approve", good.pk), {"next": "https://example.com/"})
    assert response["Location"] == doors.address("office-desk")
    assert project_of(good).state == ProjectState.APPROVED
    # What changed since it was opened counts.
    later = submitted(cast)
    Project.objects.filter(pk=later.subject_id).update(summary_ru="Оплата 100 тг")
    assert later.clear
    with pytest.raises(Refusal) as refused:
        deciding.approve_at_once(later, by=cast.daniyar)
    assert refused.value.code == "not_clear"


# --- Marks ----------------------------------------------------------------------------------------------


@pytest.mark.lenient_templates
def test_the_organization_sees_the_marks_until_it_submits_again(cast: Cast) -> None:
    matter = submitted(cast)
    marks = {"mark-title_ru": "Орысша атауы қате", "mark-min_age": "Жасы тым төмен", "mark-state": "x"}
    assert press(doors.signed_in(cast.daniyar), matter, "return", **marks).status_code == 302
    assert set(FieldMark.objects.values_list("field", flat=True)) == {"title_ru", "min_age"}
    project = project_of(matter)
    client = doors.signed_in(cast.bolat)
    address = doors.address("admin:projects_project_change", project.pk)
    page = client.get(address).content.decode()
    assert page.count("Орысша атауы қате") == 2, "beside the field and in the panel"
    assert "Change what is marked beside the fields." in page
    moderation.submit(project, by=cast.bolat)
    assert "Орысша атауы қате" not in client.get(address).content.decode()
    assert not FieldMark.objects.filter(settled_at=None).exists()


def test_marks_in_the_form_of_an_organization(cast: Cast) -> None:
    row = builders.organization(state=OrganizationState.SUBMITTED)
    owner = builders.member(row)
    from frontoffice.desk import kinds

    kind = next(one for one in kinds.every() if one.code == MatterKind.ORGANIZATION)
    matters.open_one(kind, row)
    matter = Matter.objects.about(row).get()
    press(doors.signed_in(cast.daniyar), matter, "return", **{"mark-bin": "БСН қате"}, note="Түзетіңіз")
    client = doors.signed_in(owner)
    assert "БСН қате" in doors.read(client.get(doors.address("my-organization-edit", row.pk)))
    assert "БСН қате" in doors.read(client.get(doors.address("my-organization", row.pk)))
    other = builders.member(builders.organization(state=OrganizationState.NEEDS_WORK))
    mine = other.memberships.get().organization_id
    assert "БСН қате" not in doors.read(doors.signed_in(other).get(doors.address("my-organization-edit", mine)))


# --- The volunteer's objection --------------------------------------------------------------------------


def test_a_volunteer_objects_from_the_page_where_they_read_it(cast: Cast) -> None:
    block = blocking.block(cast.aigerim, cast.organization, by=cast.bolat, reason="Үш рет келмеді.")
    address = doors.address("block-objection", block.pk)
    client = doors.signed_in(cast.aigerim)
    assert address in client.get(doors.address("my-organizers")).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"text": ""}).status_code == 422
    for outsider in (cast.camila, cast.bolat, builders.volunteer().user):
        assert doors.signed_in(outsider).post(address, {"text": "x"}).status_code == 404
    assert client.post(address, {"text": "Мен келдім."}).status_code == 302
    assert client.post(address, {"text": "Тағы."}).status_code == 404
    matter = Matter.objects.get(kind=MatterKind.BLOCK)
    office = doors.signed_in(cast.daniyar)
    assert "Мен келдім." in doors.read(office.get(doors.address("office-matter", matter.pk)))
    assert press(office, matter, "keep", note="Дәлел бар.").status_code == 302
    assert "volunteers.block_kept" in doors.told(cast.aigerim)
    assert "Дәлел бар." in doors.read(client.get(doors.address("my-organizers")))


def test_hours_are_settled_with_a_number(cast: Cast) -> None:
    entry = HoursEntry.objects.create(
        volunteer=cast.aigerim, project=builders.project(organization=cast.organization), day=timezone.localdate(),
        minutes=120, kind=HoursKind.PREPARATION, evidence=Evidence.SELF_REPORTED,
    )  # fmt: skip
    hours.hand_up(entry)
    matter = Matter.objects.about(entry).get()
    client = doors.signed_in(cast.daniyar)
    assert press(client, matter, "settle", note="Аз болды").status_code == 422
    assert press(client, matter, "settle", note="Аз болды", amount="-1").status_code == 422
    assert press(client, matter, "settle", note="Аз болды", amount="90").status_code == 302
    assert hours.effective_minutes(HoursEntry.objects.get(pk=entry.pk)) == 90


# --- A person who leaves --------------------------------------------------------------------------------


def test_a_person_is_forgotten_at_the_desk(cast: Cast) -> None:
    entry = HoursEntry.objects.create(
        volunteer=cast.aigerim, project=builders.project(), day=timezone.localdate(), minutes=60,
        kind=HoursKind.PREPARATION, evidence=Evidence.SELF_REPORTED,
    )  # fmt: skip
    hours.hand_up(entry)
    about = Matter.objects.about(entry).get()
    colleagues.note(about, "Айгерім туралы сөз", by=cast.daniyar)
    own = submitted(cast)
    colleagues.take(own, by=cast.daniyar)
    colleagues.note(own, "Жоба туралы сөз", by=cast.daniyar)
    assert "Жоба туралы сөз" in str(personal_data.export(cast.daniyar))
    from frontoffice.desk.forgetting import forget

    forget(cast.aigerim.user)
    assert not MatterEntry.objects.filter(text="Айгерім туралы сөз").exists()
    forget(cast.daniyar)
    own.refresh_from_db()
    assert own.assigned_to is None and not MatterEntry.objects.exclude(text="").exists()
