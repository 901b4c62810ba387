"""What the steps of the random country are made of: actions, and the rows that they are done to."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from hypothesis import strategies as st
from hypothesis.stateful import rule

from projects.models import Project, Shift
from qazvolunteer.core.refusals import Refusal
from volunteers.hours_models import HoursEntry
from volunteers.models import SignUp, Volunteer

Row = TypeVar("Row", bound=Model)
# Which of those there are: the number of them is the remainder.
which = st.integers(0, 9_999)

VERBS: set[str] = set()


def action(**drawn: st.SearchStrategy[Any]) -> Callable[[Callable[..., int]], Any]:
    """A step that does so many actions as it says; a refusal of the product is none."""

    def made(verb: Callable[..., int]) -> Any:
        VERBS.add(verb.__name__)

        @functools.wraps(verb)
        def act(country: Any, **chosen: Any) -> None:
            try:
                country.done[verb.__name__] += verb(country, **chosen)
            except Refusal:
                return
            except BaseException:
                country.failed = True
                raise

        return rule(**drawn)(act)

    return made


def pick(rows: QuerySet[Row], number: int) -> Row:
    """One of them; a Refusal where there is none."""
    return several(rows, number, 1)[0]


def several(rows: QuerySet[Row], number: int, most: int) -> Sequence[Row]:
    """Up to ``most`` that follow one another in a circle of all."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if not keys:
        raise Refusal("nobody", "There is none.")
    first = number % len(keys)
    chosen = (keys + keys)[first : first + min(most, len(keys))]
    found = rows.model._default_manager.select_related(*RELATED.get(rows.model, ())).in_bulk(chosen)
    return [found[key] for key in chosen]


RELATED: dict[type[Model], tuple[str, ...]] = {
    SignUp: ("volunteer__user", "shift__project__organization"),
    HoursEntry: ("project__organization", "volunteer__user"),
    Shift: ("project__organization",),
    Volunteer: ("user",),
    Project: ("organization",),
}
