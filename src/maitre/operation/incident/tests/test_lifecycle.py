"""N60, exhaustively: whoever tries whatever verb in whatever state, by the actions or on a page, only the table's
rows are possible. The diagram below is the specification; the table is compared with it, then the product with both.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from maitre.kernel.errors import IllegalTransition, MaitreError, NotAllowed, NotFound, NotReady
from maitre.operation.incident.actions import resolve
from maitre.operation.incident.lifecycle import LIFECYCLE
from maitre.operation.incident.models import Incident
from maitre.operation.incident.tests.steps import END, MARK, PATHS, acts, incident_in, made_ready
from maitre.operation.incident.verbs import VERBS
from maitre.shared.access.rules import Actor, Role
from maitre.shared.records.models import Entry, Record
from tests.browser import filled

if TYPE_CHECKING:
    from tests.cast import Cast

DIAGRAM = {
    "new": {"take": "in_progress", "assign": "assigned", "cancel": "cancelled"},
    "assigned": {"take": "in_progress", "assign": "assigned", "pause": "pending", "cancel": "cancelled"},
    "in_progress": {"take": "in_progress", "assign": "assigned", "pause": "pending", "resolve": "resolved"},
    "pending": {"resume": "in_progress", "assign": "pending", "resolve": "resolved", "cancel": "cancelled"},
    "resolved": {"close": "closed", "reopen": "in_progress"},
    "closed": {"reopen": "in_progress"},
    "cancelled": {},
}
OPEN = ("new", "assigned", "in_progress", "pending")
for _state in OPEN:
    DIAGRAM[_state]["prioritise"] = _state
for _state in (*OPEN, "resolved"):
    DIAGRAM[_state] |= {"edit": _state, "confide": _state, "merge": "closed"}
ONLY_MERGED = {"closed": {"unmerge": "in_progress"}}
"""Possible for what was merged alone, which nothing is here: test_merging.py does it."""

MARKED = {
    "hand_back": ("assigned", "in_progress", "pending"),
    **dict.fromkeys(("propose_major", "declare_major"), OPEN),
    **dict.fromkeys(
        ("demote_major", "appoint", "inform_management", "update_stakeholders"), (*OPEN, "resolved")
    ),
    "remind": (*OPEN, "resolved", "closed"),
    **dict.fromkeys(("write_review", "finish_review"), ("resolved", "closed")),
}
"""Verbs that leave the state as it is, and where they are possible."""
for _verb, _states in MARKED.items():
    for _state in _states:
        DIAGRAM[_state][_verb] = _state
DIAGRAM["in_progress"]["hand_back"] = "assigned"

WORKING = {"agent", "lead", "admin"}
LEADING = {"lead", "admin"}
WHO = dict.fromkeys(LIFECYCLE.verbs, WORKING) | {
    "close": {"lead", "admin", "requester"},
    "reopen": WORKING | {"requester"},
    "cancel": WORKING | {"requester"},
    "propose_major": WORKING | {"service_owner"},
    "declare_major": LEADING,
    "demote_major": LEADING,
    "finish_review": LEADING,
    "remind": set(),
}
"""Who may take each verb, besides the installation itself."""

OF_A_REQUESTER = {"reopen": "portal:reopen", "cancel": "portal:withdraw"}
TRYING = {
    "agnes": {"agent"},
    "leo": {"lead"},
    "chandra": {"change_manager"},
    "olga": {"service_owner"},
    "manfred": {"manager"},
    "audrey": {"auditor"},
    "ada": {"admin"},
    "tess": set(),  # an agent, but for another team's records only
    "rita": {"requester"},
    "ben": set(),  # belongs there, has nothing to do with it
    "fiona": set(),  # an agent of another company
}
"""Everybody who tries, and what they are to an incident of Rita's."""


def test_the_table_is_the_diagram() -> None:
    table = {
        state: {
            verb: LIFECYCLE.after(state, row).name
            for verb in LIFECYCLE.verbs
            if (row := LIFECYCLE.row(state, verb))
        }
        for state in LIFECYCLE.states
    }
    assert table == {state: steps | ONLY_MERGED.get(state, {}) for state, steps in DIAGRAM.items()}
    who = {
        verb: {who for row in LIFECYCLE.rows if row.verb == verb for who in row.who} - {"system"}
        for verb in WHO
    }
    assert who == WHO


