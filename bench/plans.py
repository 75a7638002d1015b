"""Reads plans as EXPLAIN tells them: what is walked that should be looked up. No Django; the product's tests use it."""

from collections.abc import Iterator, Mapping
from typing import Any

Plan = Mapping[str, Any]

BIG = frozenset(
    {
        "records_record", "records_entry", "records_body", "records_participation", "search_searchpart",
        "incident_incident", "arrivals_importedlife",
    }
)  # fmt: skip
"""Tables that grow with the records."""
MOST_BUFFERS = 1_500
"""Pages of 8 kB one statement may touch; a page of rows with its names takes two or three hundred."""
MOST_DISCARDED = 5_000
"""Rows one step may read and throw away."""


def steps(plan: Plan) -> Iterator[Plan]:
    """Every node, from the top."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from steps(below)


def buffers(plan: Plan) -> int:
    """Pages touched, found in memory or read; 0 where the plan was not run."""
    return int(plan.get("Shared Hit Blocks", 0)) + int(plan.get("Shared Read Blocks", 0))


def walks(plan: Plan) -> Iterator[str]:
    """Big tables that are read from end to end."""
    for step in steps(plan):
        if step["Node Type"].endswith("Seq Scan") and step.get("Relation Name") in BIG:
            yield f"walks {step['Relation Name']}"


def offences(plan: Plan) -> Iterator[str]:
    """Everything that would grow with the table."""
    yield from walks(plan)
    if buffers(plan) > MOST_BUFFERS:
        yield f"touches {buffers(plan):,} pages"
    for step in steps(plan):
        thrown = (
            step.get("Rows Removed by Filter", 0) + step.get("Rows Removed by Index Recheck", 0)
        ) * step.get("Actual Loops", 1)
        # A function's rows, the words of a text, were made of rows that the plan has read already.
        if thrown > MOST_DISCARDED and step["Node Type"] != "Function Scan":
            yield f"reads {thrown:,} rows of {step.get('Relation Name', step['Node Type'])} in vain"
        if step.get("Sort Method", "").startswith("external"):
            yield "sorts on disk"
