"""The register of volunteer activity: who has applied, what was handed over, what the ministry decided."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, Value, When

from frontoffice.demo.accounts import COORDINATORS, SHOWCASE
from frontoffice.demo.identifiers import mailbox
from frontoffice.demo.world import Wish
from frontoffice.register.enums import RegisterState
from frontoffice.register.models import RegisterApplication, RegisterExport, RegisterLook, RegisterTransition
from organizations.enums import OrganizationState
from organizations.models import Organization
from qazvolunteer.accounts.enums import ConsentKind
from qazvolunteer.accounts.models import Consent, ConsentText, User
from volunteers.models import Volunteer

DAY = dt.timedelta(days=1)
INCLUDED = "№ 07-2/114 хат: тізілімге енгізілді."
REFUSED = "№ 07-2/118 хат: ұйымның жобалары сипатталмаған."
# What became of each, in turn.
PEOPLE = ["included", "included", "sent", "sent", "applied", "applied", "applied"]
ORGANIZATIONS = ["included", "refused", "sent", "applied"]
PATHS = {
    "applied": [],
    "sent": ["send"],
    "included": ["send", "include"],
    "refused": ["send", "refuse"],
}
TARGETS = {"send": RegisterState.SENT, "include": RegisterState.INCLUDED, "refuse": RegisterState.REFUSED}


def write(wish: Wish) -> None:
    """Needs everything else to be written."""
    republic = User.objects.filter(email=mailbox(COORDINATORS[""])).first()
    text = ConsentText.objects.current().filter(kind=ConsentKind.REGISTER).first()
    if republic is None or text is None:
        return
    asked = wish.now - 12 * DAY
    export = RegisterExport.objects.create(
        owner=republic, language="kk", entries=7, asked_at=asked, made_at=asked, expires_at=asked + 3 * DAY
    )
    RegisterLook.objects.create(export=export, by=republic, at=asked + dt.timedelta(minutes=4))
    first = Case(When(user__email=mailbox("aigerim"), then=Value(0)), default=Value(1))
    grown = Volunteer.objects.filter(birth_date__lt=wish.today - 19 * 365 * DAY, user__is_active=True)
    people = [one.user for one in grown.select_related("user").order_by(first, "pk")[: len(PEOPLE)]]
    verified = Organization.objects.filter(state=OrganizationState.VERIFIED)
    first = Case(When(slug=SHOWCASE, then=Value(0)), default=Value(1))
    hosts = list(verified.order_by(first, "pk")[: len(ORGANIZATIONS)])
    for number, (person, state) in enumerate(zip(people, PEOPLE, strict=False)):
        at = _since(state, asked, wish, number)
        Consent.objects.create(user=person, text=text, given_at=at)
        _apply(RegisterApplication(user=person), state, export, at)
    for number, (host, state) in enumerate(zip(hosts, ORGANIZATIONS, strict=False)):
        _apply(RegisterApplication(organization=host), state, export, _since(state, asked, wish, number))


def _since(state: str, asked: dt.datetime, wish: Wish, number: int) -> dt.datetime:
    """Whoever was handed over had applied before; the others in the last days."""
    return (wish.now if state == RegisterState.APPLIED else asked) - dt.timedelta(days=1, hours=5 * number)


def _apply(row: RegisterApplication, state: str, export: RegisterExport, at: dt.datetime) -> None:
    path = PATHS[state]
    row.applied_at = at
    if path:
        row.export = export
    if len(path) > 1:
        row.decided_on = (export.asked_at + 6 * DAY).date()
        row.decision = INCLUDED if state == RegisterState.INCLUDED else REFUSED
    row.save()
    before = RegisterState.APPLIED
    for number, action in enumerate(path):
        made = RegisterTransition.objects.create(
            subject=row, action=action, from_state=before, to_state=TARGETS[action], by=export.owner
        )
        before = TARGETS[action]
        RegisterTransition.objects.filter(pk=made.pk).update(at=export.asked_at + 7 * number * DAY)
    RegisterApplication.objects.filter(pk=row.pk).update(state=before)
