"""What a project's and a shift's page offers: the state in words, and a button for each verb."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from organizations import permissions as organizations
from organizations.acts import ground_field
from projects import copying, moderation, permissions, scheduling
from projects.enums import TRANSITIONS, ProjectState
from projects.models import Project, Shift
from qazvolunteer.core.acts import Act

TONES = {
    ProjectState.SUBMITTED: "warn",
    ProjectState.NEEDS_WORK: "warn",
    ProjectState.APPROVED: "ok",
    ProjectState.PAUSED: "urgent",
    ProjectState.REFUSED: "urgent",
    ProjectState.CANCELLED: "urgent",
}
SENTENCES = {
    ProjectState.DRAFT: _("Only your organization sees it. When it is ready, submit it to the front office."),
    ProjectState.SUBMITTED: _("The front office of the region reads it. Until the answer it cannot be changed."),
    ProjectState.NEEDS_WORK: _("The front office asks for changes. Make them and submit again."),
    ProjectState.REFUSED: _("The front office refused the project."),
    ProjectState.PAUSED: _("The front office has paused it. It takes nobody new, and everybody keeps their place."),
    ProjectState.COMPLETED: _("The last shift is over."),
    ProjectState.EXPIRED: _("The last shift is over, and nobody had signed up."),
    ProjectState.CANCELLED: _("The project was cancelled. Everybody who had signed up was told."),
}
APPROVED = {
    (False, True): _("Approved, but not in the catalogue yet. Publish it when you are ready."),
    (False, False): _("Approved, but not in the catalogue, and sign-ups are closed."),
    (True, True): _("In the catalogue, and people can sign up."),
    (True, False): _("In the catalogue, but sign-ups are closed."),
}


def sentence(project: Project) -> Any:
    """The state of a project in a sentence: what is true now, and whose turn it is."""
    if project.state == ProjectState.APPROVED:
        return APPROVED[project.published_at is not None, project.signups_open]
    return SENTENCES[ProjectState(project.state)]


def missing(project: Project) -> list[Any]:
    """What a project still needs before it can be submitted."""
    needs = [
        (project.title_kk and project.title_ru, _("The title in Kazakh and in Russian")),
        (project.summary, _("A short description")),
        (project.shifts.upcoming().exists(), _("A shift in the future")),
        (project.organization.is_verified, _("A verified organization, before the project can be published")),
    ]
    return [need for fulfilled, need in needs if not fulfilled]


def _editor(action: str) -> Any:
    return lambda user, row: permissions.may_edit(user, row) and TRANSITIONS.allows(action, row.state)


def _reviewer(action: str) -> Any:
    return lambda user, row: permissions.may_review(user, row) and TRANSITIONS.allows(action, row.state)


def _may_publish(user: Any, row: Project) -> bool:
    return permissions.may_edit(user, row) and row.state == ProjectState.APPROVED and row.published_at is None


def _may_unpublish(user: Any, row: Project) -> bool:
    may = permissions.may_edit(user, row) or permissions.may_review(user, row)
    return may and row.state == ProjectState.APPROVED and row.published_at is not None


def _may_turn_signups(is_open: bool) -> Any:
    return lambda user, row: (
        permissions.may_edit(user, row) and row.state == ProjectState.APPROVED and row.signups_open is not is_open
    )


def _may_cancel(user: Any, row: Project) -> bool:
    may = permissions.may_edit(user, row) or permissions.may_review(user, row)
    return may and TRANSITIONS.allows("cancel", row.state)


def _may_make_template(user: Any, row: Project) -> bool:
    return permissions.may_keep_templates(user) and row.state in {ProjectState.APPROVED, ProjectState.COMPLETED}


PROJECT_ACTS = (
    Act(
        "submit",
        label=_("Submit for approval"),
        explanation=_("The front office of the region reads the project. Until the answer it cannot be changed."),
        done=_("The project is submitted. You will hear from the front office."),
        verb=moderation.submit,
        possible=_editor("submit"),
        icon="send",
        weight="main",
    ),
    Act(
        "approve",
        label=_("Approve"),
        explanation=_("The organization may publish the project. It is told by e-mail."),
        done=_("The project is approved."),
        verb=moderation.approve,
        possible=_reviewer("approve"),
        icon="check_circle",
        weight="main",
        note="optional",
    ),
    Act(
        "return",
        label=_("Return for changes"),
        explanation=_("The organization reads your note, changes what is needed and submits again."),
        done=_("The project is returned for changes."),
        verb=moderation.return_for_changes,
        possible=_reviewer("return"),
        icon="undo",
        note="required",
        note_label=_("What should be changed"),
        standard_notes=moderation.RETURN_REASONS,
    ),
    Act(
        "refuse",
        label=_("Refuse"),
        explanation=_("This is final. The organization reads your reason."),
        done=_("The project is refused."),
        verb=moderation.refuse,
        possible=_reviewer("refuse"),
        icon="block",
        weight="danger",
        note="required",
        note_label=_("Reason"),
        standard_notes=moderation.REFUSE_REASONS,
    ),
    Act(
        "publish",
        label=_("Publish"),
        explanation=_("The project appears in the catalogue, and people can sign up."),
        done=_("The project is in the catalogue."),
        verb=moderation.publish,
        possible=_may_publish,
        icon="public",
        weight="main",
    ),
    Act(
        "close-signups",
        label=_("Close sign-ups"),
        explanation=_(
            "Nobody can sign up any more. The project stays in the catalogue, and everybody keeps their place."
        ),
        done=_("Sign-ups are closed."),
        verb=lambda row, *, by: moderation.set_signups_open(row, False, by=by),
        possible=_may_turn_signups(False),
        icon="lock",
    ),
    Act(
        "open-signups",
        label=_("Open sign-ups"),
        explanation=_("People can sign up again."),
        done=_("Sign-ups are open."),
        verb=lambda row, *, by: moderation.set_signups_open(row, True, by=by),
        possible=_may_turn_signups(True),
        icon="lock_open",
        weight="main",
    ),
    Act(
        "unpublish",
        label=_("Take out of the catalogue"),
        explanation=_("Visitors no longer find the project. People already signed up keep their places."),
        done=_("The project is no longer in the catalogue."),
        verb=moderation.unpublish,
        possible=_may_unpublish,
        icon="visibility_off",
    ),
    Act(
        "stop",
        label=_("Stop the project"),
        explanation=_(
            "It leaves the catalogue at once and takes nobody. People already signed up keep their places and are told."
            " The organization may appeal."
        ),
        done=_("The project is stopped."),
        verb=moderation.stop,
        possible=_reviewer("stop"),
        icon="pause_circle",
        weight="danger",
        note="required",
        note_label=_("What the organization is told"),
        fields=lambda user, rows: {"ground": ground_field()},
    ),
    Act(
        "resume",
        label=_("Resume"),
        explanation=_("The project goes on, and everybody who has a place is told."),
        done=_("The project goes on."),
        verb=moderation.resume,
        possible=_reviewer("resume"),
        icon="play_circle",
        weight="main",
        note="optional",
    ),
    Act(
        "make-template",
        label=_("Offer as a template"),
        explanation=_(
            "Every organization can begin a project from a copy of this one, as it is now. Its place, shifts and people"
            " are not copied."
        ),
        done=_("The project is offered as a template."),
        verb=copying.make_template,
        possible=_may_make_template,
        icon="content_copy",
    ),
    Act(
        "cancel",
        label=_("Cancel the project"),
        explanation=_("Every coming shift is cancelled, and everybody signed up is told the reason. This is final."),
        done=_("The project is cancelled."),
        verb=moderation.cancel,
        possible=_may_cancel,
        icon="cancel",
        weight="danger",
        note="required",
        note_argument="reason",
        note_label=_("Reason"),
        note_hint=_("Everybody who signed up will read it."),
    ),
)


def _may_cancel_shift(user: Any, row: Shift) -> bool:
    return organizations.may_edit(user, row.project.organization_id) and not row.is_cancelled and not row.is_past


SHIFT_ACTS = (
    Act(
        "cancel",
        label=_("Cancel the shift"),
        explanation=_("Everybody signed up is told the reason, and their time is free again. This is final."),
        done=_("The shift is cancelled."),
        verb=scheduling.cancel_shift,
        possible=_may_cancel_shift,
        icon="event_busy",
        weight="danger",
        note="required",
        note_argument="reason",
        note_label=_("Reason"),
        note_hint=_("Everybody who signed up will read it."),
    ),
)
