"""Row locks. The order is always volunteer first, then shifts by id: no two verbs can wait for each other."""

from __future__ import annotations

from typing import TypeVar

from django.db import connection, models, transaction

Row = TypeVar("Row", bound=models.Model)


def locked(queryset: models.QuerySet[Row]) -> models.QuerySet[Row]:
    """The queryset's own rows, locked until the transaction ends.

    ``no_key`` leaves foreign-key inserts of others free; ``of self`` leaves joined rows free.
    Refuses to run outside a transaction.
    """
    require_transaction()
    return queryset.select_for_update(of=("self",), no_key=True)


def require_transaction() -> None:
    """A lock outside a transaction would be gone at once. Raises TransactionManagementError."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A lock needs a transaction.")
