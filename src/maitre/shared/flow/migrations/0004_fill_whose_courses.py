"""Fills whose courses are, by portions, each a transaction of its own: a run that was ended goes on where it stopped."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PORTION = 50_000
_FILL = """
    UPDATE flow_course c SET organisation_id = r.organisation_id, circle_id = r.circle_id, team_id = r.team_id
      FROM records_record r
     WHERE r.id = c.record_id AND c.record_id BETWEEN %s AND %s AND c.organisation_id IS NULL
"""


def fill(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(record_id), 0) FROM flow_course")
        for first in range(0, cursor.fetchone()[0] + 1, PORTION):
            cursor.execute(_FILL, [first, first + PORTION - 1])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("flow", "0003_whose_courses")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
