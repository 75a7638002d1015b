"""Databases of the bench, from outside: making them, telling whether one has the tables of this version, and giving it
the indexes of this version. So an index that is tried costs its building, not the building of a million incidents."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

import maitre
from bench.places import SCHEMA, Places, say

GENERATION = 2
"""Raise it when the lives of the sets change: those built before are built anew."""

FILLED = re.compile(r" ON public\.(records|incident|search)_")
_SHAPE = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, coalesce(c.reloptions::text, '')
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY 1, 2
"""
_INDEXES = """
    SELECT i.relname, pg_get_indexdef(x.indexrelid)
      FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
     WHERE i.relnamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = x.indexrelid)
"""


def connect(places: Places, database: str = "postgres") -> psycopg.Connection[Any]:
    return psycopg.connect(places.dsn(database), autocommit=True)


def exists(places: Places, database: str) -> bool:
    with connect(places) as server:
        return bool(server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone())


def make(places: Places, database: str, *, template: str = "template1") -> None:
    """A new database, in place of one that had this name."""
    with connect(places) as server:
        name = sql.Identifier(database)
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(template)))


def stamp(places: Places, database: str) -> dict[str, Any]:
    """What is kept about a database, as its comment."""
    with connect(places) as server:
        row = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [database]
        ).fetchone()
    found: dict[str, Any] = json.loads(row[0]) if row and row[0] else {}
    return found


def put_stamp(places: Places, database: str, **facts: Any) -> None:
    with connect(places) as server:
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
        server.execute(comment.format(sql.Identifier(database), sql.Literal(json.dumps(facts))))


def migrate(places: Places, database: str) -> bool:
    """Bring its tables to this version, as an operator would; False when that fails."""
    done = subprocess.run(
        [sys.executable, "-m", "maitre", "migrate"],
        env=places.environment(database),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        say(f"{database}: {done.stderr.strip().splitlines()[-1:]}")
    return done.returncode == 0


def fresh(places: Places) -> None:
    """The empty database of this version; made when a migration has changed."""
    state = hashlib.sha256()
    for path in sorted(Path(maitre.__file__).parent.glob("**/migrations/*.py")):
        state.update(path.read_bytes())
    if exists(places, SCHEMA) and stamp(places, SCHEMA).get("migrations") == state.hexdigest():
        return
    make(places, SCHEMA)
    if not migrate(places, SCHEMA):
        raise SystemExit("The migrations of this version do not run on an empty database.")
    put_stamp(places, SCHEMA, migrations=state.hexdigest())


def same_tables(places: Places, database: str) -> bool:
    """Whether it has the tables and columns of this version."""
    with connect(places, database) as one, connect(places, SCHEMA) as other:
        return one.execute(_SHAPE).fetchall() == other.execute(_SHAPE).fetchall()


def indexes(places: Places, database: str) -> dict[str, str]:
    """Indexes that no constraint stands on, by name: their definitions."""
    with connect(places, database) as server:
        return dict(server.execute(_INDEXES).fetchall())


def drop_indexes(places: Places, database: str) -> None:
    """Those of the tables that a set fills."""
    with connect(places, database) as server:
        for name, definition in indexes(places, database).items():
            if FILLED.search(definition):
                server.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))


def align_indexes(places: Places, database: str) -> None:
    """Exactly the indexes of this version. Tables that get a new one are analysed: it may be over an expression."""
    wanted, there = indexes(places, SCHEMA), indexes(places, database)
    with connect(places, database) as server:
        server.execute("SET maintenance_work_mem = '1GB'")
        for name in there:
            if name not in wanted or _plain(wanted[name]) != _plain(there[name]):
                server.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        missing = {
            name: text
            for name, text in wanted.items()
            if name not in there or _plain(text) != _plain(there[name])
        }
        for name, definition in missing.items():
            say(f"{database}: index {name}")
            server.execute(definition.encode())
        if missing:
            server.execute("ANALYZE")


def _plain(definition: str) -> str:
    """Without casts and parentheses: PostgreSQL writes them differently once it has read its own text."""
    return re.sub(r"::[a-z ]+(\[\])?|[()]", "", definition)


def tune(places: Places, *, building: bool) -> None:
    """While a set is built nothing else works in the cluster; afterwards it runs as `maitre up` configures it."""
    with connect(places) as server:
        server.execute("ALTER SYSTEM SET autovacuum = off" if building else "ALTER SYSTEM RESET autovacuum")
        server.execute("SELECT pg_reload_conf()")
