"""When a row was last written and how often, out of its history: what calendars and feeds must know to see a change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest


class Change(NamedTuple):
    """``revision`` is 0 for a row that was never written again after it was made."""

    revision: int
    at: dt.datetime


def with_change(rows: QuerySet[Any], published: str) -> QuerySet[Any]:
    """Adds ``changed``: when a row was published (the column of that name) or last written, whichever is later."""
    last = _history(rows.model).filter(pgh_obj=OuterRef("pk")).order_by().values("pgh_obj")
    return rows.annotate(changed=Greatest(F(published), Subquery(last.annotate(at=Max("pgh_created_at")).values("at"))))


def of(model: type[Any], keys: Iterable[int]) -> dict[int, Change]:
    """The last change of each row that has a history: one statement."""
    history = _history(model).filter(pgh_obj__in=list(keys)).order_by().values("pgh_obj")
    found = history.annotate(number=Count("pk"), at=Max("pgh_created_at"))
    return {key: Change(number - 1, at) for key, number, at in found.values_list("pgh_obj", "number", "at")}


def _history(model: type[Any]) -> Any:
    return model._meta.get_field("events").related_model._default_manager
