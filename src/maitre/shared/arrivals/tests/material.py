"""What the tests of arrivals import: small files and a mapping, all made up here."""

import gzip
from collections.abc import Mapping as Words
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

from maitre.shared.arrivals.imports import Format, Mapping, Outcome, bring, load

NOON = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)

LOG = """
source: old-log
kind: incident
organisation: {key: quay, name: Quay Ferries}
layout: log
id: "case:concept:name"
title: "{what}"
people: {domain: old-log.invalid}
entries:
  - at: "time:timestamp"
    by: who
    state: {from: [did], values: [{when: [came], state: new}, {when: [done], state: closed}]}
"""

TABLE = """
source: old-desk
kind: incident
organisation: {key: quay, name: Quay Ferries}
layout: flat
id: Id
title: "{Title}"
requester: {name: Caller, email: Mail}
times: {formats: [iso], zone: Europe/Paris}
people: {domain: old-desk.invalid}
entries:
  - {at: Opened, state: {always: new}, by: Caller, fields: {service: {from: Service}}}
  - {at: Closed, state: {always: closed}}
"""

HEADER = "Id,Title,Caller,Mail,Opened,Closed,Service"


def mapping(folder: Path, text: str, **changes: Any) -> Mapping:
    """A mapping as a file would give it, with some keys changed."""
    content = yaml.safe_load(text) | changes
    path = folder / "mapping.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return load(path)


def table(folder: Path, *rows: str, header: str = HEADER, **changes: Any) -> Outcome:
    """Import these rows; `skip_bad`, `dry_run`, `progress` go to the run, everything else into the mapping."""
    return raw_table(folder, "\n".join([header, *rows]).encode(), **changes)


def raw_table(folder: Path, content: bytes, text: str = TABLE, **changes: Any) -> Outcome:
    path = folder / "table.csv"
    path.write_bytes(content)
    how = {name: changes.pop(name) for name in ("skip_bad", "dry_run", "progress") if name in changes}
    return bring(path, Format.CSV, mapping(folder, text, **changes), **how)


def event(
    did: str = "came", *, hours: int = 0, what: str = "No ferry", who: str = "Anna", more: str = ""
) -> str:
    at = (NOON + timedelta(hours=hours)).isoformat()
    return dedent(f"""
        <event>
          <string key="did" value="{did}"/><string key="what" value="{what}"/><string key="who" value="{who}"/>
          <date key="time:timestamp" value="{at}"/>{more}
        </event>""")


def trace(id_: str, *events: str, more: str = "") -> str:
    return f'<trace><string key="concept:name" value="{id_}"/>{more}{"".join(events)}</trace>'


def xes(*traces: str, before: str = "") -> bytes:
    log = f'{before}<log xmlns="http://www.xes-standard.org/">{"".join(traces)}</log>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{log}'.encode()


def log(folder: Path, content: bytes, *, zipped: bool = False, **changes: Any) -> Outcome:
    """Import this log."""
    path = folder / "log.xes"
    path.write_bytes(gzip.compress(content) if zipped else content)
    how = {name: changes.pop(name) for name in ("skip_bad", "dry_run", "progress") if name in changes}
    return bring(path, Format.XES, mapping(folder, LOG, **changes), **how)


def said(outcome: Outcome) -> list[str]:
    return [str(fault) for fault in outcome.faults]


def counted(outcome: Outcome) -> Words[str, int]:
    """The counts; their sum must be the cases of the file."""
    counts = {
        "arrived": outcome.arrived,
        "unchanged": outcome.unchanged,
        "differing": len(outcome.differing),
        "refused": outcome.refused,
        "held": outcome.held,
    }
    assert sum(counts.values()) == outcome.cases
    return {name: count for name, count in counts.items() if count}
