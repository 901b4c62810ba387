"""What two front offices tell their visitors, and who of them agreed to be named."""

from __future__ import annotations

from frontoffice.demo.accounts import ALMATY, COORDINATORS
from frontoffice.demo.identifiers import mailbox
from frontoffice.demo.world import Wish
from frontoffice.models import Coordinator, Office

HOURS = {
    "hours_kk": "Дс–Жм 9:00–18:30, түскі үзіліс 13:00–14:30",
    "hours_ru": "Пн–Пт 9:00–18:30, перерыв 13:00–14:30",
    "hours_en": "Mon–Fri 9:00–18:30, break 13:00–14:30",
}
DESCRIBED: dict[str | None, dict[str, str]] = {
    ALMATY: {
        "phone": "+77270000101",
        "email": "almaty.office@demo.qazvolunteer.example",
        "about_kk": "Сейсенбі күндері түстен кейін бастамашыл топтарға кеңес береміз: алдын ала жазылу қажет емес. "
        "Ғимаратқа пандус пен лифт арқылы кіруге болады.",
        "about_ru": "По вторникам после обеда консультируем инициативные группы, запись не нужна. "
        "В здании есть пандус и лифт.",
        "about_en": "On Tuesday afternoons we advise initiative groups; no appointment is needed. "
        "The building has a ramp and a lift.",
    },
    None: {
        "phone": "+77170000100",
        "email": "office@demo.qazvolunteer.example",
        "about_kk": "Өңірлік офистерге бағыт береді, шағымдар мен апелляцияларды қарайды, ел бойынша есеп жариялайды.",
        "about_ru": "Направляет региональные офисы, рассматривает жалобы и апелляции, публикует отчёты по стране.",
        "about_en": "Guides the regional offices, hears appeals, and publishes the reports of the country.",
    },
}


def write(wish: Wish) -> None:
    """The two coordinators among the demonstration accounts agreed; nobody else is named."""
    for region, values in DESCRIBED.items():
        Office.objects.filter(region=region).update(**HOURS, **values, described_at=wish.now)
    emails = [mailbox(name) for name in COORDINATORS.values()]
    Coordinator.objects.filter(user__email__in=emails).update(is_named=True)
