"""The rows a letter about a sign-up speaks of, read for a whole batch in a handful of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.db.models import Count, Prefetch
from django.utils import timezone

from projects.enums import ItemSection
from projects.models import Project, ProjectItem, Shift
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.letters import LetterKind
from qazvolunteer.notifications.models import Notification
from volunteers.enums import SignUpState
from volunteers.models import SignUp, SignUpTransition


@dataclass
class SignUpFacts:
    """A sign-up with its shift, project and what to bring; ``companions`` counts the others with a place."""

    signup: SignUp
    reason: str = ""
    companions: int = 0

    @property
    def shift(self) -> Shift:
        return self.signup.shift

    @property
    def project(self) -> Project:
        return self.signup.shift.project

    @property
    def to_bring(self) -> list[ProjectItem]:
        return list(self.project.items.all())


class SignUpKind(LetterKind):
    """A letter about a sign-up. It is true while the sign-up is in one of ``states`` and the shift is not over."""

    category = Category.SIGNUP
    states: ClassVar[frozenset[SignUpState]]
    # Whether the reason of the last change, or the number of companions, is read too.
    wants_reason: ClassVar[bool] = False
    wants_companions: ClassVar[bool] = False

    def load(self, notification: Notification) -> SignUpFacts | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, SignUpFacts | None]:
        wanted = {notification.pk: notification.payload.get("signup") for notification in notifications}
        bring = ProjectItem.objects.filter(section=ItemSection.BRING)
        rows = (
            SignUp.objects.with_shift()
            .select_related("shift__project__district")
            .prefetch_related(Prefetch("shift__project__items", bring))
            .in_bulk({pk for pk in wanted.values() if pk is not None})
        )
        reasons = self._reasons(rows) if self.wants_reason else {}
        companions = self._companions(rows) if self.wants_companions else {}
        return {
            pk: SignUpFacts(signup, reasons.get(signup.pk, ""), max(companions.get(signup.shift_id, 0) - 1, 0))
            for pk, wanted_id in wanted.items()
            if (signup := rows.get(wanted_id)) is not None
        }

    def is_obsolete(self, facts: SignUpFacts, notification: Notification) -> bool:
        return facts.signup.state not in self.states or facts.shift.ends_at <= timezone.now()

    def _reasons(self, rows: Mapping[int, SignUp]) -> dict[int, str]:
        found = SignUpTransition.objects.filter(subject__in=rows, to_state__in=self.states)
        return dict(found.order_by("subject", "-at", "-pk").distinct("subject").values_list("subject", "reason"))

    def _companions(self, rows: Mapping[int, SignUp]) -> dict[int, int]:
        shifts = {signup.shift_id for signup in rows.values()}
        counted = SignUp.objects.committed().filter(shift__in=shifts).order_by().values_list("shift")
        return dict(counted.annotate(people=Count("pk")))
