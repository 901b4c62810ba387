"""Marks at fields, as the organization sees them: until the row is submitted again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from frontoffice.desk import kinds
from frontoffice.desk.models import FieldMark
from qazvolunteer.core import field_marks


def standing(row: Any) -> Mapping[str, str]:
    """Field by field. A row that nobody marks is not asked for."""
    label = row._meta.label_lower
    if row.pk is None or label not in _markable():
        return {}
    rows = FieldMark.objects.filter(subject_type=label, subject_id=row.pk, settled_at=None)
    return dict(rows.values_list("field", "note"))


@cache
def _markable() -> frozenset[str]:
    """The models whose fields may be marked."""
    return frozenset(kind.model._meta.label_lower for kind in kinds.every() if any(one.marks for one in kind.decisions))


def register() -> None:
    """Called once, when the apps are ready."""
    field_marks.source(standing)
