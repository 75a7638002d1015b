import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0006_parts"), ("tasks", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="origin",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.record",
            ),
        )
    ]
