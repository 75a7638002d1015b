"""Reads stories/*.yaml: what goes wrong in hotels, restaurants and a clinic, what people say, how it ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Story:
    """One thing that can go wrong. Texts have placeholders; `then` is what is said, in order, and by whom."""

    title: str
    says: str
    then: tuple[tuple[str, str], ...]
    done: str
    code: str
    cause: str
    team: str
    category: str
    impact: int
    urgency: int
    kind: str
    service: str
    item: str
    sites: tuple[str, ...]
    people: tuple[str, ...]
    vary: tuple[str, ...]
    language: str
    again: str
    attach: str
    circle: str

    @property
    def family(self) -> str:
        """The company it happens in: how keys of its organisations begin."""
        return self.team.partition("-")[0]

    @property
    def pressing(self) -> bool:
        """It stops a house, so somebody of the team is called at any hour."""
        return self.impact < 3 and self.urgency == 1

    def waits_for(self, whom: str) -> bool:
        return any(verb == whom for verb, _ in self.then)


@cache
def stories() -> tuple[Story, ...]:
    """All of them, in the order of the files."""
    return tuple(story for path in sorted((HERE / "stories").glob("*.yaml")) for story in _read(path))


def _read(path: Path) -> Iterator[Story]:
    file = yaml.safe_load(path.read_text(encoding="utf-8"))
    for given in file["stories"]:
        yield _story(given, file["team"], "")
    for given in file.get("confidential", []):
        yield _story(given, file["team"], "linden-hr-cases")


def _story(given: Mapping[str, Any], team: str, circle: str) -> Story:
    family = team.partition("-")[0]
    impact, urgency = str(given["level"]).split()
    code, cause = str(given["how"]).split()
    return Story(
        title=given["title"],
        says=given["says"],
        then=tuple((verb, text) for turn in given.get("then", []) for verb, text in turn.items()),
        done=given["done"],
        code=code,
        cause=cause,
        team=team,
        category=f"{family}-{given['category']}",
        impact=int(impact),
        urgency=int(urgency),
        kind=given.get("kind", "degradation"),
        service=given.get("service", ""),
        item=given.get("item", ""),
        sites=tuple(f"{family}-{site}" for site in given.get("from", ["clinic"])),
        people=tuple(f"{who}@demo.example" for who in given.get("who", [])),
        vary=tuple(given.get("vary", [""])),
        language=given.get("language", "en"),
        again=given.get("again", ""),
        attach=given.get("attach", ""),
        circle=circle,
    )
