"""Fills one database with its set: the company, then life after life through `arrive`, then who watches what.

Runs in a process of its own, whose settings name the database. What makes it quick is allowed to whoever loads a new
database: secondary indexes afterwards, foreign keys not looked up row by row, commits that do not wait for the disk.
"""

import sys
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from bench import schema
from bench.places import SEED, Places, database_of, say

if TYPE_CHECKING:
    from bench.lives import Lives

WATCHERS_OF_A_MILLION = 200_000
WATCHED_BY_AGENTS = 100
"""Records that each agent among the four watches: the same in every set, where their organisation has so many."""
NEWS_EVERY = 10.0
"""Seconds between lines of progress."""


def build(places: Places, records: int) -> None:
    """Go on from where an earlier build stopped; the database has the tables of this version."""
    from django.db import connection

    from bench.company import company
    from bench.lives import Lives
    from maitre.shared.flow.actions import refresh
    from maitre.shared.search.actions import count_words

    database = database_of(records)
    schema.drop_indexes(places, database)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET session_replication_role = replica")
    fill(Lives(company(SEED), records, SEED), told=True)
    last = _last_id()
    connection.close()
    say(f"{records:,}: indexes and statistics")
    schema.align_indexes(places, database)
    _tidy(places, database)
    count_words()
    say(f"{records:,}: courses")
    refresh(everything=True)  # else the worker reckons them beside the pages that are measured
    connection.close()
    _tidy(places, database)
    schema.put_stamp(places, database, seed=SEED, generation=schema.GENERATION, state="done", last_id=last)


def _tidy(places: Places, database: str) -> None:
    with schema.connect(places, database) as server:
        server.execute("VACUUM (ANALYZE)")
        server.execute("CHECKPOINT")


def fill(lives: "Lives", *, told: bool = False) -> None:
    """Everything of a set into the database of Django's settings, as far as it is not there yet."""
    from django.db import transaction

    from bench.settle import everybody, settle
    from maitre.operation.incident.imports import RECEPTION
    from maitre.shared.arrivals.actions import Source, arrive
    from maitre.shared.arrivals.models import ImportedLife
    from maitre.shared.organisation.models import Organisation

    settle(lives.company)
    houses = {house.key: house for house in Organisation.objects.all()}
    directory = everybody(houses[lives.company.houses[0].key])
    sources = [Source("bench", houses[house.key], "bench.invalid") for house in lives.company.houses]
    here = ImportedLife.objects.filter(source="bench").count()
    news = _News(lives.records, here) if told else None
    for batch in lives.batches:
        if batch.first >= here:
            arrive(lives.of(batch), sources[batch.house], RECEPTION, directory)
            if news:
                news.at(batch.first + batch.count)
    with transaction.atomic():
        _watch(lives.records)
        _set_deadlines()


class _News:
    """How far, how fast, how long still."""

    def __init__(self, whole: int, done: int) -> None:
        self._whole, self._begun_at, self._begun = whole, done, time.monotonic()
        self._next = self._begun + NEWS_EVERY

    def at(self, done: int) -> None:
        now = time.monotonic()
        if now < self._next and done < self._whole:
            return
        rate = (done - self._begun_at) / (now - self._begun)
        left = (self._whole - done) / rate
        say(f"{self._whole:,}: {done:,} arrived, {rate:,.0f}/s, {left / 60:.1f} min left")
        self._next = now + NEWS_EVERY


def _watch(records: int) -> None:
    """Watchers by COPY: people of the same organisation, and the agents among the four."""
    from bench.company import signing_in
    from maitre.shared.arrivals.actions.copying import copy_rows
    from maitre.shared.organisation.models import Person
    from maitre.shared.records.models import Participation, Record

    if Participation.objects.filter(role=Participation.As.WATCHER).exists():
        return
    random = Random(SEED)
    people: dict[int, list[int]] = {}
    for pk, house in Person.objects.filter(grants=None, email__contains=".").values_list(
        "pk", "organisation_id"
    ):
        people.setdefault(house, []).append(pk)
    requester = Person.objects.get(email=signing_in("requester").email)
    people[requester.organisation_id].remove(requester.pk)
    rows = list(Record.objects.order_by("pk").values_list("pk", "organisation_id"))
    watched = random.sample(rows, records * WATCHERS_OF_A_MILLION // 1_000_000)
    found: list[tuple[Any, ...]] = [(pk, random.choice(people[house]), "watcher") for pk, house in watched]
    for breadth in ("admin", "team", "small"):
        agent = Person.objects.get(email=signing_in(breadth).email)
        own = [pk for pk, house in rows if house == agent.organisation_id]
        count = min(WATCHED_BY_AGENTS, len(own) // 2)
        found += [(pk, agent.pk, "watcher") for pk in random.sample(own, count)]
    copy_rows(Participation, ("record", "person", "role"), found)


def _set_deadlines() -> None:
    """Most open records have a time by which something is due, as clocks would have set it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_record SET next_deadline = created_at + (priority * 8 + id %% 40) * interval '1 hour'"
            " WHERE phase = ANY(%s) AND id %% 5 > 0",
            [["queued", "active", "waiting"]],
        )


def _last_id() -> int:
    from maitre.shared.records.models import Record

    last = Record.objects.order_by("-pk").values_list("pk", flat=True).first()
    assert last is not None
    return last


def main(root: str, records: int) -> None:
    import django

    django.setup()
    begun = time.monotonic()
    build(Places(Path(root)), records)
    say(f"{records:,}: built in {(time.monotonic() - begun) / 60:.1f} min (seed {SEED})")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
