"""Pictures that visitors see and nobody of the office has looked at yet: covers, logos, pictures of reports.

A picture that stands on a page the office approves is looked at with it. One that is changed later, and each picture
of a report that is handed in, is a matter of its own. A look holds for what the picture shows: uploaded again, the
same picture needs no second look.
"""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import DateTimeField, Exists, F, OuterRef, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from frontoffice.desk import matters
from frontoffice.desk.enums import Look, MatterKind
from frontoffice.desk.kinds import Decision, Fact, Kind, Link, Picture, register
from frontoffice.desk.models import PictureLook
from organizations import logos
from organizations import permissions as organizations
from organizations.enums import EDITING_ROLES, OrganizationState
from organizations.models import Organization
from projects import covers
from projects import permissions as projects
from projects.enums import SHOWN
from projects.models import Project
from qazvolunteer.core import pictures, transitions
from qazvolunteer.core.admin_pages import change_url
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import Message, notify_many
from volunteers import reports
from volunteers.models import ProjectReport, ReportPhoto
from volunteers.report_enums import ReportState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User

TAKEN_OUT = "frontoffice.picture_taken_out"
REASONS = (
    gettext_noop("Children can be recognized on it, and their parents' consent is not there."),
    gettext_noop("People on it have not agreed to be shown."),
    gettext_noop("The picture is not yours: its author has not agreed."),
    gettext_noop("The picture shows advertising."),
    gettext_noop("The picture insults somebody or is against the law."),
)


def looked_at(name: str) -> bool:
    """Whether the office has seen what this picture shows, and let it stand."""
    return PictureLook.objects.filter(name=name, verdict=Look.KEPT).exists()


def note_look(name: str, verdict: str, *, by: User | None) -> None:
    """Remember that the office has looked at it; a later look counts."""
    if name:
        PictureLook.objects.update_or_create(name=name, defaults={"verdict": verdict, "by": by, "at": timezone.now()})


def _keep(row: Any, *, by: User, seen: str, **_rest: Any) -> None:
    _kind(row).keep(row, by=by, seen=seen)


def _take_out(row: Any, *, by: User, note: str, seen: str, **_rest: Any) -> None:
    if not note.strip():
        raise Refusal("note_needed", _("Write the reason: whoever uploaded the picture reads it."))
    _kind(row).take_out(row, by=by, reason=note.strip(), seen=seen)


def _kind(row: Any) -> Photos:
    return next(kind for kind in PHOTOS if isinstance(row, kind.model))


class Photos(Kind):
    """What the three have in common."""

    code = MatterKind.PHOTO
    title = _("Pictures")
    icon = "camera"
    what: ClassVar[Any]
    decisions = (
        Decision(
            "keep",
            label=_("Keep the picture"),
            outcome=_("Kept"),
            explanation=_("It stays where it is shown."),
            verb=_keep,
            weight="main",
            note="",
        ),
        Decision(
            "take_out",
            label=_("Take the picture out"),
            outcome=_("Taken out"),
            explanation=_("The drawing is shown instead. Whoever may upload another one reads your reason."),
            verb=_take_out,
            weight="danger",
            note="required",
            reasons=REASONS,
        ),
    )
    endings = {"picture": _("Another picture was chosen"), "accept": _("Looked at with the report")}

    @abstractmethod
    def picture_of(self, row: Any) -> str:
        """Its name: what it shows."""

    def held(self, row: Any, seen: str, *, by: User) -> Any:
        """The row, locked, showing the picture that was seen. Raises ``not_allowed`` or ``wrong_state``."""
        row = locked(self.rows().filter(pk=row.pk)).get()
        if not self.may(by, row):
            raise Refusal("not_allowed", _("Only the front office of this region decides about the picture."))
        if self.picture_of(row) != seen or not seen:
            raise covers.other_picture()
        return row

    def keep(self, row: Any, *, by: User, seen: str) -> None:
        row = self.held(row, seen, by=by)
        note_look(seen, Look.KEPT, by=by)
        matters.follow(self, row, action="keep", by=by)

    def take_out(self, row: Any, *, by: User, reason: str, seen: str) -> None:
        row = self.held(row, seen, by=by)
        note_look(seen, Look.TAKEN_OUT, by=by)
        # Closed under its own name: what follows is only another picture.
        matters.close(self, row, outcome="take_out", by=by)
        self.remove(row, by=by, seen=seen)
        self.tell(row, reason)

    @abstractmethod
    def remove(self, row: Any, *, by: User, seen: str) -> None: ...

    def tell(self, row: Any, reason: str) -> None:
        organization = self.organization(row)
        payload = {"type": self.model._meta.label_lower, "row": row.pk, "note": reason}
        people = organizations.people_with(organization.pk, EDITING_ROLES)
        notify_many(TAKEN_OUT, [Message(person, payload) for person in people])

    def seen(self, row: Any) -> str:
        return self.picture_of(row)

    def line(self, row: Any) -> Sequence[Any]:
        return (self.what, self.organization(row))

    def facts(self, row: Any) -> Sequence[Fact]:
        organization = self.organization(row)
        return [
            Fact(_("What it is"), self.what),
            Fact(_("Organization"), organization.name, url=change_url(organization)),
            Fact(_("Region"), organization.region.name),
        ]

    def history(self, row: Any) -> Sequence[Any]:
        return ()


