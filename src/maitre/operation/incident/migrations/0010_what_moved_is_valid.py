from django.db import migrations


class Migration(migrations.Migration):
    """What moved names records that exist: read once, while everybody goes on writing."""

    dependencies = [("incident", "0009_shared_rooms")]

    operations = [
        migrations.RunSQL("ALTER TABLE assignment_holding VALIDATE CONSTRAINT holding_of_a_record"),
        migrations.RunSQL("ALTER TABLE relationships_split VALIDATE CONSTRAINT split_made_a_record"),
        migrations.RunSQL("ALTER TABLE relationships_split VALIDATE CONSTRAINT split_out_of_a_record"),
    ]
