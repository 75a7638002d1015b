"""`maitre person`: somebody leaves, comes back, or is forgotten."""

import pytest

from maitre.operation.incident import actions
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.audit.models import AuditEvent
from maitre.shared.organisation.models import Person
from tests.cast import Cast
from tests.terminal import Terminal


def person(cast: Cast, key: str) -> Person:
    return Person.objects.get(pk=cast.person(key).pk)


def test_who_is_deactivated_has_no_work_in_hand_and_the_book_says_why(terminal: Terminal, cast: Cast) -> None:
    incident = cast.incident()
    actions.assign(incident, by=SYSTEM_ACTOR, assignee=cast.person("agnes"))
    said = terminal("person", "deactivate", "Agnes@Harbour.example", "--reason", "Moved to the lodge")
    assert (said.status, said.out, said.err) == (0, "Agnes@Harbour.example is not active any more.\n", "")
    assert not person(cast, "agnes").is_active
    assert cast.fresh(incident).record.assignee is None
    event = AuditEvent.objects.get(what="person_deactivated")
    assert (event.subject, event.by_name) == ("agnes@harbour.example", "maitre person")
    assert "Moved to the lodge" in event.sealed


def test_nobody_is_deactivated_twice(terminal: Terminal, cast: Cast) -> None:
    assert terminal("person", "deactivate", "agnes@harbour.example").status == 0
    again = terminal("person", "deactivate", "agnes@harbour.example")
    assert (again.status, again.out) == (1, "")
    assert again.err.startswith("maitre: Agnes is not active any more.\n")


def test_who_comes_back_is_active_with_the_roles_they_had(terminal: Terminal, cast: Cast) -> None:
    terminal("person", "deactivate", "agnes@harbour.example")
    said = terminal("person", "reactivate", "agnes@harbour.example")
    assert (said.status, said.out) == (0, "agnes@harbour.example is active again.\n")
    assert person(cast, "agnes").is_active
    assert cast.actor("agnes").is_staff


def test_erasing_asks_first_and_no_is_no(terminal: Terminal, cast: Cast) -> None:
    said = terminal("person", "erase", "rita@harbour.example", typed="n\n")
    assert said.status == 1
    assert "Erase who rita@harbour.example is, for good?" in said.out
    assert person(cast, "rita").name == "Rita"
    nobody_there = terminal("person", "erase", "rita@harbour.example", typed="")
    assert nobody_there.status == 1
    assert person(cast, "rita").name == "Rita"


@pytest.mark.parametrize(("words", "typed"), [(["--yes"], ""), ([], "y\n")])
def test_who_is_erased_is_known_no_more_and_does_not_come_back(
    terminal: Terminal, cast: Cast, words: list[str], typed: str
) -> None:
    incident = cast.incident()
    said = terminal("person", "erase", "rita@harbour.example", *words, typed=typed)
    assert (said.status, said.out.splitlines()[-1][-32:]) == (
        0,
        "ita@harbour.example is known no more."[-32:],
    )
    gone = person(cast, "rita")
    assert "rita" not in f"{gone.name} {gone.email}".lower()
    assert cast.fresh(incident).record.requester_id == gone.pk
    assert terminal("person", "reactivate", "rita@harbour.example").status == 1
    refused = terminal("person", "reactivate", gone.email)
    assert (refused.status, refused.err.splitlines()[0]) == (1, "maitre: Who was erased does not come back.")


@pytest.mark.parametrize("verb", ["deactivate", "reactivate", "erase"])
def test_for_nobody_nothing_is_done(terminal: Terminal, cast: Cast, verb: str) -> None:
    words = ["--yes"] if verb == "erase" else []
    said = terminal("person", verb, "nobody@harbour.example", *words)
    assert (said.status, said.out) == (1, "")
    assert said.err == "maitre: Nobody has the address nobody@harbour.example.\n"
    assert Person.objects.filter(is_active=False).count() == 0


def test_nobody_is_asked_to_confirm_erasing_nobody(terminal: Terminal, cast: Cast) -> None:
    said = terminal("person", "erase", "nobody@harbour.example", typed="y\n")
    assert (said.status, said.out) == (1, "")


@pytest.mark.parametrize(
    "words", [["deactivate"], ["erase", "--no"], ["forget", "rita@harbour.example"], ["reactivate", "a", "b"]]
)
def test_wrong_usage_ends_with_2(terminal: Terminal, cast: Cast, words: list[str]) -> None:
    said = terminal("person", *words)
    assert (said.status, said.out) == (2, "")
    assert "maitre person" in said.err
