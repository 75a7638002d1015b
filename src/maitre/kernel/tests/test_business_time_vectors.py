"""Working-time vectors of another product, read from the shared data beside the project.

Set MAITRE_SHARED when it lies elsewhere. Without it these tests are skipped, and `pytest -rs` says so.
"""

import gzip
import json
import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from maitre.kernel.business_time import END_OF_DAY, Calendar, Span, add, elapsed
from maitre.kernel.errors import Invalid

SHARED = Path(os.environ.get("MAITRE_SHARED") or Path(__file__).resolve().parents[4].parent / "shared")
FOLDER = SHARED / "data" / "business-time-vectors"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LISTED_NINE = [8, 9, 10, 11, 12, 14, 15, 16, 17]
NINE_HOLIDAYS = {"1": {"1": ""}, "5": {"1": ""}, "12": {"24": "", "25": "", "26": "", "31": ""}}
ABSENT = pytest.param(
    None, id="absent", marks=pytest.mark.skip(reason=f"the vectors are not at {FOLDER}; set MAITRE_SHARED")
)


def vectors(name: str) -> list[Any]:
    path = FOLDER / f"otobo-{name}.json.gz"
    if not path.is_file():
        return [ABSENT]
    found, week, holidays = [], {}, {}
    for number, vector in enumerate(json.loads(gzip.decompress(path.read_bytes()))):
        week = vector.get("WorkingHoursConfig", week)  # a missing one keeps that of the vector before
        holidays = vector.get("VacationDaysConfig", holidays)
        own = (vector["TimeZone"], week, holidays)
        nine = ("Europe/Berlin", dict.fromkeys(DAYS[:5], LISTED_NINE), NINE_HOLIDAYS)
        calendar = calendar_of(*(nine if vector.get("Calendar") == 9 else own))
        found.append(pytest.param((vector, calendar), id=f"{number}-{vector['Name']}"))
    return found


def calendar_of(zone: str, week: dict[str, list[int]], holidays: dict[str, dict[str, str]]) -> Calendar:
    closed: dict[date, tuple[Span, ...]] = {
        date(year, int(month), int(day)): ()
        for year in range(2012, 2020)
        for month, days in holidays.items()
        for day in days
    }
    return Calendar(zone, {n: whole_hours(week.get(day) or []) for n, day in enumerate(DAYS)}, closed)


def whole_hours(listed: list[int]) -> tuple[Span, ...]:
    return tuple((time(int(h)), time(int(h) + 1) if int(h) < 23 else END_OF_DAY) for h in listed)


def instant(vector: dict[str, Any], key: str) -> datetime:
    naive = datetime.fromisoformat(vector[key])
    return naive.replace(tzinfo=ZoneInfo(vector["TimeZone"])).astimezone(UTC)


@pytest.mark.parametrize("case", vectors("AddWorkingTime"))
def test_adding_working_time_ends_where_the_vector_says(case: tuple[dict[str, Any], Calendar]) -> None:
    vector, calendar = case
    start, end = instant(vector, "StartDateTimeString"), instant(vector, "ExpectedEndDateTimeString")
    parts = {unit.lower(): amount for unit, amount in vector["WorkingTimeToAdd"].items()}
    if vector["Name"].endswith("must fail"):
        with pytest.raises((Invalid, TypeError)):  # negative work; years, which no duration has
            add(start, timedelta(**parts), calendar)
        return
    assert add(start, timedelta(**parts), calendar) == end
    assert elapsed(start, end, calendar) == timedelta(**parts)


@pytest.mark.parametrize("case", vectors("DeltaWorkingTime"))
def test_working_time_between_is_what_the_vector_says(case: tuple[dict[str, Any], Calendar]) -> None:
    vector, calendar = case
    start, end = instant(vector, "StartDateTimeString"), instant(vector, "EndDateTimeString")
    expected = timedelta(seconds=vector["ExpectedResult"]["AbsoluteSeconds"])
    worked = elapsed(start, end, calendar)
    if end < start:
        # There a swapped range counts nothing; here it counts backwards, as overdue time needs.
        assert expected == timedelta(0)
        assert worked == -elapsed(end, start, calendar) < timedelta(0)
    else:
        assert worked == expected
