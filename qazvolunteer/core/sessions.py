"""Django's sessions in the database, read by a statement written by hand: every page of a person begins with it."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from qazvolunteer.core import statements

READ = "SELECT session_data, expire_date FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseStore):
    """As Django's own, a few times faster to load."""

    def _get_session_from_db(self) -> Any:
        found = statements.rows(READ, [self.session_key, timezone.now()])
        if not found:
            self._session_key = None
            return None
        (data, expires), *_none = found
        return self.model(session_key=self.session_key, session_data=data, expire_date=expires)