@register
class Covers(Photos):
    model = Project
    what = _("Cover of a project")
    related = ("organization__region", "programme", "region")

    def concerns(self, row: Project) -> bool:
        return row.state in SHOWN

    def picture_of(self, row: Project) -> str:
        return row.photo

    def waits(self, row: Project) -> bool:
        return bool(row.photo) and row.state in SHOWN and not looked_at(row.photo)

    def waiting(self) -> QuerySet[Project]:
        seen = PictureLook.objects.filter(name=OuterRef("photo"), verdict=Look.KEPT)
        rows = self.rows().filter(~Exists(seen), state__in=SHOWN).exclude(photo="")
        return rows.annotate(waits_since=Value(None, output_field=DateTimeField(null=True)))

    def region_of(self, row: Project) -> str:
        return row.region_id

    def may(self, user: User, row: Project) -> bool:
        return projects.may_review(user, row)

    def remove(self, row: Project, *, by: User, seen: str) -> None:
        covers.take_out(row, by=by, name=seen)

    def name(self, row: Project) -> Any:
        return row.title or _("Without a title")

    def art(self, row: Project) -> str:
        return row.programme.art

    def organization(self, row: Project) -> Organization:
        return row.organization

    def pictures(self, row: Project) -> Sequence[Picture]:
        return [Picture(pictures.address(row.photo), _("Own picture"))] if row.photo else ()

    def links(self, user: User, row: Project) -> Sequence[Link]:
        return [Link(_("The project's page"), row.get_absolute_url()), Link(_("In the workplace"), change_url(row))]


@register
class Logos(Photos):
    model = Organization
    what = _("Logo of an organization")
    related = ("region",)

    def concerns(self, row: Organization) -> bool:
        return row.is_verified

    def picture_of(self, row: Organization) -> str:
        return row.logo

    def waits(self, row: Organization) -> bool:
        return bool(row.logo) and row.is_verified and not looked_at(row.logo)

    def waiting(self) -> QuerySet[Organization]:
        seen = PictureLook.objects.filter(name=OuterRef("logo"), verdict=Look.KEPT)
        rows = self.rows().filter(~Exists(seen), state=OrganizationState.VERIFIED).exclude(logo="")
        return rows.annotate(waits_since=Value(None, output_field=DateTimeField(null=True)))

    def region_of(self, row: Organization) -> str:
        return row.region_id

    def may(self, user: User, row: Organization) -> bool:
        return organizations.may_decide(user, row)

    def remove(self, row: Organization, *, by: User, seen: str) -> None:
        logos.take_out(row, by=by, name=seen)

    def name(self, row: Organization) -> str:
        return row.name

    def organization(self, row: Organization) -> Organization:
        return row

    def pictures(self, row: Organization) -> Sequence[Picture]:
        return [Picture(row.logo_url, _("Logo"))] if row.logo else ()

    def links(self, user: User, row: Organization) -> Sequence[Link]:
        return [Link(_("The organization's page"), row.get_absolute_url())]


