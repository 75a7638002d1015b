"""The sets: built once, then kept, brought to the tables and indexes of this version, and swept after each run."""

import subprocess
import sys
from typing import Any

import psycopg
from psycopg import sql

from bench import schema
from bench.places import SCHEMA, SEED, Places, database_of, say

_REFERENCES = """
    SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.confrelid = %s::regclass AND c.conrelid <> c.confrelid
"""
_IDENTITIES = ("records_record", "incident_incident")
"""Tables whose key is the record's."""


def provide(places: Places, records: int, *, rebuild: bool = False) -> None:
    """See to it that the set is there, whole and of this version."""
    database = database_of(records)
    known = schema.stamp(places, database) if schema.exists(places, database) and not rebuild else {}
    ours = known.get("seed") == SEED and known.get("generation") == schema.GENERATION
    if ours and known.get("state") == "done" and _current(places, database):
        schema.align_indexes(places, database)
        return
    if not (ours and known.get("state") == "building" and schema.same_tables(places, database)):
        schema.make(places, database, template=SCHEMA)
        schema.put_stamp(places, database, seed=SEED, generation=schema.GENERATION, state="building")
    schema.tune(places, building=True)
    try:
        subprocess.run(
            [sys.executable, "-m", "bench.build", str(places.root), str(records)],
            env=places.environment(database) | {"DJANGO_SETTINGS_MODULE": "maitre.product.settings"},
            check=True,
        )
    finally:
        schema.tune(places, building=False)


def _current(places: Places, database: str) -> bool:
    if schema.migrate(places, database) and schema.same_tables(places, database):
        return True
    say(f"{database} has other tables than this version: it is built anew.")
    return False


def sweep(places: Places, records: int) -> None:
    """Take away what a run wrote: records after the set's last, sessions, tokens, jobs."""
    database = database_of(records)
    last = schema.stamp(places, database)["last_id"]
    with schema.connect(places, database) as server:
        server.execute("SET session_replication_role = replica")
        for table, column in _keys(server):
            statement = sql.SQL("DELETE FROM {} WHERE {} > %s")
            server.execute(statement.format(sql.Identifier(table), sql.Identifier(column)), [last])
        for table in (
            "django_session",
            "usersessions_usersession",
            "access_token",
            "access_keptanswer",
            "procrastinate_jobs",
            "records_savedview",
        ):
            server.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        server.execute("SELECT setval('records_record_id_seq', %s)", [last])
        # By itself VACUUM leaves few dead rows in the indexes: those of every run before would be walked by the next.
        server.execute("VACUUM (INDEX_CLEANUP ON)")
        server.execute("CHECKPOINT")


def _keys(server: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """Every column that holds a record's id, what refers to others first."""
    found = [("records_record", "id")]
    for identity in _IDENTITIES:
        found += [(table, column) for table, column in server.execute(_REFERENCES, [identity]).fetchall()]
    return found[::-1]
