"""A front office suspends an organization and stops a project at once; people keep their places and are told; the
organization appeals once, and somebody else answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from frontoffice.desk.models import Matter
from organizations import halts, verification
from organizations.enums import OrganizationState, Role
from organizations.halt_enums import PUBLIC, Ground, HaltState
from organizations.halt_models import Halt
from projects import moderation
from projects.catalogue import Query, browse
from projects.enums import ProjectState
from projects.models import Project
from qazvolunteer.core import working_days
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications import kinds
from qazvolunteer.notifications.models import Notification
from tests import builders, doors
from volunteers import eligibility, signups
from volunteers.enums import SignUpState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]
NOTE = "Two complaints about asking for money."
APPEAL = "Nobody of ours asked for money: it was a stranger at the gate."
DAY = dt.timedelta(days=1)


def in_catalogue(project: Project) -> bool:
    page, _counted = browse(Query())
    return project.pk in [hit.project for hit in page.hits]


def halt_of(project: Project) -> Halt:
    return Halt.objects.get(project=project)


def stopped(by: Any = None) -> tuple[Project, Any]:
    project = builders.project()
    daniyar = by or builders.coordinator("almaty")
    moderation.stop(project, by=daniyar, note=NOTE, ground=Ground.MONEY)
    project.refresh_from_db()
    return project, daniyar


def test_a_stopped_project_disappears_at_once_and_nobody_loses_a_place() -> None:
    project = builders.project()
    shift = builders.shift(project)
    coming = builders.join(shift)
    owner = builders.member(project.organization)
    newcomer = builders.volunteer()
    assert in_catalogue(project)
    client = doors.signed_in(builders.coordinator("almaty"))
    response = client.post(doors.address("office-project-stop", project.pk), {"ground": "money", "note": NOTE})
    assert response.status_code == 302
    assert not in_catalogue(project)
    page = doors.project_page(Client(), project)
    assert "This project is paused by the front office." in page and str(PUBLIC[Ground.MONEY]) in page
    assert NOTE not in page
    doors.take(doors.signed_in(newcomer), shift)
    assert not newcomer.signups.exists()
    with pytest.raises(Refusal) as refused:
        signups.join(shift, by=newcomer.user)
    assert refused.value.code == "paused"
    coming.refresh_from_db()
    assert coming.state == SignUpState.CONFIRMED
    assert doors.told(coming.volunteer)[-1] == "volunteers.paused"
    own = doors.signed_in(coming.volunteer).get(doors.address("signup", coming.pk))
    assert "Please do not come until we write" in doors.read(own)
    assert doors.told(owner)[-1] == "projects.stopped"
    assert project.transitions.get(action="stop").reason == NOTE
    assert halt_of(project).records.get().action == "begin"

    client.post(doors.address("office-project-resume", project.pk), {"note": "It was a mistake."})
    assert in_catalogue(project)
    assert halt_of(project).state == HaltState.LIFTED
    assert doors.told(coming.volunteer)[-1] == "volunteers.resumed"
    assert doors.told(owner)[-1] == "projects.resumed"
    doors.take(doors.signed_in(newcomer), shift)
    assert newcomer.signups.get().state == SignUpState.CONFIRMED


def test_a_suspended_organization_is_paused_for_whoever_knows_the_address() -> None:
    project = builders.project()
    coming = builders.join(builders.shift(project))
    builders.join(builders.shift(project, starts_in=9 * DAY), coming.volunteer)
    organization, owner = project.organization, builders.member(project.organization)
    client = doors.signed_in(builders.coordinator("almaty"))
    client.post(doors.address("office-organization-suspend", organization.pk), {"ground": "safety", "note": NOTE})
    organization.refresh_from_db()
    assert organization.state == OrganizationState.SUSPENDED
    assert not in_catalogue(project)
    for page in (
        doors.project_page(Client(), project),
        doors.read(Client().get(doors.address("organization", organization.slug))),
    ):
        assert str(PUBLIC[Ground.SAFETY]) in page and NOTE not in page
    # One letter for both shifts.
    assert doors.told(coming.volunteer).count("volunteers.paused") == 1
    assert doors.told(owner)[-1] == "organizations.suspended"
    assert organization.name not in doors.read(Client().get(doors.address("organizations")))
    client.post(doors.address("office-organization-restore", organization.pk))
    assert in_catalogue(project)
    assert doors.told(coming.volunteer)[-1] == "volunteers.resumed"
    assert not Halt.objects.standing().exists()


def test_a_cancelled_shift_of_a_paused_project_says_so() -> None:
    project, _daniyar = stopped()
    shift = builders.shift(project)
    shift.project = project
    standing = eligibility.Standing.of(None)
    now = timezone.now()
    assert eligibility.not_paused(standing, shift, project, now).code == "paused"  # type: ignore[union-attr]
    shift.cancelled_at = now
    assert eligibility.not_paused(standing, shift, project, now) is None


def test_a_reason_for_everybody_and_words_for_the_organization_are_needed() -> None:
    project, client = builders.project(), doors.signed_in(builders.coordinator("almaty"))
    address = doors.address("office-project-stop", project.pk)
    assert client.post(address, {"ground": "money", "note": " "}).status_code == 422
    assert client.post(address, {"ground": "whim", "note": NOTE}).status_code == 422
    with pytest.raises(Refusal, match="reason that everybody"):
        moderation.stop(project, by=builders.coordinator("almaty"), note=NOTE, ground="whim")
    assert not Halt.objects.exists()


def test_who_may_stop_and_who_may_not() -> None:
    project = builders.project()
    owner, outsider = builders.member(project.organization), builders.user()
    astana = builders.coordinator("astana")
    insider = builders.coordinator("almaty")
    project.organization.memberships.create(user=insider, role=Role.COORDINATOR)
    stop, page = doors.address("office-project-stop", project.pk), doors.address("office-project", project.pk)
    for person, code in ((owner, 403), (outsider, 403), (astana, 404)):
        assert doors.signed_in(person).post(stop, {"ground": "money", "note": NOTE}).status_code == code
        assert doors.signed_in(person).get(page).status_code == code
        with pytest.raises(Refusal, match="front office"):
            moderation.stop(project, by=person, note=NOTE)
    # Nobody decides about an organization they work for.
    assert doors.signed_in(insider).post(stop, {"ground": "money", "note": NOTE}).status_code == 422
    assert "colleagues decide about it" in doors.read(doors.signed_in(insider).get(page))
    assert not Halt.objects.exists()
    assert doors.signed_in(builders.coordinator(None)).post(stop, {"ground": "data", "note": NOTE}).status_code == 302


def test_the_appeal_is_made_once_and_answered_by_another_person() -> None:
    project, daniyar = stopped()
    owner, checker = builders.member(project.organization), builders.member(project.organization, Role.CHECK_IN)
    colleague, saule = builders.coordinator("almaty"), builders.coordinator(None)
    address, halt = doors.address("project-halt", project.pk), halt_of(project)
    mine = doors.signed_in(owner)
    assert NOTE in doors.read(mine.get(address))
    assert mine.post(address, {"text": "No."}).status_code == 422
    assert doors.signed_in(checker).get(address).status_code == 200
    doors.signed_in(checker).post(address, {"text": APPEAL})
    halt.refresh_from_db()
    assert halt.state == HaltState.IN_FORCE
    assert doors.signed_in(builders.user()).get(address).status_code == 404

    assert mine.post(address, {"text": APPEAL}).status_code == 302
    halt.refresh_from_db()
    assert halt.state == HaltState.APPEALED and halt.answer_by is not None
    assert doors.told(colleague) == doors.told(saule) == ["projects.appealed"]
    assert doors.told(daniyar) == []
    assert "Somebody else than whoever decided answers." in doors.read(mine.get(address))
    written = Notification.objects.get(recipient=saule)
    letter = kinds.get(written.kind)
    button = letter.context(letter.load(written), written)["letter"].button
    matter = Matter.objects.about(halt).get()
    assert doors.signed_in(saule).get(button.url)["Location"].endswith(f"/office/desk/{matter.pk}/")
    with pytest.raises(Refusal) as again:
        moderation.appeal(halt, by=owner, text=APPEAL)
    assert again.value.code == "appealed_before"

    answer = doors.address("office-halt-answer", halt.pk)
    own = doors.signed_in(daniyar).post(answer, {"granted": "no", "answer": "It stays."})
    assert own.status_code == 422
    halt.refresh_from_db()
    assert halt.state == HaltState.APPEALED
    assert doors.signed_in(builders.coordinator("astana")).post(answer, {"granted": "yes"}).status_code == 404
    doors.signed_in(colleague).post(answer, {"granted": "no", "answer": "Two people confirm it."})
    halt.refresh_from_db()
    assert halt.state == HaltState.UPHELD and halt.answered_by == colleague
    assert doors.told(owner)[-1] == "projects.appeal_refused"
    assert "Two people confirm it." in doors.read(mine.get(address))
    with pytest.raises(Refusal):
        moderation.appeal(halt, by=owner, text=APPEAL)
    assert [record.action for record in halt.records.order_by("pk")] == ["begin", "appeal", "uphold"]


def test_a_granted_appeal_lets_it_go_on() -> None:
    organization = builders.organization()
    owner = builders.member(organization)
    daniyar, saule = builders.coordinator("almaty"), builders.coordinator(None)
    verification.suspend(organization, by=daniyar, note=NOTE, ground=Ground.DOCUMENTS)
    halt = halts.standing(organization.pk)
    assert halt is not None
    page = doors.address("organization-halt", organization.pk)
    assert doors.signed_in(owner).post(page, {"text": APPEAL}).status_code == 302
    shown = doors.read(doors.signed_in(saule).get(doors.address("office-organization", organization.pk)))
    assert "Answer the appeal" in shown and APPEAL in shown
    answer = {"granted": "yes", "answer": "The documents are in order."}
    doors.signed_in(saule).post(doors.address("office-halt-answer", halt.pk), answer)
    organization.refresh_from_db()
    halt.refresh_from_db()
    assert organization.is_verified and halt.state == HaltState.LIFTED
    assert doors.told(owner)[-1] == "organizations.restored"


def test_an_appeal_has_ten_working_days() -> None:
    project, _daniyar = stopped()
    owner, halt = builders.member(project.organization), halt_of(project)
    assert working_days.left(halt.appeal_by, halt.began_at) == 10
    Halt.objects.filter(pk=halt.pk).update(appeal_by=timezone.now() - DAY)
    with pytest.raises(Refusal) as late:
        moderation.appeal(halt, by=owner, text=APPEAL)
    assert late.value.code == "too_late"
    page = doors.signed_in(owner).get(doors.address("project-halt", project.pk))
    assert "The time for an appeal is over." in doors.read(page)


def test_cancelling_a_stopped_project_ends_the_stop() -> None:
    project, daniyar = stopped()
    moderation.cancel(project, by=daniyar, reason="It will not take place.")
    assert halt_of(project).state == HaltState.LIFTED
    project.refresh_from_db()
    assert project.state == ProjectState.CANCELLED


def test_the_database_has_the_last_word() -> None:
    project, daniyar = stopped()
    halt = halt_of(project)
    wrong = (
        {"state": "appealed"},
        {"state": "lifted"},
        {"state": "gone"},
        {"ground": "whim"},
        {"appeal": "text"},
        {"answered_by": daniyar},
    )
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Halt.objects.filter(pk=halt.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        halts.begin(project.organization, by=daniyar, note=NOTE, project=project.pk)


@pytest.mark.parametrize("name", ["office-organizations", "office-projects"])
def test_the_lists_are_narrowed(name: str) -> None:
    here = builders.project(title_en="Clean the shore")
    there = builders.project(region=builders.region("astana"), title_en="Plant a park")
    there.organization.region = builders.region("astana")
    there.organization.save()
    word = {"office-projects": lambda row: row.title_en, "office-organizations": lambda row: row.organization.name}[
        name
    ]
    almaty, republic = doors.signed_in(builders.coordinator("almaty")), doors.signed_in(builders.coordinator(None))
    page = doors.read(almaty.get(doors.address(name)))
    assert word(here) in page and word(there) not in page
    everything = doors.read(republic.get(doors.address(name)))
    assert word(here) in everything and word(there) in everything
    assert word(here) not in doors.read(republic.get(doors.address(name), {"region": "astana"}))
    assert almaty.get(doors.address(name), {"region": "astana"}).status_code == 404
    assert "Nothing fits." in doors.read(almaty.get(doors.address(name), {"q": "qqqqqq"}))
    assert word(here) in doors.read(almaty.get(doors.address(name), {"q": word(here)}))
    assert "Nothing fits." in doors.read(almaty.get(doors.address(name), {"state": "appealed"}))
    assert "Nothing fits." in doors.read(almaty.get(doors.address(name), {"state": "refused"}))


@pytest.mark.parametrize("name", ["office-organizations", "office-projects"])
def test_a_list_of_thirty_costs_what_one_of_three_does(name: str, django_assert_max_num_queries: Any) -> None:
    client = doors.signed_in(builders.coordinator("almaty"))
    for number in (3, 27):
        for _ in range(number):
            builders.project()
        client.get(doors.address(name))
        with django_assert_max_num_queries(9):
            client.get(doors.address(name))
