"""Where a project begins: a template of the head office, an own project, a blank form; seen before it is published."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from organizations.enums import Role
from projects import copying, reference
from projects.enums import ItemSection, OutcomeUnit, ProjectState
from projects.models import Project, ProjectTemplate
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors
from tests.cast import Cast
from tests.core.test_pictures import picture, with_gps
from tests.projects.test_admin_story import ADD, filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]
BEGIN = "/en/admin/projects/project/begin/"


@pytest.fixture
def model(cast: Cast) -> Project:
    """A project with something of everything that may be copied."""
    made = builders.project(
        organization=cast.organization, needs_approval=True, risk_tags=["heavy_work"], min_age=18, photo="0" * 32
    )
    made.items.create(section=ItemSection.BRING, icon="boot", **builders.three("text", "Етік"))
    made.questions.create(kind="yes_no", required=True, **builders.three("label", "Көлігіңіз бар ма?"))
    made.outcomes.create(unit=OutcomeUnit.TREES, planned=500)
    builders.join(builders.shift(made), builders.volunteer())
    return made


def template(model: Project, **values: Any) -> ProjectTemplate:
    given = {"programme": model.programme, "slug": "planting", **builders.three("name", "Көшет егу")}
    return ProjectTemplate.objects.create(content=copying.blueprint(model), **{**given, **values})


def check_copy(made: Project, model: Project) -> None:
    """A draft with all that was agreed, and nobody in it."""
    assert (made.state, made.published_at, made.title_kk) == (ProjectState.DRAFT, None, model.title_kk)
    assert made.slug != model.slug
    assert (made.needs_approval, made.risk_tags, made.min_age) == (True, ["heavy_work"], 18)
    assert made.items.get().text_ru == "Етік"
    assert made.questions.get().required
    assert str(made.outcomes.get()) == "500 trees planted"
    assert not made.shifts.exists()
    assert made.search_text


def test_whoever_adds_a_project_is_asked_what_to_begin_from(cast: Cast, model: Project, sign_in: Browser) -> None:
    template(model)
    bolat = sign_in(cast.bolat)
    assert bolat.get(ADD)["Location"] == BEGIN
    page = bolat.get(BEGIN).content.decode()
    assert "Templates of the head office" in page
    assert "Көшет егу" in page
    assert model.title in page
    assert "add/?blank=1" in page
    # The way above it names the list once, and then the page itself.
    [head] = re.findall(r'<div class="qv-title">.*?<h1>(.*?)</h1>', page, re.DOTALL)
    names = [name.strip() for name in re.findall(r">([^<>]+)</(?:a|span)>", head)]
    assert [name for name in names if name != "chevron_right"] == ["Projects", "New project"]


def test_out_of_a_template(cast: Cast, model: Project, sign_in: Browser) -> None:
    made_from = template(model)
    form = {"organization": cast.other_organization.pk, "template": made_from.pk}
    answer = sign_in(cast.camila).post(BEGIN, form)
    made = Project.objects.exclude(pk=model.pk).get()
    assert answer["Location"] == f"/en/admin/projects/project/{made.pk}/change/"
    check_copy(made, model)
    assert (made.organization, made.region_id) == (cast.other_organization, cast.other_organization.region_id)
    assert (made.photo, made.place or "") == ("", "")


def test_like_an_own_project(cast: Cast, model: Project, sign_in: Browser) -> None:
    sign_in(cast.bolat).post(BEGIN, {"organization": cast.organization.pk, "project": model.pk})
    made = Project.objects.exclude(pk=model.pk).get()
    check_copy(made, model)
    assert (made.town, made.photo) == (model.town, model.photo)


@pytest.mark.parametrize(
    "values", [{"project": "MODEL"}, {"template": "0"}, {"template": "x"}, {"project": "9" * 30}, {}]
)
def test_nothing_foreign_and_nothing_forged(
    values: dict[str, str], cast: Cast, model: Project, sign_in: Browser
) -> None:
    form = {name: value.replace("MODEL", str(model.pk)) for name, value in values.items()}
    answer = sign_in(cast.camila).post(BEGIN, {"organization": cast.other_organization.pk, **form})
    assert answer.status_code == 404
    assert Project.objects.count() == 1


def test_for_ones_own_organization_alone(cast: Cast, model: Project, sign_in: Browser) -> None:
    made_from = template(model)
    answer = sign_in(cast.camila).post(BEGIN, {"organization": cast.organization.pk, "template": made_from.pk})
    assert answer.status_code == 200
    with pytest.raises(Refusal):
        copying.from_template(made_from, by=cast.camila, organization=cast.organization)
    coordinator = builders.member(cast.organization, Role.COORDINATOR)
    for stranger in (coordinator, cast.daniyar):
        assert sign_in(stranger).get(BEGIN).status_code == 403
    assert Project.objects.count() == 1


def test_a_template_that_is_not_offered_any_more(cast: Cast, model: Project, sign_in: Browser) -> None:
    gone = template(model, active=False)
    bolat = sign_in(cast.bolat)
    assert "Көшет егу" not in bolat.get(BEGIN).content.decode()
    page = bolat.post(BEGIN, {"organization": cast.organization.pk, "template": gone.pk})
    assert "not offered any more" in page.content.decode()
    assert Project.objects.count() == 1


def test_the_head_office_offers_a_good_project(cast: Cast, model: Project, sign_in: Browser) -> None:
    republic = builders.coordinator(None)
    act = f"/en/admin/projects/project/{model.pk}/act/make-template/"
    for stranger in (cast.bolat, cast.daniyar):
        sign_in(stranger).post(act)
        assert not ProjectTemplate.objects.exists()
        assert sign_in(stranger).get("/en/admin/projects/projecttemplate/").status_code == 403
    assert sign_in(republic).post(act).status_code == 302
    made = ProjectTemplate.objects.get()
    model.title_kk = "Өзгерді"
    model.save()
    assert made.content["project"]["title_kk"] != "Өзгерді"
    page = f"/en/admin/projects/projecttemplate/{made.pk}/change/"
    assert sign_in(republic).get(page).status_code == 200
    form = {**builders.three("name", "Жаңа ат"), **builders.three("about", "Қысқаша"), "position": 5}
    assert sign_in(republic).post(page, form).status_code == 302
    made.refresh_from_db()
    assert (made.name_ru, made.active) == ("Жаңа ат", False)


def test_the_templates_that_come_with_the_product(cast: Cast) -> None:
    for row in json.loads((reference.DATA / "templates.json").read_text(encoding="utf-8")):
        builders.programme(row["programme"])
    reference.load_templates()
    assert reference.load_templates().is_unchanged
    templates = list(ProjectTemplate.objects.select_related("programme"))
    assert {row.programme.slug for row in templates} >= {"asyl-mura", "bilim", "saulyq", "taza-alem", "qamqor"}
    for row in templates:
        made = copying.from_template(row, by=cast.bolat, organization=cast.organization)
        assert made.title_kk
        assert made.title_ru
        assert made.items.exists()


# --- The picture -----------------------------------------------------------------------------------------


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(content: bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def test_an_own_picture_is_shown_on_the_page_and_the_cards(cast: Cast, media: Path, sign_in: Browser) -> None:
    bolat = sign_in(cast.bolat)
    assert bolat.post(ADD, filled_in(cast, picture=upload(with_gps().getvalue()))).status_code == 302
    project = Project.objects.get()
    (kept,) = media.rglob("*.*")
    assert kept.stem == project.photo
    assert b"Exif" not in kept.read_bytes()
    project.state, project.published_at = ProjectState.APPROVED, builders.now()
    project.save()
    address = f"/media/pictures/{project.photo}.jpg"
    visitor = Client()
    for page in (doors.address("project", project.slug), doors.address("catalogue"), doors.address("home")):
        assert address in visitor.get(page).content.decode()
    answer = visitor.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    change = f"/en/admin/projects/project/{project.pk}/change/"
    assert address in bolat.get(change).content.decode()


def test_the_drawing_comes_back(cast: Cast, media: Path, sign_in: Browser) -> None:
    bolat = sign_in(cast.bolat)
    bolat.post(ADD, filled_in(cast, picture=upload(picture().getvalue())))
    project = Project.objects.get()
    form = filled_in(cast, without_picture="on", **{"shifts-TOTAL_FORMS": 0, "items-TOTAL_FORMS": 0})
    form |= {"questions-TOTAL_FORMS": 0, "outcomes-TOTAL_FORMS": 0}
    bolat.post(f"/en/admin/projects/project/{project.pk}/change/", form)
    project.refresh_from_db()
    assert project.photo == ""


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "cover.svg"),
        (b"<script>alert(1)</script>", "cover.jpg"),
        (picture((200, 200)).getvalue(), "small.jpg"),
        (picture((800, 600), kind="GIF").getvalue(), "cover.jpg"),
    ],
    ids=["svg", "script", "small", "gif"],
)
def test_what_is_no_good_is_said_at_the_field_and_nothing_is_kept(
    content: bytes, name: str, cast: Cast, media: Path, sign_in: Browser
) -> None:
    answer = sign_in(cast.bolat).post(ADD, filled_in(cast, picture=upload(content, name)))
    assert answer.status_code == 200
    assert "picture" in answer.context["adminform"].form.errors
    assert not Project.objects.exists()
    assert list(media.rglob("*.*")) == []


def test_a_stranger_sends_no_picture(cast: Cast, media: Path, sign_in: Browser) -> None:
    project = builders.project(organization=cast.organization)
    url = f"/en/admin/projects/project/{project.pk}/change/"
    for stranger, status in ((cast.camila, 404), (cast.daniyar, 403)):
        answer = sign_in(stranger).post(url, filled_in(cast, picture=upload(picture().getvalue())))
        assert answer.status_code == status
    project.refresh_from_db()
    assert project.photo == ""
    assert list(media.rglob("*.*")) == []


# --- Before it is published --------------------------------------------------------------------------------


def draft(cast: Cast) -> Project:
    made = builders.project(organization=cast.organization, state=ProjectState.DRAFT, published_at=None)
    made.outcomes.create(unit=OutcomeUnit.TONNES, planned="2.5")
    builders.shift(made)
    return made


def test_a_preview_shows_what_visitors_will_see(cast: Cast, sign_in: Browser) -> None:
    project = draft(cast)
    change = sign_in(cast.bolat).get(f"/en/admin/projects/project/{project.pk}/change/").content.decode()
    address = doors.address("project-preview", project.slug)
    assert address in change
    page = sign_in(cast.bolat).get(address).content.decode()
    words = builders.words(page)
    assert "This is a preview." in words
    assert project.title in words
    assert "Tonnes collected: 2.5" in words
    assert "take-form" not in page
    assert sign_in(cast.daniyar).get(address).status_code == 200


def test_a_preview_is_for_whoever_works_on_it(cast: Cast, sign_in: Browser) -> None:
    address = doors.address("project-preview", draft(cast).slug)
    for stranger in (cast.camila, cast.erlan, cast.aigerim.user):
        assert sign_in(stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_published_project_needs_no_preview(cast: Cast, sign_in: Browser) -> None:
    project = builders.project(organization=cast.organization)
    assert sign_in(cast.bolat).get(doors.address("project-preview", project.slug))["Location"] == doors.address(
        "project", project.slug
    )


def test_each_language_says_how_far_it_is(cast: Cast, sign_in: Browser) -> None:
    project = draft(cast)
    Project.objects.filter(pk=project.pk).update(title_en="", summary_en="", title_ru="", description_kk="Мәтін")
    project.items.create(section=ItemSection.BRING, text_kk="Етік")
    answer = sign_in(cast.bolat).get(f"/en/admin/projects/project/{project.pk}/change/")
    states = {state.code: (str(state.state), state.missing) for state in answer.context["language_states"]}
    assert states["kk"] == ("whole", ())
    assert states["ru"] == ("partly", ("the title", "the description", "1 line"))
    assert states["en"] == ("missing", ("the title", "in short", "the description", "1 line"))
    page = builders.words(answer.content.decode())
    assert "Not written in this language yet: the title, the description, 1 line." in page


def test_a_pin_needs_both_numbers_and_lies_in_the_country(cast: Cast, sign_in: Browser) -> None:
    bolat = sign_in(cast.bolat)
    for values in ({"latitude": "43.25"}, {"latitude": "12.5", "longitude": "76.95"}):
        answer = bolat.post(ADD, filled_in(cast, **values))
        assert "latitude" in answer.context["adminform"].form.errors
    assert bolat.post(ADD, filled_in(cast, latitude="43.25", longitude="76.95")).status_code == 302
    page = bolat.get(f"/en/admin/projects/project/{Project.objects.get().pk}/change/").content.decode()
    assert "qv-place__pin" in page


def test_whoever_only_reads_sees_the_map_where_there_is_a_pin(cast: Cast, sign_in: Browser) -> None:
    project = draft(cast)
    change = f"/en/admin/projects/project/{project.pk}/change/"
    for point, seen in ((None, False), ("43.25", True)):
        Project.objects.update(state=ProjectState.SUBMITTED, latitude=point, longitude=point and "76.95")
        assert ("qv-place__map" in sign_in(cast.daniyar).get(change).content.decode()) is seen
    Project.objects.update(state=ProjectState.DRAFT, latitude=None, longitude=None)
    assert "qv-place__map" in sign_in(cast.bolat).get(change).content.decode()


def test_a_draft_begins_in_russian_alone_and_is_submitted_with_both_titles(cast: Cast, sign_in: Browser) -> None:
    bolat = sign_in(cast.bolat)
    assert bolat.post(ADD, filled_in(cast, title_kk="", summary_kk="", title_en="")).status_code == 302
    project = Project.objects.get()
    assert not project.title_kk
    assert project.title_ru == "Уборка берега"
    page = bolat.get(f"/ru/admin/projects/project/{project.pk}/change/").content.decode()
    assert "Название на казахском и русском" in page
    refused = bolat.post(f"/en/admin/projects/project/{project.pk}/act/submit/")
    assert "Write the title in Kazakh and in Russian." in refused.content.decode()
    project.refresh_from_db()
    assert project.state == ProjectState.DRAFT


def test_the_tab_opens_that_the_reader_can_read(cast: Cast, sign_in: Browser) -> None:
    bolat = sign_in(cast.bolat)
    texts = {"title_en": "", "summary_kk": "", "title_kk": ""}
    assert "activeFieldsetTab: 'қазақша'" in bolat.get(f"{ADD}?blank=1").content.decode()
    bolat.post(ADD, filled_in(cast, **texts))
    change = f"admin/projects/project/{Project.objects.get().pk}/change/"
    for language, tab in (("kk", "русский"), ("ru", "русский"), ("en", "русский")):
        assert f"activeFieldsetTab: '{tab}'" in bolat.get(f"/{language}/{change}").content.decode()
    Project.objects.update(title_kk="Жаға", title_en="Bank")
    for language, tab in (("kk", "қазақша"), ("ru", "русский"), ("en", "english")):
        assert f"activeFieldsetTab: '{tab}'" in bolat.get(f"/{language}/{change}").content.decode()
