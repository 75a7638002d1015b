"""What `make bench` writes and says: rows as the contract names them, verdicts that can be missed, plans read."""

from typing import Any

from bench.plans import MOST_BUFFERS, MOST_DISCARDED, offences
from bench.table import Row, by_key, table
from bench.turns import quieter
from bench.verdicts import verdicts
from bench.written import Touched

MEASURED: dict[str, Any] = {
    "memory": {"web_mb": [120.0], "postgres_shared_mb": 200.0, "postgres_private_mb": [3.0]}
} | {
    "offences": {},
    "failed": [],
}


def row(case: str, breadth: str = "admin", **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "case": case, "breadth": breadth, "records": 1_000_000, "clients": 1, "p50_ms": 4.0, "p95_ms": 5.0,
        "rps": 200.0, "cpu_ms_web": 3.0, "cpu_ms_db": 1.0, "statements": 6, "bytes": 9_000, "bytes_gzip": 9_000,
    }  # fmt: skip
    return given | more


def missed(*rows: Row, **measured: Any) -> list[str]:
    """First words of the verdicts that are missed."""
    told = verdicts(rows, {1_000_000: MEASURED | measured})
    return [line.splitlines()[0][6:7] for line in told if line.startswith("MISS")]


def test_quick_pages_miss_nothing() -> None:
    assert missed(row("queue by newest"), row("queue by newest", clients=4, rps=400.0)) == []


def test_each_figure_out_of_bounds_is_missed_by_its_number() -> None:
    slow = row("queue by newest", cpu_ms_db=30.0)
    assert missed(slow) == ["1"]
    grown = (row("record page", p50_ms=9.0), row("record page", records=10_000))
    assert missed(*grown) == ["2"]
    uneven = (row("portal list", p50_ms=30.0), row("portal list", "requester"))
    assert missed(*uneven) == ["2"]
    assert missed(row("queue by newest, deep", p50_ms=40.0), row("queue by newest")) == ["2"]
    assert missed(row("queue by newest", p50_ms=40.0), row("plain, same server: queue by newest")) == ["3"]
    assert missed(row("record page", statements=13)) == ["3"]
    assert missed(row("portal list", bytes=65_000)) == ["3"]
    assert missed(row("portal list"), row("portal list", clients=4, rps=210.0)) == ["4"]
    assert missed(row("portal list"), failed=["portal list / team: answered 500"]) == ["0"]


def test_every_row_is_compared_with_its_own_in_the_small_set() -> None:
    now = row("queue by newest", "team", p50_ms=12.0)
    same, another = (
        row("queue by newest", "team", records=10_000, p50_ms=5.0),
        row("queue by newest", records=10_000),
    )
    assert missed(now, same, another | {"p50_ms": 11.0}) == ["2"]
    assert missed(now, same | {"p50_ms": 11.0}, another) == []
    assert missed(now, another) == ["2"]


def test_of_two_measurements_the_quieter_counts() -> None:
    calm, disturbed = row("portal list"), row("portal list", cpu_ms_db=9.0)
    assert quieter(disturbed, None) is disturbed
    for one, other in ((disturbed, calm), (calm, disturbed)):
        assert quieter(one, other)["cpu_ms_db"] == calm["cpu_ms_db"]


def test_growth_is_told_by_bursts_of_the_same_seconds() -> None:
    """A machine that was slow for all of them says nothing; nor does one that was quick for one of them, once."""
    before = row("record page", records=10_000, p50_ms=4.0, bursts_ms=[4.0, 8.0])
    small = quieter(row("record page", records=10_000, bursts_ms=[4.2]), before)
    assert small["bursts_ms"] == [4.0, 8.0, 4.2]
    assert missed(row("record page", p50_ms=9.0, bursts_ms=[4.4, 9.0, 9.9]), small) == []
    assert missed(row("record page", p50_ms=4.0, bursts_ms=[6.0, 12.0, 4.0]), small) == ["2"]


def test_pages_nobody_named_have_budgets_too() -> None:
    assert missed(row("page: /tasks"), row("page: /tasks", records=10_000, p50_ms=1.0)) == []
    assert missed(row("page: /tasks", statements=13)) == ["5"]
    assert missed(row("page: /tasks", cpu_ms_db=30.0)) == ["5"]


def test_a_slower_machine_is_judged_by_its_own_hello() -> None:
    hello = row("yardstick: hello", "-", cpu_ms_web=1.0, cpu_ms_db=0.0)
    assert missed(row("queue by newest", cpu_ms_db=20.0), hello) == []
    assert missed(row("comment over REST", cpu_ms_db=10.0), hello) == []
    assert missed(row("comment over REST", cpu_ms_db=10.0)) == ["1"]


def test_what_hello_took_in_the_same_moments_counts_before_that_of_the_whole_run() -> None:
    hello = row("yardstick: hello", "-", cpu_ms_web=1.0, cpu_ms_db=0.0)
    assert missed(row("queue by newest", cpu_ms_db=20.0, cpu_ms_hello=0.5), hello) == ["1"]
    assert missed(row("queue by newest", cpu_ms_db=9.0, cpu_ms_hello=0.5), hello) == []


def test_the_table_compares_with_the_last_run_and_with_the_small_set() -> None:
    now = [row("portal list", p50_ms=6.0), row("portal list", records=10_000)]
    text = table(now, by_key([row("portal list", cpu_ms_web=7.0)]))
    line = next(each for each in text.splitlines() if "6.00" in each)
    assert line.split()[-2:] == ["0.50", "1.50"]


def test_plans_that_grow_with_the_table_are_named() -> None:
    walk = {"Node Type": "Seq Scan", "Relation Name": "records_record"}
    assert list(offences({"Node Type": "Limit", "Plans": [walk]})) == ["walks records_record"]
    assert list(offences({"Node Type": "Seq Scan", "Relation Name": "organisation_team"})) == []
    vain = {
        "Node Type": "Index Scan",
        "Relation Name": "records_record",
        "Rows Removed by Filter": MOST_DISCARDED + 1,
    }
    assert list(offences(vain)) == [f"reads {MOST_DISCARDED + 1:,} rows of records_record in vain"]
    assert list(offences({"Node Type": "Limit", "Shared Hit Blocks": MOST_BUFFERS + 1}))


def test_the_last_turn_is_judged_beside_the_quietest_each_by_its_own_hello() -> None:
    def turns(last: float, hello: float) -> list[str]:
        quiet = row("search: common", "team", cpu_ms_hello=0.32)
        later = row("search: common", "team", cpu_ms_db=last, cpu_ms_hello=hello)
        return missed(quieter(later, quiet))

    assert turns(1.5, 0.32) == []
    assert turns(100.0, 0.32) == ["3"]
    assert turns(9.0, 1.2) == [], "the whole machine was slower"


def test_pages_touched_after_writes_are_judged() -> None:
    def touched(after: int, *, dear: bool) -> list[str]:
        return missed(
            row("search: rare"), touched={"": 5_000, "search: rare / team": [100, after, 7, 7, False, dear]}
        )

    assert touched(110, dear=False) == []
    assert touched(200, dear=True) == ["6"]


def test_a_list_that_holds_more_rows_may_look_up_more() -> None:
    assert Touched(100, 200, 4, 4, grown=False).dear
    assert not Touched(100, 200, 4, 4, grown=True).dear
    assert not Touched(100, 130, 4, 4, grown=False).dear
