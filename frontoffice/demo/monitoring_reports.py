"""Reports of the front offices: one of each length that is signed off and public, and one that waits for words.

Written past the task that builds them: each sheet is drawn once, with its signature. Needs the figures to be counted.
"""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from django.db import transaction
from django.utils import translation

from frontoffice.demo.accounts import COORDINATORS
from frontoffice.demo.identifiers import mailbox
from frontoffice.reports import files, freezing, naming, paper
from frontoffice.reports.enums import MonitoringState, ReportKind, Step
from frontoffice.reports.models import MonitoringReport, MonitoringTransition, ReportJob
from frontoffice.rollups.periods import DAY, Period
from qazvolunteer.accounts.models import User
from qazvolunteer.places.models import LANGUAGES, Region

WORDS = {
    ReportKind.QUARTER: {
        "kk": "Тоқсанда ең көп сағат экологиялық істерге жұмсалды. Екі өңірде келмеушілер азайды: ұйымдар кешкі"
        " ескертуді қосты.",
        "ru": "Больше всего часов за квартал ушло на экологию. В двух регионах стало меньше неявок: организации"
        " включили вечернее напоминание.",
        "en": "Most hours of the quarter went into the environment. Two regions saw fewer people miss their shifts:"
        " organizations switched the evening reminder on.",
    },
    ReportKind.HALF: {
        "kk": "Жарты жылда әр өңірде кемінде бір топ тұрақты көмектесті. Ең көп сағат демалыс күндеріне келді.",
        "ru": "За полгода в каждом регионе хотя бы одна группа помогала постоянно. Больше всего часов пришлось на"
        " выходные.",
        "en": "In this half of the year at least one group helped steadily in every region. Most hours fell on"
        " weekends.",
    },
    ReportKind.YEAR: {
        "kk": "Жыл бойы ай сайын бірге істеген топтар қалыптасты. Келер жылы оларға жаңа ұйымдар қосылады.",
        "ru": "За год сложились группы, которые помогают вместе каждый месяц. В новом году к ним присоединятся другие"
        " организации.",
        "en": "Groups that help together every month found their feet this year. More organizations join them in the"
        " next one.",
    },
    ReportKind.MONTH: {
        "kk": "Айдың басты ісі — өзен жағаларын тазалау. Келесі айда мектептермен бірге қысқа дайындық басталады.",
        "ru": "Главное дело месяца — уборка берегов. В следующем месяце вместе со школами начинаем готовиться к зиме.",
        "en": "The month's main work was cleaning the river banks. Next month we prepare for winter with the schools.",
    },
}


@transaction.atomic
def write(today: dt.date) -> None:
    """Does nothing where the demonstration's offices are not there."""
    almaty = Region.objects.filter(slug="almaty").first()
    people = {slug: User.objects.filter(email=mailbox(name)).first() for slug, name in COORDINATORS.items()}
    if almaty is None or None in people.values():
        return
    ended = today.replace(day=1) - DAY
    before = ended.replace(day=1) - DAY
    # The quarter, and the half of a year, before this one.
    quarter = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1) - DAY
    half = today.replace(month=6 * ((today.month - 1) // 6) + 1, day=1) - DAY
    signed = [
        _written(ReportKind.YEAR, None, Period.of_year(today.year - 1), people[""]),
        _written(ReportKind.HALF, None, Period.of_half(half.year, half.month // 6), people[""]),
        _written(ReportKind.QUARTER, None, Period.of_quarter(quarter.year, quarter.month // 3), people[""]),
        _written(ReportKind.MONTH, almaty, Period.of_month(before.year, before.month), people["almaty"]),
    ]
    waits = _written(ReportKind.MONTH, almaty, Period.of_month(ended.year, ended.month), None)
    for report in (*signed, waits):
        _make(report)
    _draw(signed)


def _written(kind: ReportKind, region: Region | None, period: Period, by: User | None) -> MonitoringReport:
    """A report whose figures are frozen; signed off, with words, where somebody signs."""
    moment = freezing.time_of_data()
    words = WORDS[kind] if by else {}
    report = MonitoringReport.objects.create(
        kind=kind,
        region=region,
        first=period.first,
        last=period.last,
        slug=naming.slug_of(kind, region, period),
        state=MonitoringState.SIGNED_OFF if by else MonitoringState.DRAFT,
        figures=freezing.freeze(region.pk if region else None, period),
        figures_at=moment,
        asked_at=moment - dt.timedelta(hours=3),
        signed_by=by,
        signed_at=moment - dt.timedelta(hours=1) if by else None,
        **{f"words_{language}": text for language, text in words.items()},
    )
    ReportJob.objects.create(report=report, done=len(Step.values), attempts=1)
    steps = [("build", MonitoringState.QUEUED, MonitoringState.BUILDING, None)]
    steps.append(("finish", MonitoringState.BUILDING, MonitoringState.DRAFT, None))
    if by:
        steps.append(("sign_off", MonitoringState.DRAFT, MonitoringState.SIGNED_OFF, by))
    for number, (action, source, target, who) in enumerate(steps):
        made = MonitoringTransition.objects.create(
            subject=report, action=action, from_state=source, to_state=target, by=who
        )
        at = report.asked_at + dt.timedelta(minutes=1 + 60 * number)
        MonitoringTransition.objects.filter(pk=made.pk).update(at=at)
    return report


def _make(report: MonitoringReport) -> None:
    for language in LANGUAGES:
        files.keep(report, language, files.tables_in(report, language))


def _draw(reports: list[MonitoringReport]) -> None:
    """The typesetter is a program of its own: two are at work at a time. What it draws is gathered here, in order."""
    wanted = [(report, language) for report in reports for language in LANGUAGES]
    said = []
    for report, language in wanted:
        with translation.override(language):
            said.append(paper.content(report))
    with ThreadPoolExecutor(max_workers=2) as pool:
        for (report, language), drawn in zip(wanted, pool.map(paper.typeset, said), strict=True):
            files.keep(report, language, {files.FileFormat.PDF: drawn})