def test_a_verb_that_takes_several_steps_at_once_takes_those_of_the_table() -> None:
    single = {
        (source, row.target) for row in LIFECYCLE.rows for source in row.sources if row.target and not row.via
    }
    paths = [(source, *row.via, row.target) for row in LIFECYCLE.rows for source in row.sources if row.via]
    assert len(paths) == 4
    for path in paths:
        assert set(pairwise(path)) <= single, path


def test_everybody_is_represented_among_those_who_try() -> None:
    assert set().union(*TRYING.values()) == {role.value for role in Role} | {"requester"}
    assert set(PATHS) == set(LIFECYCLE.states)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def state_of(incident: Incident) -> tuple[str, str, int]:
    return Record.objects.values_list("state", "phase", "head_seq").get(pk=incident.pk)


def attempt(incident: Incident, act: Any, by: Actor) -> type[MaitreError] | None:
    try:
        with transaction.atomic():
            act(incident, by)
    except MaitreError as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize("state", DIAGRAM)
def test_n60_no_action_leads_anywhere_but_along_the_table(cast: "Cast", state: str) -> None:
    incident = incident_in(cast, state)
    actors = {key: cast.actor(key) for key in TRYING}
    before = state_of(incident)
    for verb, act in acts(cast).items():
        for key, roles in TRYING.items():
            possible, allowed = verb in DIAGRAM[state], bool(roles & WHO[verb])
            with undone():
                refusal = attempt(made_ready(cast, incident, verb), act, actors[key])
                after = state_of(incident)
            told = f"{key} takes {verb} in {state}"
            if possible and allowed:
                assert refusal is None, told
                assert after[0] == DIAGRAM[state][verb], told
                assert after[1] == LIFECYCLE.states[after[0]].phase, told
            else:
                # Merging looks first for what it shall go into, and whether one may work on it.
                earlier = (NotFound, NotAllowed) if verb == "merge" else ()
                assert refusal in (IllegalTransition if not possible else NotAllowed, *earlier), told
                assert after == before, told


def form_of(verb: str, cast: "Cast") -> dict[str, Any]:
    """What somebody would fill in."""
    reason = {"reason": "Because"}
    return {
        "assign": {"team": cast.teams["desk"].pk, "reason": "Yours"},
        "pause": {"reason": "supplier", "text": "A part"},
        "resolve": END,
        "reopen": reason,
        "cancel": reason,
        "prioritise": {"impact": 2, "urgency": 2, "override": "", "reason": ""},
        "confide": {"circle": ""},
        "hand_back": reason,
        "propose_major": MARK,
        "declare_major": MARK,
        "demote_major": reason,
        "appoint": {"scribe": cast.person("carla").email},
        "update_stakeholders": {"text": "Nothing new", "next_within": 30},
        "write_review": {"version": 1, "went_well": "Fast"},
        "edit": {"title": "Two tills do not print"},
        "merge": {"into": "" if verb != "merge" else cast.incident("The same trouble").record.label},
    }.get(verb, {})


def _page_of(verb: str, label: str, roles: set[str]) -> str:
    """Where somebody takes a verb; a requester's own words have pages in the portal."""
    if roles == {"requester"} and verb in OF_A_REQUESTER:
        return reverse(OF_A_REQUESTER[verb], args=[label])
    if verb in {each.name for each in VERBS if each.at_once}:
        return reverse("incident:verb", args=[label, verb])
    return reverse(f"incident:{verb}", args=[label])


@pytest.mark.parametrize("state", DIAGRAM)
def test_n60_no_page_leads_anywhere_but_along_the_table(cast: "Cast", state: str) -> None:
    incident = incident_in(cast, state)
    before = state_of(incident)
    label = incident.record.label
    for key, roles in TRYING.items():
        sees = bool(roles)
        client = Client()
        client.force_login(cast.person(key))
        for verb in LIFECYCLE.verbs:
            if verb == "remind":
                continue  # the timetable takes it; there is no page
            url = _page_of(verb, label, roles)
            page = client.get(url) if verb == "edit" else None
            opened = filled(page, having="title") if page and page.status_code == 200 else {}
            with undone():
                made_ready(cast, incident, verb)
                answer = client.post(url, opened | form_of(verb, cast))
                after = state_of(incident)
            told = f"{key} posts {verb} in {state}: {answer.status_code}"
            if verb in DIAGRAM[state] and roles & WHO[verb]:
                assert answer.status_code == 302, told
                assert after[0] == DIAGRAM[state][verb], told
            else:
                assert answer.status_code in ((403, 404, 409, 422) if sees else (404,)), told
                assert after == before, told


