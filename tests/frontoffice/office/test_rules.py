"""Rules of the republican office: written in versions, previewed on what waits, then asked of every project."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from frontoffice.rules import judging, keeping
from frontoffice.rules.models import Rule, RuleSwitch, RuleVersion
from organizations.enums import Role
from projects import moderation, requirements
from projects.enums import ProjectState
from projects.models import Project, ProjectItem
from projects.shift_roles import ShiftRole
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]
SENTENCES = {
    "kk": "Әр ауысымға алғашқы көмек көрсетуші керек.",
    "ru": "В каждой смене нужен человек, умеющий оказать первую помощь.",
    "en": "Every shift needs a first aider.",
}


@pytest.fixture
def saule() -> User:
    return builders.coordinator(None)


@pytest.fixture(autouse=True)
def _no_rule_of_the_start() -> None:
    """Each test begins without the rule that the platform brings along."""
    Rule.objects.update(in_force=None)


def written(
    by: User, *conditions: tuple[str, str, Any], demand: str = "role", value: str = "first_aider", **values: Any
) -> RuleVersion:
    lines = [{"field": field, "op": op, "value": value} for field, op, value in conditions]
    given = {
        "title": "Water",
        "conditions": lines,
        "demand": demand,
        "value": value,
        "weight": "must",
        "sentences": SENTENCES,
    }
    return keeping.write(values.pop("rule", None), by=by, **{**given, **values})


def waiting(**values: Any) -> Project:
    return builders.project(state=ProjectState.SUBMITTED, published_at=None, **values)


def holds(version: RuleVersion, project: Project) -> bool:
    return judging.concerns(version, judging.facts_of([project])[project.pk])


def test_the_rule_of_the_start_asks_for_a_first_aider_by_the_water() -> None:
    RuleSwitch.objects.all().delete()
    RuleVersion.objects.all().delete()
    Rule.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("frontoffice.migrations.0010_bring_the_first_rule").DO)
    rule = Rule.objects.get()
    version = rule.versions.get()
    assert rule.in_force == version
    assert version.conditions == [{"field": "risk", "op": "is", "value": "water"}]
    assert (version.demand, version.value, version.must) == ("role", "first_aider", True)
    assert version.sentence_kk and version.sentence_ru and version.sentence_en
    assert RuleSwitch.objects.filter(rule=rule, version=version).exists()


def test_every_condition_has_both_sides(saule: User) -> None:
    programme = builders.programme("qamqor")
    project = waiting(programme=programme, risk_tags=["water"], min_age=18, kind="training", format="on_site")
    builders.shift(project, seats=40)
    cases = [
        (("risk", "is", "water"), ("risk", "is", "heavy_work")),
        (("programme", "is", str(programme.pk)), ("programme", "is_not", str(programme.pk))),
        (("kind", "is", "training"), ("kind", "is", "event")),
        (("format", "is_not", "remote"), ("format", "is", "remote")),
        (("region", "is", project.region_id), ("region", "is_not", project.region_id)),
        (("min_age", "more", "17"), ("min_age", "less", "18")),
        (("seats", "more", "39"), ("seats", "more", "40")),
        (("min_age", "is", "18"), ("seats", "is_not", "40")),
    ]
    for yes, no in cases:
        assert holds(written(saule, yes), project), yes
        assert not holds(written(saule, no), project), no
    assert holds(written(saule, *[yes for yes, _no in cases]), project)
    assert not holds(written(saule, *[yes for yes, _no in cases], cases[0][1]), project)
    assert holds(written(saule), project)
    Project.objects.filter(pk=project.pk).update(summary_kk="Қысқаша", summary_ru="")
    project.refresh_from_db()
    assert holds(written(saule, ("language", "is", "ru")), project)
    assert not holds(written(saule, ("language", "is", "kk")), project)


def test_what_is_asked_for(saule: User) -> None:
    project = waiting(min_age=16)
    first, second = builders.shift(project), builders.shift(project)

    def done(version: RuleVersion, **republican: bool) -> bool:
        return judging.fulfilled(version, judging.facts_of([project])[project.pk], **republican)

    role = written(saule)
    ShiftRole.objects.create(shift=first, kind="first_aider", seats=1)
    assert not done(role)
    ShiftRole.objects.create(shift=second, kind="first_aider", seats=1)
    assert done(role)
    assert done(written(saule, demand="min_age", value="16"))
    assert not done(written(saule, demand="min_age", value="18"))
    line = written(saule, demand="line", value="қауіпсіздік, инструктаж")
    assert not done(line)
    ProjectItem.objects.create(project=project, section="need", text_ru="Инструктаж по безопасности в начале")
    assert done(line)
    republic = written(saule, demand="republic", value="")
    assert not done(republic) and done(republic, republican=True)
    assert not done(written(saule, demand="look", value=""))


def test_a_rule_in_force_holds_approval_up_in_three_languages(saule: User) -> None:
    project = waiting(risk_tags=["water"], min_age=18)
    shift = builders.shift(project)
    daniyar = builders.coordinator("almaty")
    version = written(saule, ("risk", "is", "water"))
    assert requirements.unmet(project) == []
    keeping.switch_on(version, by=saule)
    for language, sentence in SENTENCES.items():
        with translation.override(language), pytest.raises(Refusal) as refused:
            moderation.approve(project, by=daniyar)
        assert refused.value.code == "rule" and sentence in str(refused.value)
    ShiftRole.objects.create(shift=shift, kind="first_aider", seats=1)
    moderation.approve(project, by=daniyar)
    project.refresh_from_db()
    assert project.state == ProjectState.APPROVED


def test_a_warning_holds_nothing_up_and_the_republic_may_pass_its_own(saule: User) -> None:
    daniyar = builders.coordinator("almaty")
    keeping.switch_on(written(saule, demand="look", value="", title="Look"), by=saule)
    project = waiting()
    assert [one.must for one in requirements.unmet(project)] == [False]
    moderation.approve(project, by=daniyar)
    keeping.switch_on(written(saule, demand="republic", value="", title="Ask us"), by=saule)
    other = waiting()
    with pytest.raises(Refusal):
        moderation.approve(other, by=daniyar)
    moderation.approve(other, by=saule)


@pytest.mark.lenient_templates
def test_the_organization_reads_it_before_it_submits(saule: User) -> None:
    project = builders.project(state=ProjectState.DRAFT, published_at=None)
    builders.shift(project)
    owner = builders.member(project.organization)
    page = f"/en/admin/projects/project/{project.pk}/change/"
    assert SENTENCES["en"] not in doors.read(doors.signed_in(owner).get(page))
    keeping.switch_on(written(saule), by=saule)
    assert SENTENCES["en"] in doors.read(doors.signed_in(owner).get(page))


def test_a_new_version_changes_nothing_until_it_is_switched_on(saule: User) -> None:
    one = written(saule, ("risk", "is", "water"))
    rule = keeping.switch_on(one, by=saule)
    two = written(saule, ("risk", "is", "heavy_work"), rule=rule)
    rule.refresh_from_db()
    assert two.number == 2 and rule.in_force == one
    keeping.switch_on(two, by=saule)
    rule.refresh_from_db()
    assert rule.in_force == two
    keeping.switch_off(rule, by=saule)
    with pytest.raises(Refusal):
        keeping.switch_off(rule, by=saule)
    switched = RuleSwitch.objects.filter(rule=rule).order_by("pk").values_list("version__number", "by")
    assert list(switched) == [(1, saule.pk), (2, saule.pk), (None, saule.pk)]


def test_the_preview_counts_what_waits(saule: User) -> None:
    for _ in range(3):
        builders.shift(waiting(risk_tags=["water"], min_age=18))
    fine = builders.shift(waiting(risk_tags=["water"], min_age=18))
    ShiftRole.objects.create(shift=fine, kind="first_aider", seats=1)
    waiting()
    builders.project(risk_tags=["water"], min_age=18)
    version = written(saule, ("risk", "is", "water"))
    found = keeping.preview(version)
    assert (found.waiting, found.concerned, len(found.hits), found.new) == (5, 4, 3, 3)
    keeping.switch_on(version, by=saule)
    again = keeping.preview(RuleVersion.objects.select_related("rule__in_force").get(pk=version.pk))
    assert (len(again.hits), again.new) == (3, 0)


@pytest.mark.parametrize("rows", [3, 30])
def test_the_statements_of_a_preview(rows: int, saule: User, django_assert_max_num_queries: Any) -> None:
    for _ in range(rows):
        builders.shift(waiting(risk_tags=["water"], min_age=18))
    version = written(saule, ("risk", "is", "water"))
    version = RuleVersion.objects.select_related("rule__in_force").get(pk=version.pk)
    with django_assert_max_num_queries(4):
        keeping.preview(version)


def test_written_on_the_page_without_a_script(saule: User) -> None:
    client, new = doors.signed_in(saule), doors.address("office-rule-new")
    values = {
        "title": "By the water",
        "lines": "2",
        "c0-what": "risk|water",
        "c0-op": "is",
        "c1-what": "seats|",
        "c1-op": "more",
        "c1-number": "20",
        "demand": "role",
        "role": "first_aider",
        "weight": "must",
        **{f"sentence_{code}": text for code, text in SENTENCES.items()},
    }
    more = client.post(new, {**values, "more": "1"})
    assert more.status_code == 200 and 'name="c2-what"' in more.content.decode()
    assert not Rule.objects.filter(title="By the water").exists()
    assert client.post(new, {**values, "role": ""}).status_code == 422
    assert client.post(new, {**values, "c1-number": "many"}).status_code == 422
    assert client.post(new, values).status_code == 302
    rule = Rule.objects.get(title="By the water")
    assert rule.versions.get().conditions == [
        {"field": "risk", "op": "is", "value": "water"},
        {"field": "seats", "op": "more", "value": 20},
    ]
    page = doors.read(client.get(doors.address("office-rule", rule.pk)))
    assert "a risk is: Dangerous work on or in the water" in page
    client.post(doors.address("office-rule-on", rule.pk, 1))
    assert "Version 1 is in force." in doors.read(client.get(doors.address("office-rule", rule.pk)))
    client.post(doors.address("office-rule-edit", rule.pk), {**values, "c1-what": ""})
    assert rule.versions.count() == 2
    client.post(doors.address("office-rule-off", rule.pk))
    rule.refresh_from_db()
    assert not rule.is_on
    assert "By the water" in doors.read(client.get(doors.address("office-rules")))


def test_only_the_republic_keeps_rules(saule: User) -> None:
    version = written(saule)
    daniyar, owner = builders.coordinator("almaty"), builders.member(builders.organization(), Role.OWNER)
    for person in (daniyar, owner, builders.user()):
        client = doors.signed_in(person)
        for name, arguments in (
            ("office-rules", ()),
            ("office-rule-new", ()),
            ("office-rule", (version.rule_id,)),
            ("office-rule-edit", (version.rule_id,)),
        ):
            assert client.get(doors.address(name, *arguments)).status_code == 403
        assert client.post(doors.address("office-rule-on", version.rule_id, 1)).status_code == 403
        with pytest.raises(Refusal):
            keeping.switch_on(version, by=person)
        with pytest.raises(Refusal):
            written(person)
    assert not Rule.objects.filter(in_force__isnull=False).exists()
