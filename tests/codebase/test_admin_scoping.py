"""Every page of the admin is asked for the rows of somebody else's organization. None may answer.

A page that is neither scoped nor listed here with a reason fails; so does a reason that is no longer needed.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client, RequestFactory

from organizations.models import Affiliation, Invitation, Membership, Organization
from organizations.scoping import ScopedAdmin, ScopedInline, ScopedRelatedFilter
from projects.models import Project, Shift
from qazvolunteer.core.admin_pages import HouseAdmin, OpenToChoose, SuperuserAdmin
from tests import builders, hours_rows
from tests.cast import Cast, assemble
from volunteers.conversation_models import Conversation
from volunteers.enums import SignUpState
from volunteers.feedback_models import SMALLEST_SAMPLE, Feedback
from volunteers.hours_models import HoursEntry, MissedAppeal
from volunteers.message_models import OrganizerMessage
from volunteers.models import OrganizationBlock, SignUp
from volunteers.report_models import ProjectReport
from volunteers.stand_in_models import StandInTerms

pytestmark = [pytest.mark.django_db, pytest.mark.lenient_templates]

SUPERUSER_ONLY = {
    "accounts.ConsentText": "words of the platform, no organization's rows",
    "accounts.User": "people, masked; hats are looked at, not given",
    "frontoffice.Coordinator": "who works in a front office is decided by the platform",
    "frontoffice.Office": "front offices belong to the platform",
    "notifications.Notification": "the outbox of the whole platform",
    "places.District": "public reference rows",
    "places.Region": "public reference rows",
    "places.Town": "public reference rows",
    "projects.Programme": "programmes are a list of the platform",
    "projects.ProjectTemplate": "templates of the head office, kept by the republican office",
}


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture
def bolat(cast: Cast, settings: Any) -> Client:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    client = Client()
    client.force_login(cast.bolat)
    return client


@pytest.fixture
def foreign(cast: Cast) -> dict[type[Model], Model]:
    """One row of Camila's organization for each scoped model."""
    project = builders.project(
        organization=cast.other_organization, **builders.three("title", "Жат жоба"), needs_approval=True
    )
    shift = builders.shift(project)
    signup = builders.signup_row(SignUpState.REQUESTED, of=shift, who=builders.volunteer("Жат"))
    past = hours_rows.past_shift(project)
    words = hours_rows.said(project, SMALLEST_SAMPLE, text="Жат")
    theirs = cast.other_organization
    invitation = Invitation.objects.create(
        organization=theirs, email="hidden@example.kz", secret_hash="x", expires_at=builders.now() + builders.DAY
    )
    network = builders.organization(kind="network")
    message = OrganizerMessage.objects.create(
        organization=cast.other_organization, project=project, shift=shift, **builders.three("subject", "Жат хабар")
    )
    block = builders.block(builders.volunteer("Жат"), cast.other_organization)
    return {
        Organization: cast.other_organization,
        Project: project,
        Shift: shift,
        SignUp: signup,
        HoursEntry: hours_rows.line(hours_rows.came(past)),
        MissedAppeal: MissedAppeal.objects.create(signup=hours_rows.missed(past), text="Жат"),
        Feedback: words[0],
        ProjectReport: hours_rows.report(project),
        StandInTerms: StandInTerms.objects.create(organization=cast.other_organization),
        Membership: theirs.memberships.get(),
        Invitation: invitation,
        Affiliation: Affiliation.objects.create(network=network, member=theirs, state="member"),
        OrganizerMessage: message,
        OrganizationBlock: block,
        Conversation: Conversation.objects.create(signup=signup, unread_since=builders.now()),
    }


def scoped() -> list[type[Model]]:
    return [model for model, page in admin.site._registry.items() if isinstance(page, ScopedAdmin)]


def everything(model: type[Model]) -> str:
    """The list without the filter of coming dates, where there is one."""
    return path_of(model, "?when=all" if model in {Shift, SignUp} else "")


def path_of(model: type[Model], tail: str = "") -> str:
    return f"/en/admin/{model._meta.app_label}/{model._meta.model_name}/{tail}"


def test_every_page_is_scoped_or_exempt_with_a_reason() -> None:
    unscoped = {model._meta.label for model, page in admin.site._registry.items() if not isinstance(page, ScopedAdmin)}
    assert unscoped - SUPERUSER_ONLY.keys() == set(), "Derive these pages from ScopedAdmin."
    assert SUPERUSER_ONLY.keys() - unscoped == set(), "These exemptions are stale."


def test_exempt_pages_are_the_superusers(cast: Cast) -> None:
    request = RequestFactory().get("/en/admin/")
    for label in SUPERUSER_ONLY:
        page = admin.site._registry[apps.get_model(label)]
        assert isinstance(page, SuperuserAdmin), label
        for person in (cast.bolat, cast.daniyar):
            request.user = person
            request.resolver_match = None
            assert not page.has_view_permission(request), label
            assert not page.has_add_permission(request), label
            assert not page.has_change_permission(request), label


def test_every_page_is_built_on_the_house_and_deletes_nothing(cast: Cast) -> None:
    request = RequestFactory().get("/en/admin/")
    request.user = builders.user(is_superuser=True)
    for model, page in admin.site._registry.items():
        assert isinstance(page, HouseAdmin), model
        assert not page.has_delete_permission(request), model


def test_every_inline_of_a_scoped_page_is_scoped() -> None:
    from projects.inlines import ItemInline, OutcomeInline, QuestionInline, ShiftInline, ShiftListInline

    inlines = {inline for model in scoped() for inline in admin.site._registry[model].inlines}
    inlines |= {ItemInline, OutcomeInline, QuestionInline, ShiftInline, ShiftListInline}
    assert [inline for inline in inlines if not issubclass(inline, ScopedInline)] == []


