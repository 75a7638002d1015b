"""Fills what courses are, by portions, each a transaction of its own: a run that was ended goes on where it stopped.

The words are a practice's own; its own migration fills them.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PORTION = 50_000
_FILL = """
    UPDATE flow_course c
       SET category_id = r.category_id, priority = r.priority, assignee_id = r.assignee_id,
           requester_organisation_id = requester.organisation_id
      FROM records_record r LEFT JOIN organisation_person requester ON requester.id = r.requester_id
     WHERE r.id = c.record_id AND c.record_id BETWEEN %s AND %s AND c.priority IS NULL
"""


def fill(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(record_id), 0) FROM flow_course")
        for first in range(0, cursor.fetchone()[0] + 1, PORTION):
            cursor.execute(_FILL, [first, first + PORTION - 1])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("flow", "0006_what_courses_are")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
