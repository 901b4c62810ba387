"""Posts of the front offices: given and ended by the republican office, which says who coordinates a region."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.enums import PostRole
from frontoffice.models import Coordinator, Office, PostChange
from organizations.permissions import oversees_everything
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import notify

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@transaction.atomic
def appoint(
    email: str,
    office: Office,
    *,
    by: User,
    role: str = PostRole.COORDINATOR,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> Coordinator:
    """Give a post from the beginning of the day ``first`` (now without one) through the day ``last``.

    Raises ``not_allowed``, ``unknown_person``, ``already_there``, ``wrong_dates``.
    """
    _require_republican(by)
    locked(Office.objects.filter(pk=office.pk)).get()
    user = get_user_model().objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise Refusal(
            "unknown_person",
            _("Nobody is registered with this e-mail."),
            _("Ask the person to register first; then give them the post."),
        )
    start = _beginning(first) if first and first > timezone.localdate() else timezone.now()
    end = _beginning(last + dt.timedelta(days=1)) if last else None
    if end is not None and end <= start:
        raise Refusal("wrong_dates", _("The last day must not be before the first day, nor in the past."))
    if Coordinator.objects.standing().filter(user=user, office=office).exists():
        raise Refusal("already_there", _("This person has a post in this office already."))
    post = Coordinator.objects.create(user=user, office=office, role=role, started_at=start, ended_at=end)
    PostChange.objects.create(post=post, action="appoint", by=by)
    notify(user, "frontoffice.appointed", payload={"post": post.pk}, key=f"appointed:{post.pk}")
    return post


@transaction.atomic
def end(post: Coordinator, *, by: User, reason: str = "") -> Coordinator:
    """The post ends now. Raises ``not_allowed``, ``wrong_state``, ``own_post``."""
    _require_republican(by)
    post = locked(Coordinator.objects.select_related("user")).get(pk=post.pk)
    now = timezone.now()
    if post.ended_at is not None and post.ended_at <= now:
        raise Refusal("wrong_state", _("This post has ended already."))
    if post.user_id == by.pk and not by.is_superuser:
        raise Refusal("own_post", _("Nobody ends their own post: ask a colleague of the republican office."))
    post.started_at, post.ended_at = min(post.started_at, now), now
    post.save(update_fields=["started_at", "ended_at"])
    PostChange.objects.create(post=post, action="end", by=by, reason=reason.strip())
    notify(post.user, "frontoffice.post_ended", payload={"post": post.pk}, key=f"post_ended:{post.pk}")
    return post


def _require_republican(by: User) -> None:
    if not oversees_everything(by):
        raise Refusal("not_allowed", _("Only the republican front office gives posts and ends them."))


def _beginning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