def test_a_foreign_row_is_made_for_every_scoped_page(foreign: dict[type[Model], Model]) -> None:
    assert set(foreign) == set(scoped())


@pytest.mark.parametrize("model", scoped(), ids=lambda model: model._meta.label)
class TestForeignRow:
    def test_is_not_listed(self, model: type[Model], bolat: Client, foreign: dict[type[Model], Model]) -> None:
        for url in (path_of(model), everything(model), path_of(model, "?q=Жат")):
            answer = bolat.get(url)
            assert answer.status_code == 200
            assert foreign[model] not in list(answer.context["cl"].result_list)

    @pytest.mark.parametrize("tail", ["change/", "delete/", "history/", "act/submit/", "act/approve/", "act/remove/"])
    def test_has_no_page(self, model: type[Model], tail: str, bolat: Client, foreign: dict[type[Model], Model]) -> None:
        for method in (bolat.get, bolat.post):
            answer = method(path_of(model, f"{foreign[model].pk}/{tail}"))
            assert answer.status_code in {403, 404}, tail

    def test_is_not_completed(self, model: type[Model], bolat: Client, foreign: dict[type[Model], Model]) -> None:
        for source in apps.get_models():
            for field in source._meta.fields:
                if field.remote_field is None or field.remote_field.model is not model:
                    continue
                where = {
                    "app_label": source._meta.app_label,
                    "model_name": source._meta.model_name,
                    "field_name": field.name,
                    "term": "",
                }
                answer = bolat.get("/en/admin/autocomplete/", where)
                if answer.status_code == 403:
                    continue
                ids = {row["id"] for row in answer.json()["results"]}
                assert str(foreign[model].pk) not in ids, source

    def test_is_not_touched_by_actions(
        self, model: type[Model], bolat: Client, foreign: dict[type[Model], Model]
    ) -> None:
        row = foreign[model]
        page = admin.site._registry[model]
        for act in page.acts:
            form = {"action": act.name, "_selected_action": [row.pk], "act_confirmed": "1", "note": "Reason"}
            bolat.post(everything(model), form)
        before = getattr(row, "state", None)
        row.refresh_from_db()
        assert getattr(row, "state", None) == before

    def test_is_in_no_filter(self, model: type[Model], bolat: Client, foreign: dict[type[Model], Model]) -> None:
        """Filters by a related row offer the reader's scope alone, whoever wrote them down."""
        answer = bolat.get(path_of(model))
        for spec in answer.context["cl"].filter_specs:
            field = getattr(spec, "field", None)
            if field is None or not field.is_relation:
                continue
            assert isinstance(spec, ScopedRelatedFilter), spec
            theirs = foreign.get(field.remote_field.model)
            if theirs is not None:
                assert theirs.pk not in {key for key, _label in spec.lookup_choices}


@pytest.mark.parametrize(
    "lookup",
    [
        "pass_secret__startswith",
        "pass_code__startswith",
        "volunteer__birth_date__gte",
        "volunteer__calendar_secret__startswith",
        "volunteer__user__email__startswith",
        "volunteer__user__password__startswith",
    ],
)
@pytest.mark.expects_errors
def test_hidden_columns_cannot_be_guessed_by_lookups(lookup: str, bolat: Client, cast: Cast) -> None:
    signup = builders.signup_row(of=builders.shift(builders.project(organization=cast.organization)))
    answer = bolat.get(f"/en/admin/volunteers/signup/?{lookup}=2000-01-01")
    assert answer.status_code in {302, 400}
    allowed = bolat.get(f"/en/admin/volunteers/signup/?shift__id__exact={signup.shift_id}")
    assert list(allowed.context["cl"].result_list) == [signup]


def test_reference_rows_are_completed_for_staff_only(bolat: Client, cast: Cast) -> None:
    builders.town()
    where = "/en/admin/autocomplete/?app_label=projects&model_name=project&field_name=town&term="
    assert bolat.get(where).json()["results"]
    stranger = Client()
    stranger.force_login(cast.aigerim.user)
    assert stranger.get(where).status_code == 403
    assert issubclass(type(admin.site._registry[apps.get_model("places.Town")]), OpenToChoose)


def test_people_are_not_completed_for_staff(bolat: Client) -> None:
    where = "/en/admin/autocomplete/?app_label=organizations&model_name=organization&field_name=responsible&term="
    assert bolat.get(where).status_code == 403


@pytest.mark.parametrize("page", ["r/1/1/", "password_change/done/"])
def test_pages_past_the_scope_are_left_out(page: str, bolat: Client) -> None:
    assert bolat.get(f"/en/admin/{page}").status_code == 404


def test_a_front_office_sees_no_names_of_volunteers(
    cast: Cast, foreign: dict[type[Model], Model], settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    daniyar = Client()
    daniyar.force_login(cast.daniyar)
    assert daniyar.get("/en/admin/volunteers/signup/").status_code == 403
    assert daniyar.get(path_of(SignUp, f"{foreign[SignUp].pk}/change/")).status_code in {403, 404}


def test_the_walk_would_find_a_leak(cast: Cast, foreign: dict[type[Model], Model]) -> None:
    """The control: the same questions, asked by the owner of the rows, are answered."""
    camila = Client()
    camila.force_login(cast.camila)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.STAFF_SECOND_FACTOR_REQUIRED", False)
        for model, row in foreign.items():
            answer = camila.get(everything(model))
            assert row in list(answer.context["cl"].result_list), model
            assert camila.get(path_of(model, f"{row.pk}/change/")).status_code == 200, model
