"""Who works for an organization, and who is invited to. Every change is a verb of the domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from organizations import invitations, memberships, permissions
from organizations.enums import LADDER, Role
from organizations.models import Invitation, Membership
from organizations.scoping import ScopedAdmin
from qazvolunteer.core.acts import Act, ActsMixin, Change, Link, Status
from qazvolunteer.core.admin_pages import change_url

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from qazvolunteer.accounts.models import User

ACTIONS = {
    "found": _("Registered the organization"),
    "join": _("Accepted an invitation"),
    "change_role": _("Got another role"),
    "remove": _("Was removed"),
    "leave": _("Left"),
    "close": _("Ended with the organization"),
    "merge": _("Moved in a merge"),
    "responsible": _("Became the responsible adult"),
}


def _may_staff(user: User, row: Any) -> bool:
    return row.role in permissions.grantable_roles(user, row.organization_id)


def _may_remove(user: User, row: Membership) -> bool:
    return row.ended_at is None and row.user_id != user.pk and _may_staff(user, row)


def _may_leave(user: User, row: Membership) -> bool:
    return row.ended_at is None and row.user_id == user.pk


@admin.register(Membership)
class MembershipAdmin(ActsMixin, ScopedAdmin):
    """Members of one's own organizations. The role is changed here; nobody sees their addresses or numbers."""

    list_display = ("person_shown", "organization", "role_shown", "started_at", "ended_at")
    list_filter = (("role", ChoicesDropdownFilter), "organization", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "organization")
    search_fields = ("user__first_name", "user__last_name")
    ordering = (F("ended_at").asc(nulls_first=True), "organization", "pk")
    fields = ("person_shown", "organization", "role", ("started_at", "ended_at"))
    acts = (
        Act(
            "leave",
            label=_("Leave the organization"),
            explanation=_("You no longer see its workplace, and the invitations you sent for it are void."),
            done=_("You no longer work for this organization."),
            verb=memberships.leave,
            possible=_may_leave,
            icon="logout",
        ),
        Act(
            "remove-member",
            label=_("Remove from the organization"),
            explanation=_("The person no longer sees the workplace of the organization, and is told by e-mail."),
            done=_("The member is removed."),
            verb=memberships.remove,
            possible=_may_remove,
            icon="person_remove",
            weight="danger",
            note="optional",
            note_label=_("Reason"),
            note_hint=_("The person reads it."),
        ),
    )

    def may_enter(self, user: User) -> bool:
        return bool(user.is_superuser or any(hat.organization for hat in user.hats))

    def visible_to(self, user: User) -> QuerySet[Membership]:
        if user.is_superuser:
            return Membership.objects.all()
        return Membership.objects.filter(organization__in=permissions.worked_for_by(user))

    def may_change(self, user: User, obj: Membership) -> bool:
        """The role, of whoever stands no higher."""
        return obj.ended_at is None and _may_staff(user, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> tuple[str, ...]:
        return ("person_shown", "organization", "started_at", "ended_at")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None and "role" in form.base_fields:
            grantable = permissions.grantable_roles(request.user, obj.organization_id)
            form.base_fields["role"].choices = [(role, Role(role).label) for role in grantable]
        return form

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        memberships.change_role(obj, obj.role, by=request.user)

    def status_of(self, request: HttpRequest, obj: Membership) -> Status:
        ended = obj.ended_at is not None
        return Status(
            label=_("No longer a member") if ended else obj.get_role_display(),
            sentence="" if ended else _("Nobody gives or takes away a role above their own."),
            tone="" if ended else "ok",
            links=[Link(obj.organization.name, change_url(obj.organization))],
        )

    def history_of(self, request: HttpRequest, obj: Membership) -> list[Change]:
        roles = dict(Role.choices)
        return [
            Change(
                at=row.at,
                label=" · ".join(
                    str(word) for word in (ACTIONS.get(row.action, row.action), roles.get(row.to_role)) if word
                ),
                tone="urgent" if not row.to_role else "",
                by=str(row.by) if row.by else "",
                reason=row.reason,
            )
            for row in obj.changes.select_related("by")[:20]
        ]

    @display(description=_("person"), ordering="user__last_name")
    def person_shown(self, obj: Membership) -> str:
        return obj.user.full_name or "—"

    @display(description=_("role"), ordering="role", label=dict.fromkeys(LADDER, "info"))
    def role_shown(self, obj: Membership) -> tuple[str, str]:
        return obj.role, obj.get_role_display()


class InvitationForm(forms.ModelForm):
    """An earlier invitation to the same address gives way to the new one, so it is no error here."""

    def validate_constraints(self) -> None:
        return None


def _may_withdraw(user: User, row: Invitation) -> bool:
    return row.accepted_at is None and row.withdrawn_at is None and _may_staff(user, row)


@admin.register(Invitation)
class InvitationAdmin(ActsMixin, ScopedAdmin):
    """Links that make members: sent, taken back, and read about afterwards. Their secret is nowhere."""

    form = InvitationForm
    list_display = ("email", "organization", "role", "state_shown", "expires_at")
    list_filter = (("role", ChoicesDropdownFilter), "organization")
    list_select_related = ("organization",)
    search_fields = ("email",)
    ordering = ("-pk",)
    fields = ("organization", "email", "role", "language")
    acts = (
        Act(
            "withdraw-invitation",
            label=_("Take back"),
            explanation=_("The link in the letter opens nothing any more."),
            done=_("The invitation is taken back."),
            verb=invitations.withdraw,
            possible=_may_withdraw,
            icon="undo",
            many=True,
        ),
    )
    choices_of = {"organization": permissions.staffed_by}

    def may_enter(self, user: User) -> bool:
        return bool(user.is_superuser or permissions.organizations_with(user, permissions.STAFFING_ROLES))

    def visible_to(self, user: User) -> QuerySet[Invitation]:
        return Invitation.objects.filter(organization__in=permissions.staffed_by(user))

    def may_add(self, user: User) -> bool:
        return self.may_enter(user)

    def get_fieldsets(self, request: HttpRequest, obj: Invitation | None = None) -> Any:
        if obj is None:
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": (*self.fields, "created_at", "expires_at", "invited_by", "accepted_by")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Invitation | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return (*self.fields, "created_at", "expires_at", "invited_by", "accepted_by")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None and "role" in form.base_fields:
            rights = [permissions.grantable_roles(request.user, pk) for pk in self._staffed(request.user)]
            grantable = max(rights, key=len, default=LADDER if request.user.is_superuser else ())
            form.base_fields["role"].choices = [(role, Role(role).label) for role in grantable]
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        staffed = self._staffed(request.user)
        return {"organization": staffed[0] if len(staffed) == 1 else None, "language": request.user.language}

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        made = invitations.invite(
            obj.organization, email=obj.email, role=obj.role, language=obj.language, by=request.user
        )
        obj.pk = made.pk

    def status_of(self, request: HttpRequest, obj: Invitation) -> Status:
        tone, label = self.state_of(obj)
        return Status(label=label, sentence=_("An invitation works once, for a week."), tone=tone)  # type: ignore[arg-type]

    def _staffed(self, user: User) -> list[int]:
        return permissions.organizations_with(user, permissions.STAFFING_ROLES)

    @staticmethod
    def state_of(obj: Invitation) -> tuple[str, Any]:
        if obj.accepted_at is not None:
            return "ok", _("Accepted")
        if obj.withdrawn_at is not None:
            return "", _("Taken back")
        return ("warn", _("Waits for an answer")) if obj.is_open else ("urgent", _("Run out"))

    @display(description=_("status"), label={"ok": "success", "": "default", "warn": "warning", "urgent": "danger"})
    def state_shown(self, obj: Invitation) -> tuple[str, str]:
        tone, label = self.state_of(obj)
        return tone, str(label)
