"""Compare tasks with the records they are part of."""

from django.db import connection

from maitre.shared.audit.rules import Examination
from maitre.shared.tasks.models import Task

_ELSEWHERE = """
    SELECT 'TSK-' || task.number FROM tasks_task own JOIN records_record task ON task.id = own.record_id
      LEFT JOIN records_record host ON host.id = task.host_id
     WHERE host.id IS NULL OR host.organisation_id <> task.organisation_id
        OR host.circle_id IS DISTINCT FROM task.circle_id
"""


def verify_tasks() -> Examination:
    """Every task is part of a record, in its organisation, and as confidential as that."""
    found = Examination("tasks")
    found.counted = Task.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(_ELSEWHERE)
        for (label,) in cursor.fetchall():
            found.blame(label, "is not in the organisation and circle of the record it is part of")
    return found
