from django.db import migrations, models


class Migration(migrations.Migration):
    """How many incidents were merged into this one, so that its page looks for them only where there are some."""

    dependencies = [("incident", "0003_dispatch_and_majors")]

    operations = [migrations.AddField("incident", "took_in", models.IntegerField(db_default=0, default=0))]
