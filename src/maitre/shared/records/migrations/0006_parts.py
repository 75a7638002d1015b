import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """A column that is empty in every row, and its index beside running work: nobody waits for a lock."""

    atomic = False

    dependencies = [("records", "0005_list_preference")]

    operations = [
        migrations.AddField(
            model_name="record",
            name="host",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hosted",
                to="records.record",
            ),
        ),
        migrations.AlterField(
            model_name="participation",
            name="role",
            field=models.CharField(
                choices=[
                    ("requester", "Requester"),
                    ("watcher", "Watcher"),
                    ("approver", "Approver"),
                    ("on_behalf", "On Behalf"),
                    ("doer", "Doer"),
                ],
                max_length=10,
            ),
        ),
        AddIndexConcurrently(
            model_name="record",
            index=models.Index(
                condition=models.Q(("host__isnull", False)), fields=["host", "id"], name="parts_of_a_record"
            ),
        ),
    ]
