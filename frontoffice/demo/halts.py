"""What the front offices have suspended and stopped in the demonstration, and an appeal that waits."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db.models import Max, Min, Q

from frontoffice.demo.accounts import SHOWCASE
from frontoffice.demo.world import Wish
from organizations.enums import EDITING_ROLES, OrganizationState
from organizations.halt_enums import Ground, HaltState
from organizations.halt_models import Halt, HaltRecord
from organizations.halts import APPEAL_DAYS
from organizations.models import Membership, Organization
from organizations.service_days import DEFAULTS
from projects.enums import TRANSITIONS
from projects.models import Project, ProjectTransition, Shift
from qazvolunteer.core import working_days
from volunteers.enums import LIVE, SignUpState
from volunteers.models import SignUp

APPEAL = (
    "Құжаттарды жаңарттық, жаңа басшы тағайындалды. Тексеріп, қайта ашуыңызды сұраймыз. "
    "Документы обновлены, назначен новый руководитель. Просим проверить и возобновить."
)
STOPPED = (
    "Волонтерлерге қауіпсіздік нұсқауы берілмейді. Нұсқауды жазып, жауапты адамды көрсетіңіз. "
    "Волонтёрам не проводят инструктаж по безопасности. Напишите инструкцию и назовите ответственного."
)


def write(wish: Wish) -> int:
    """Every suspended organization has its halt; the first appeals. A project of the showcase is stopped. How many."""
    suspended = Organization.objects.filter(state=OrganizationState.SUSPENDED).order_by("pk")
    made = [_halt(row, wish) for row in suspended]
    if made:
        _appeal(made[0], wish)
    return len(made) + _stop(wish)


def _halt(organization: Organization, wish: Wish) -> Halt:
    last = organization.transitions.filter(action="suspend").order_by("-at", "-pk").first()
    began = last.at if last else wish.now - dt.timedelta(days=4)
    halt = Halt.objects.create(
        organization=organization,
        ground=Ground.DOCUMENTS,
        note=last.reason if last and last.reason else "Құжаттар ескірген. Документы устарели.",
        by_id=last.by_id if last else None,
        began_at=began,
        appeal_by=working_days.due(began, APPEAL_DAYS),
    )
    _record(halt, "begin", "", HaltState.IN_FORCE, halt.by_id, began, halt.note)
    return halt


def _stop(wish: Wish) -> int:
    """As ``projects.moderation.stop`` leaves it: the project is paused since yesterday. Returns how many."""
    project = _spared(wish)
    if project is None:
        return 0
    approved = project.transitions.filter(action="approve").order_by("-at", "-pk").first()
    by = approved.by_id if approved else None
    # Nobody signed up after it was stopped.
    joined = SignUp.objects.filter(shift__project=project).aggregate(last=Max("created_at"))["last"]
    began = min(
        wish.now,
        max(
            wish.now - dt.timedelta(days=1),
            (joined or project.published_at or project.created_at) + dt.timedelta(minutes=1),
        ),
    )
    before, after = project.state, str(TRANSITIONS.target("stop", project.state))
    Project.objects.filter(pk=project.pk).update(state=after)
    step = ProjectTransition.objects.create(
        subject=project, action="stop", from_state=before, to_state=after, by_id=by, reason=STOPPED
    )
    ProjectTransition.objects.filter(pk=step.pk).update(at=began)
    halt = Halt.objects.create(
        organization=project.organization,
        project=project,
        ground=Ground.SAFETY,
        note=STOPPED,
        by_id=by,
        began_at=began,
        appeal_by=working_days.due(began, APPEAL_DAYS),
    )
    _record(halt, "begin", "", HaltState.IN_FORCE, by, began, halt.note)
    return 1


def _spared(wish: Wish) -> Project | None:
    """The project of the showcase that is missed least: nobody waits in it, others are like it, it begins late."""
    offered = Project.objects.open().annotate(
        begins=Min("shifts__starts_at", filter=Q(shifts__starts_at__gt=wish.now, shifts__cancelled_at=None))
    )
    runs = Shift.objects.filter(starts_at__lte=wish.now, ends_at__gt=wish.now, flexible=False)
    alike = Counter(offered.values_list("kind", "format"))
    waits = set(
        SignUp.objects.filter(state__in=LIVE - {SignUpState.CONFIRMED}).values_list("shift__project", flat=True)
    )
    own = offered.filter(organization__slug=SHOWCASE, begins__isnull=False).exclude(pk__in=runs.values("project"))
    own = own.filter(signups_open=True, rules=None).select_related("organization")
    return min(
        own.order_by("-begins", "-pk"),
        key=lambda row: (row.pk in waits, alike[row.kind, row.format] == 1),
        default=None,
    )


def _appeal(halt: Halt, wish: Wish) -> None:
    owner = Membership.objects.filter(organization=halt.organization, role__in=EDITING_ROLES, ended_at=None).first()
    if owner is None:
        return
    at = wish.now - dt.timedelta(days=1)
    Halt.objects.filter(pk=halt.pk).update(
        state=HaltState.APPEALED,
        appeal=APPEAL,
        appealed_by=owner.user_id,
        appealed_at=at,
        answer_by=working_days.due(at, DEFAULTS["appeal"]),
    )
    _record(halt, "appeal", HaltState.IN_FORCE, HaltState.APPEALED, owner.user_id, at)


def _record(
    halt: Halt, action: str, before: str, after: str, by: int | None, at: dt.datetime, reason: str = ""
) -> None:
    made = HaltRecord.objects.create(
        subject=halt, action=action, from_state=before, to_state=after, by_id=by, reason=reason
    )
    HaltRecord.objects.filter(pk=made.pk).update(at=at)