@register
class ReportPictures(Photos):
    model = ReportPhoto
    what = _("Picture of a report")
    related = ("report__project__organization__region", "report__project__programme", "report__project__region")

    def rows(self) -> QuerySet[ReportPhoto]:
        return super().rows().defer("content")

    def picture_of(self, row: ReportPhoto) -> str:
        return hashlib.sha256(bytes(row.content)).hexdigest()[:32]

    def seen(self, row: ReportPhoto) -> str:
        return str(row.pk)

    def waits(self, row: ReportPhoto) -> bool:
        return row.report.state == ReportState.SUBMITTED and not row.taken_out and not looked_at(self.picture_of(row))

    def waiting(self) -> QuerySet[ReportPhoto]:
        rows = self.rows().filter(report__state=ReportState.SUBMITTED, taken_out=False)
        left = [row.pk for row in rows if not looked_at(self.picture_of(row))]
        return rows.filter(pk__in=left).annotate(waits_since=F("report__submitted_at"))

    def region_of(self, row: ReportPhoto) -> str:
        return row.report.project.region_id

    def may(self, user: User, row: ReportPhoto) -> bool:
        return projects.may_review(user, row.report.project)

    def held(self, row: ReportPhoto, seen: str, *, by: User) -> ReportPhoto:
        # A report that is with the office has the pictures it had.
        row = locked(self.rows().filter(pk=row.pk)).get()
        if not self.may(by, row):
            raise Refusal("not_allowed", _("Only the front office of this region decides about the picture."))
        return row

    def keep(self, row: ReportPhoto, *, by: User, seen: str) -> None:
        row = self.held(row, seen, by=by)
        note_look(self.picture_of(row), Look.KEPT, by=by)
        matters.follow(self, row, action="keep", by=by)

    def take_out(self, row: ReportPhoto, *, by: User, reason: str, seen: str) -> None:
        row = self.held(row, seen, by=by)
        note_look(self.picture_of(row), Look.TAKEN_OUT, by=by)
        self.remove(row, by=by, seen=seen)
        self.tell(row, reason)

    def remove(self, row: ReportPhoto, *, by: User, seen: str) -> None:
        reports.take_picture_out(row, by=by)

    def name(self, row: ReportPhoto) -> Any:
        return row.caption or row.report.project.title

    def line(self, row: ReportPhoto) -> Sequence[Any]:
        return (self.what, row.report.project.title)

    def art(self, row: ReportPhoto) -> str:
        return row.report.project.programme.art

    def organization(self, row: ReportPhoto) -> Organization:
        return row.report.project.organization

    def pictures(self, row: ReportPhoto) -> Sequence[Picture]:
        return [Picture(photo_address(row), row.caption)]

    def links(self, user: User, row: ReportPhoto) -> Sequence[Link]:
        return [Link(_("The report in the workplace"), change_url(row.report))]


PHOTOS: Sequence[Photos] = (Covers(), Logos(), ReportPictures())


def photo_address(row: ReportPhoto) -> str:
    return reverse("admin:volunteers_projectreport_photo", args=[row.report_id, row.pk])


def report_pictures(report: ProjectReport) -> list[Picture]:
    """The pictures that the report would show."""
    rows = report.photos.filter(taken_out=False).defer("content")
    return [Picture(photo_address(row), row.caption) for row in rows]


# --- Looked at with what they stand on ------------------------------------------------------------------


def with_project(row: Project, action: str, by: User | None) -> None:
    """Whoever approves a project has seen its cover."""
    if action == "approve":
        note_look(row.photo, Look.KEPT, by=by)


def with_organization(row: Organization, action: str, by: User | None) -> None:
    if action == "verify":
        note_look(row.logo, Look.KEPT, by=by)


def with_report(report: ProjectReport, action: str, by: User | None) -> None:
    """Handed in, its pictures are to be looked at; accepted, they have been; returned, they come again."""
    kind = PHOTOS[-1]
    for row in kind.rows().filter(report=report, taken_out=False).order_by("pk"):
        row.report = report
        if action == "accept":
            note_look(kind.picture_of(row), Look.KEPT, by=by)
        matters.follow(kind, row, action=action, by=by)


def watch() -> None:
    """Before the matters themselves are brought in line, so that what was looked at does not open."""
    transitions.watch(Project, with_project)
    transitions.watch(Organization, with_organization)
    transitions.watch(ProjectReport, with_report)
