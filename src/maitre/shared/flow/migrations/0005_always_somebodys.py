from django.db import migrations, models


class Migration(migrations.Migration):
    """Every course is an organisation's: looked over once, which takes a second for millions."""

    dependencies = [("flow", "0004_fill_whose_courses")]

    operations = [migrations.AlterField("course", "organisation_id", models.BigIntegerField())]
