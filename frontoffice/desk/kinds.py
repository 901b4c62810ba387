"""The kinds of decisions: what each is about, what is shown of it, and which verbs of the lower floors end it.

A kind is registered once. Further kinds (ideas, requests, appeals of other parts) register theirs the same way, and
stand in the queue, on the page of a decision and in the service times without another line here.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from organizations import history, service_days
from qazvolunteer.core import artwork, working_days

if TYPE_CHECKING:
    from frontoffice.desk.models import Matter
    from qazvolunteer.accounts.models import User
    from qazvolunteer.core.refusals import type_text

# Kept in English, read in the reader's language, as every standard reason.
MARKED = gettext_noop("Change what is marked beside the fields.")


@dataclass(frozen=True)
class Fact:
    """One line of what is known: ``field`` names the column it stands for, so that it can be marked."""

    label: type_text
    value: type_text
    url: str = ""
    field: str = ""


@dataclass(frozen=True)
class Text:
    """A text with its languages: ``versions`` are (language code, name of the column, words). ``rich``: in Markdown."""

    label: type_text
    versions: Sequence[tuple[str, str, str]]
    rich: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(words for _code, _column, words in self.versions)


@dataclass(frozen=True)
class Picture:
    """A picture to look at: its address and what it shows; ``url`` leads to where it is decided about."""

    address: str
    caption: type_text = ""
    url: str = ""


@dataclass(frozen=True)
class Words:
    """What a person wrote about it: an objection, a report, an appeal."""

    label: type_text
    text: str
    by: type_text = ""
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Link:
    """A way to the same row elsewhere."""

    label: type_text
    url: str


@dataclass(frozen=True)
class Decision:
    """One way to end a matter: ``verb(row, by=user, note=text, amount=number or None, seen=token)``.

    ``reasons`` are standard ones, kept in English and read in the reader's language. ``marks``: fields may be marked.
    ``amount`` is the label of a number it asks for. ``possible(row)`` where the row's state leaves a choice.
    """

    name: str
    label: type_text
    outcome: type_text
    verb: Callable[..., Any]
    explanation: type_text = ""
    weight: Literal["main", "plain", "danger"] = "plain"
    note: Literal["", "optional", "required"] = "optional"
    reasons: Sequence[str] = ()
    marks: bool = False
    amount: type_text = ""
    possible: Callable[[Any], bool] = field(default=lambda row: True)


def returning(verb: Callable[..., Any], reasons: Sequence[str]) -> Decision:
    """Back to the organization, with marks beside the fields; what is marked is the first of the reasons."""
    return Decision(
        "return",
        label=_("Return for changes"),
        outcome=_("Returned for changes"),
        explanation=_("The organization reads your note, changes what is needed and submits again."),
        verb=verb,
        note="required",
        marks=True,
        reasons=(MARKED, *reasons),
    )


def refusing(verb: Callable[..., Any], reasons: Sequence[str]) -> Decision:
    """The end of it."""
    return Decision(
        "refuse",
        label=_("Refuse"),
        outcome=_("Refused"),
        explanation=_("This is final. The organization reads your reason."),
        verb=verb,
        weight="danger",
        note="required",
        reasons=reasons,
    )


class Kind(ABC):
    """What the desk asks of a kind of decisions. ``code`` may be shared by several models (a picture of three)."""

    code: ClassVar[str]
    model: ClassVar[type[models.Model]]
    title: ClassVar[type_text]
    icon: ClassVar[str] = "document"
    related: ClassVar[Sequence[str]] = ()
    decisions: ClassVar[Sequence[Decision]] = ()
    # Outcomes that no decision of the desk has: what else ended it, in words.
    endings: ClassVar[Mapping[str, type_text]] = {}

    def rows(self) -> models.QuerySet[Any]:
        """The rows with everything that lists and pages show."""
        return self.model._default_manager.select_related(*self.related)

    def load(self, ids: Iterable[int]) -> dict[int, Any]:
        return self.rows().in_bulk(set(ids))

    # --- When there is something to decide ---

    def concerns(self, row: Any) -> bool:
        """False where a change of the row can never be a matter: nothing is asked of the database then."""
        return True

    @abstractmethod
    def waits(self, row: Any) -> bool:
        """Whether the office owes a decision about the row as it stands."""

    @abstractmethod
    def waiting(self) -> models.QuerySet[Any]:
        """All rows for which ``waits`` holds, with ``waits_since``: when each began to wait."""

    @abstractmethod
    def region_of(self, row: Any) -> str | None:
        """Whose office decides (KATO); None for the republican one."""

    def due(self, row: Any, since: dt.datetime) -> dt.datetime:
        """When the office owes the decision, by the days that the republican office has set for this kind."""
        return working_days.due(since, service_days.days_for(self.code))

    @abstractmethod
    def may(self, user: User, row: Any) -> bool:
        """Whether the person may decide; the verb asks again."""

    # --- What is shown ---

    @abstractmethod
    def name(self, row: Any) -> type_text: ...

    def line(self, row: Any) -> Sequence[type_text]:
        """Facts under the name in a list."""
        return ()

    def art(self, row: Any) -> str:
        """The programme whose drawing stands for it; "" for the kind's own."""
        return ""

    def organization(self, row: Any) -> Any:
        """Whose behaviour so far is of interest; None for nobody's."""
        return None

    def facts(self, row: Any) -> Sequence[Fact]:
        return ()

    def texts(self, row: Any) -> Sequence[Text]:
        return ()

    def words(self, row: Any) -> Sequence[Words]:
        return ()

    def pictures(self, row: Any) -> Sequence[Picture]:
        return ()

    def links(self, user: User, row: Any) -> Sequence[Link]:
        return ()

    def history(self, row: Any) -> Sequence[history.Entry]:
        return history.entries(row)

    def seen(self, row: Any) -> str:
        """What a later state of the row would have otherwise: a decision about another picture is refused."""
        return ""

    # --- What can be decided ---

    def possible(self, user: User, row: Any) -> list[Decision]:
        if not self.may(user, row):
            return []
        return [decision for decision in self.decisions if decision.possible(row)]

    def outcome(self, name: str) -> type_text:
        """How it ended, in words."""
        for decision in self.decisions:
            if decision.name == name:
                return decision.outcome
        return self.endings.get(name, _("Nothing was left to decide"))


_kinds: dict[tuple[str, str], Kind] = {}
Made = TypeVar("Made", bound=type[Kind])


def register(made: Made) -> Made:
    """Add a kind. Raises ValueError for a drawing that does not exist."""
    artwork.require_icon(made.icon)
    _kinds[made.code, made.model._meta.label_lower] = made()
    return made


def every() -> list[Kind]:
    return list(_kinds.values())


def of(matter: Matter) -> Kind:
    """The kind of a matter. Raises KeyError for one that nobody registered."""
    return _kinds[matter.kind, matter.subject_type]


def known() -> list[tuple[str, type_text]]:
    """(code, title) of what the queue can be narrowed to."""
    return list({kind.code: kind.title for kind in _kinds.values()}.items())


def versions(row: Any, column: str) -> list[tuple[str, str, str]]:
    """The columns of a translated text, Kazakh first."""
    return [
        (code, f"{column}_{code}", getattr(row, f"{column}_{code}", "") or "") for code, _name in settings.LANGUAGES
    ]
