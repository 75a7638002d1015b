from django.db import migrations, models

MOVE = """
    DROP TABLE assignment_skill_people, assignment_skill_categories, assignment_skill, assignment_holding,
        relationships_split;

    ALTER TABLE incident_skill RENAME TO assignment_skill;
    ALTER TABLE incident_skill_people RENAME TO assignment_skill_people;
    ALTER TABLE incident_skill_categories RENAME TO assignment_skill_categories;
    ALTER TABLE incident_holding RENAME TO assignment_holding;
    ALTER TABLE incident_split RENAME TO relationships_split;

    ALTER TABLE assignment_holding RENAME COLUMN incident_id TO record_id;
    ALTER TABLE relationships_split RENAME COLUMN incident_id TO record_id;
    ALTER TABLE assignment_holding RENAME CONSTRAINT each_team_that_held_it_once TO each_team_held_a_record_once;
    ALTER TABLE relationships_split RENAME CONSTRAINT a_comment_is_split_once TO a_reply_is_split_once;
"""
LET_GO = """
    DO $$
    DECLARE each record;
    BEGIN
        FOR each IN SELECT conname, conrelid::regclass AS held FROM pg_constraint
            WHERE contype = 'f' AND confrelid = 'incident_incident'::regclass
              AND conrelid IN ('assignment_holding'::regclass, 'relationships_split'::regclass)
        LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', each.held, each.conname);
        END LOOP;
    END $$;
"""
HOLD = """
    ALTER TABLE assignment_holding ADD CONSTRAINT holding_of_a_record
        FOREIGN KEY (record_id) REFERENCES records_record (id) DEFERRABLE INITIALLY DEFERRED NOT VALID;
    ALTER TABLE relationships_split ADD CONSTRAINT split_made_a_record
        FOREIGN KEY (record_id) REFERENCES records_record (id) DEFERRABLE INITIALLY DEFERRED NOT VALID;
    ALTER TABLE relationships_split ADD CONSTRAINT split_out_of_a_record
        FOREIGN KEY (source_id) REFERENCES records_record (id) DEFERRABLE INITIALLY DEFERRED NOT VALID;
"""


class Migration(migrations.Migration):
    """Holdings, skills and splits go to the rooms that every practice shares: renamed, no row is written or read.

    They named incidents by the id of their record, and name the record now. The tables that their new rooms have just
    made are empty and make way. What those words may be is said by the practice from now on, not by its columns.
    """

    dependencies = [
        ("incident", "0008_how_common_texts_are"),
        ("assignment", "0001_initial"),
        ("relationships", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("Holding"),
                migrations.DeleteModel("Skill"),
                migrations.DeleteModel("Split"),
            ],
            database_operations=[
                migrations.RunSQL(MOVE),
                migrations.RunSQL(LET_GO),
                migrations.RunSQL(HOLD),
            ],
        ),
        migrations.AlterField(
            "incident", "pause_reason", models.CharField(blank=True, default="", max_length=10)
        ),
        migrations.AlterField("resolution", "code", models.CharField(blank=True, max_length=20)),
        migrations.AlterField("resolution", "cause", models.CharField(blank=True, max_length=20)),
    ]