BODIES: dict[str, Any] = {
    "change": {"title": "Two tills do not print"},
    "take": None,
    "assign": {"team": "desk"},
    "pause": {"reason": "supplier"},
    "resume": None,
    "resolve": END,
    "close": None,
    "reopen": {"reason": "It happened again"},
    "prioritise": {"impact": 2},
    "confide": {"circle": None},
    "cancel": {"reason": "Was none"},
    "hand_back": {"reason": "Not ours"},
    "propose_major": dict(MARK),
    "declare_major": dict(MARK),
    "demote_major": {"reason": "One till only"},
    "appoint": {"scribe": "carla@harbour.example"},
    "inform_management": None,
    "update_stakeholders": {"text": "Nothing new"},
    "write_review": {"went_well": "Fast"},
    "finish_review": None,
}
"""What each operation of the interface is sent; `incidents_change` is how it calls editing."""


def operations() -> dict[str, tuple[str, str]]:
    """Method and address of each operation that takes a verb, as the interface itself describes them."""
    found = {
        operation["operationId"].removeprefix("incidents_"): (method, path)
        for path, methods in Client().get("/api/v1/openapi.json").json()["paths"].items()
        for method, operation in methods.items()
    }
    return {name: found[name] for name in BODIES}


@pytest.mark.parametrize("state", DIAGRAM)
def test_n60_no_call_leads_anywhere_but_along_the_table(cast: "Cast", state: str) -> None:
    incident = incident_in(cast, state)
    before = state_of(incident)
    for key in ("agnes", "manfred", "rita", "fiona"):
        client = Client()
        client.force_login(cast.person(key))
        for name, (method, path) in operations().items():
            verb = "edit" if name == "change" else name
            body = None if BODIES[name] is None else json.dumps(BODIES[name])
            url = path.format(number=incident.record.label)
            with undone():
                made_ready(cast, incident, verb)
                answer = client.generic(method.upper(), url, body or "", content_type="application/json")
                after = state_of(incident)
            told = f"{key} calls {name} in {state}: {answer.status_code} {answer.content!r}"
            if verb in DIAGRAM[state] and TRYING[key] & WHO[verb]:
                assert answer.status_code == 200, told
                assert after[0] == DIAGRAM[state][verb], told
            else:
                assert answer.status_code in ((403, 409, 422) if TRYING[key] else (404,)), told
                assert after == before, told


def test_n60_a_state_cannot_be_set_by_naming_it(cast: "Cast") -> None:
    """Whatever a form or a body carries besides its fields goes nowhere."""
    incident = incident_in(cast, "new")
    client = Client()
    client.force_login(cast.person("agnes"))
    url = reverse("incident:edit", args=[incident.record.label])
    form = filled(client.get(url), having="title") | form_of("edit", cast)
    answer = client.post(url, form | {"state": "closed", "phase": "closed", "version": 99, "record": 1})
    assert answer.status_code == 302
    record = Record.objects.get(pk=incident.pk)
    assert (record.state, record.phase, record.version, record.title) == (
        "new",
        "queued",
        2,
        "Two tills do not print",
    )


@pytest.mark.parametrize("verb", ["resume", "resolve", "cancel"])
def test_what_an_incident_waited_for_is_forgotten_when_it_waits_no_more(cast: "Cast", verb: str) -> None:
    incident = incident_in(cast, "pending")
    acts(cast)[verb](incident, cast.actor("agnes"))
    now = cast.fresh(incident)
    assert (now.pause_reason, now.wakes_at) == ("", None)


def test_a_resolution_needs_to_say_how_why_and_what(cast: "Cast") -> None:
    incident = incident_in(cast, "in_progress")
    empty = {"code": "", "cause": "", "solution": " "}
    assert attempt(incident, lambda it, by: resolve(it, by=by, **empty), cast.actor("agnes")) is NotReady
    assert Entry.objects.filter(record=incident.pk).count() == incident.record.head_seq
