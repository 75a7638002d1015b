"""Calling colleagues with @ in a note: they follow the record, if they may see it anyway."""

import pytest

from maitre.operation.incident import actions as incidents
from maitre.operation.incident.models import Incident
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.conversation.actions import comment
from maitre.shared.conversation.notices import watchers_of
from maitre.shared.conversation.rules import mentioned
from maitre.shared.records.models import Visibility
from tests.cast import Cast


@pytest.fixture
def incident(cast: Cast) -> Incident:
    return cast.incident()


def called(cast: Cast, incident: Incident, text: str, *, by: str = "agnes") -> set[str]:
    comment(incident.record, text, by=cast.actor(by), visibility=Visibility.INTERNAL)
    return set(watchers_of(incident.record).values())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Leo can you look?", ["leo"]),
        ("Ask @Ines Carvalho, she knows", ["ines carvalho"]),
        ("(@leo)", ["leo"]),
        ("@leo and @olga", ["leo", "olga"]),
        ("@leo@harbour.example please", ["leo@harbour.example"]),
        ("mail leo@harbour.example", []),
        ("@ nobody", []),
        ("no at all", []),
    ],
)
def test_a_name_after_an_at_is_meant_with_as_many_words_as_fit(text: str, names: list[str]) -> None:
    found = mentioned(text)
    assert len(found) == len(names)
    assert all(name in spelt for name, spelt in zip(names, found, strict=True))


def test_a_colleague_called_by_name_follows_the_record(cast: Cast, incident: Incident) -> None:
    assert called(cast, incident, "@Leo, have a look. And @olga@harbour.example too.") == {"Leo", "Olga"}


def test_a_mention_opens_nothing(cast: Cast, incident: Incident) -> None:
    """Tess works for the network team only, Ben asks for his own things, Fiona is of another company."""
    assert called(cast, incident, "@Tess @Ben @Fiona look at this") == set()


def test_a_mention_in_a_circle_calls_only_its_members(cast: Cast, incident: Incident) -> None:
    incidents.confide(incident, cast.circles["board"], by=SYSTEM_ACTOR)
    assert called(cast, incident, "@Leo @Cyril", by="carla") == {"Cyril"}


def test_a_reply_calls_nobody(cast: Cast, incident: Incident) -> None:
    comment(incident.record, "@Leo", by=cast.actor("agnes"))
    assert watchers_of(incident.record) == {}


def test_of_two_people_of_one_name_nobody_is_called(cast: Cast, incident: Incident) -> None:
    olga = cast.person("olga")
    olga.name = "Leo"
    olga.save()
    assert called(cast, incident, "@Leo") == set()
    assert called(cast, incident, "@leo@harbour.example") == {"Leo"}


def test_whoever_may_note_but_not_add_others_calls_nobody(cast: Cast, incident: Incident) -> None:
    assert called(cast, incident, "@Leo", by="manfred") == set()
