"""Sessions in the database as Django keeps them, read by a statement of our own: every page begins with one, and the
ORM took longer to write it than PostgreSQL to answer it."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        """The row that stands and has not ended; None, and no key, where there is none."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_data, expire_date FROM django_session WHERE session_key = %s AND expire_date > %s",
                [self.session_key, timezone.now()],
            )
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return self.model(self.session_key or "", *row)
