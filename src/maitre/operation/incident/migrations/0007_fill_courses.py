"""Fills what incidents are grouped by into their courses, by portions, each a transaction of its own.

A run that was ended begins anew and does no harm: every value is what the incident says.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PORTION = 50_000
_FILL = """
    UPDATE flow_course c
       SET type = own.kind, service = own.service, location = own.location, channel = own.channel,
           code = coalesce(ended.code, ''), cause = coalesce(ended.cause, '')
      FROM incident_incident own
      LEFT JOIN incident_resolution ended ON ended.incident_id = own.record_id AND ended.undone_at IS NULL
     WHERE own.record_id = c.record_id AND c.record_id BETWEEN %s AND %s
       AND (c.type, c.service, c.location, c.channel, c.code, c.cause) IS DISTINCT FROM
           (own.kind, own.service, own.location, own.channel, coalesce(ended.code, ''), coalesce(ended.cause, ''))
"""


def fill(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(record_id), 0) FROM flow_course")
        for first in range(0, cursor.fetchone()[0] + 1, PORTION):
            cursor.execute(_FILL, [first, first + PORTION - 1])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("incident", "0006_asked_by_own_columns"), ("flow", "0006_what_courses_are")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
