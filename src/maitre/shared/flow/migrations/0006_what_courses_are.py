from django.db import migrations, models


class Migration(migrations.Migration):
    """What a record is stands beside its sums, so that figures are grouped without looking up each record.

    Every column is new and has a constant default: no row is written anew.
    """

    dependencies = [("flow", "0005_always_somebodys")]

    operations = [
        migrations.AddField("course", "category_id", models.BigIntegerField(null=True)),
        migrations.AddField("course", "priority", models.SmallIntegerField(null=True)),
        migrations.AddField("course", "assignee_id", models.BigIntegerField(null=True)),
        migrations.AddField("course", "requester_organisation_id", models.BigIntegerField(null=True)),
        *(
            migrations.AddField("course", name, models.CharField(max_length=size, blank=True, db_default=""))
            for name, size in (
                ("type", 20),
                ("service", 200),
                ("location", 200),
                ("channel", 20),
                ("code", 20),
                ("cause", 20),
            )
        ),
        migrations.AlterField("changedday", "changes", models.BigIntegerField(db_default=0)),
        migrations.AddField("changedday", "groupings", models.BigIntegerField(db_default=0)),
    ]
