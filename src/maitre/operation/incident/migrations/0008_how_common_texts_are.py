"""How common a service, an item or a place is, as it is asked for: in lower case. PostgreSQL does not learn that from
the indexes of them, which leave out what is empty, and took each value for a rare one."""

from django.db import migrations

LINES = ("service", "item", "location")


class Migration(migrations.Migration):
    """Statistics are read again by the next ANALYZE, which PostgreSQL starts by itself; this asks for one now."""

    dependencies = [("incident", "0007_fill_courses")]

    operations = [
        *(
            migrations.RunSQL(
                f"CREATE STATISTICS incidents_how_common_{name} ON (lower({name})) FROM incident_incident",
                f"DROP STATISTICS incidents_how_common_{name}",
            )
            for name in LINES
        ),
        migrations.RunSQL("ANALYZE incident_incident", migrations.RunSQL.noop),
    ]
