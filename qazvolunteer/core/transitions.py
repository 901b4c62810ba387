"""Lives of models: a table of actions, a guard under the lock, and a record row for each change.

A model with a life has a ``state`` column, a ``Table`` beside its enum, and a record model derived from
``TransitionRecord``. One module of its app calls ``move``; a test finds any other writer of ``.state``.

Higher floors may ``watch`` a model: they hear of each change inside its transaction, while the row is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@dataclass(frozen=True)
class Table:
    """``action -> (sources, target)``. The only truth about which change is possible."""

    actions: Mapping[str, tuple[frozenset[str], str]]

    @classmethod
    def of(cls, rows: Mapping[str, tuple[Iterable[str], str]]) -> Table:
        return cls({action: (frozenset(sources), target) for action, (sources, target) in rows.items()})

    def target(self, action: str, state: str) -> str:
        """The state after ``action``. Raises Refusal ``wrong_state`` where the table has no such arrow."""
        sources, target = self.actions[action]
        if state not in sources:
            raise Refusal(
                "wrong_state",
                _("This was changed meanwhile, so the action is no longer possible."),
                _("Reload the page to see the present state."),
            )
        return target

    def allows(self, action: str, state: str) -> bool:
        return state in self.actions[action][0]


class TransitionRecord(models.Model):
    """Who changed a state, when, from what to what, and why. Rows are never edited.

    ``by`` is empty when the platform did it by itself. Subclasses add ``subject``, the key to the model.
    """

    action = models.CharField(_("action"), max_length=32)
    from_state = models.CharField(_("from"), max_length=20, blank=True)
    to_state = models.CharField(_("to"), max_length=20)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]


def last_time(record: Any, action: str) -> models.Subquery:
    """When a row was last acted on so, by its model of records, to annotate a list with; None for never."""
    records = record.objects.filter(subject=models.OuterRef("pk"), action=action)
    return models.Subquery(records.order_by("-at", "-pk").values("at")[:1])


# Called with the row, the name of what happened, and who did it (None: the platform).
Watcher = Callable[[Any, str, "User | None"], None]
_watchers: dict[type[models.Model], list[Watcher]] = {}


def watch(model: type[models.Model], watcher: Watcher) -> None:
    """Let a higher floor hear what happens to rows of ``model``: every ``move``, and what ``happened`` besides."""
    known = _watchers.setdefault(model, [])
    if watcher not in known:
        known.append(watcher)


def happened(row: models.Model, action: str, *, by: User | None = None) -> None:
    """Tell the watchers of something that left no new state: another picture, a line handed up."""
    for watcher in _watchers.get(type(row), ()):
        watcher(row, action, by)


def move(subject: Any, action: str, *, table: Table, record: Any, by: User | None, reason: str = "") -> None:
    """Change ``subject.state`` by ``action`` and write the record. The caller holds the row's lock.

    Saves only the state column; whoever watches the model hears of it. Raises Refusal ``wrong_state`` (see
    ``Table.target``).
    """
    made = step(subject, action, table=table, record=record, by=by, reason=reason)
    subject.save(update_fields=["state"])
    made.save()
    happened(subject, action, by=by)


def step(subject: Any, action: str, *, table: Table, record: Any, by: User | None, reason: str = "") -> Any:
    """As ``move``, and nothing is saved: the record, for whoever writes many at once."""
    before = subject.state
    subject.state = table.target(action, before)
    return record(subject=subject, action=action, from_state=before, to_state=subject.state, by=by, reason=reason)


def said(reason: str) -> str:
    """A reason as its reader reads it: the platform's own and standard ones are kept in English."""
    return gettext(reason) if reason else ""


def state_check(name: str, choices: type[models.TextChoices], column: str = "state") -> models.CheckConstraint:
    """A CHECK that the column holds one of the enum's values: the database has the last word."""
    return models.CheckConstraint(condition=models.Q(**{f"{column}__in": choices.values}), name=name)
