"""Agents who act at the same moment: one is told it worked, the others that they were late, and nothing is lost."""

from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from maitre.kernel import chain
from maitre.kernel.errors import AlreadyChanged, IllegalTransition, MaitreError
from maitre.operation.incident import actions
from maitre.operation.incident.lifecycle import LIFECYCLE
from maitre.operation.incident.models import Incident, Resolution
from maitre.operation.incident.tests.steps import acts, incident_in
from maitre.shared.conversation.actions import comment
from maitre.shared.records.models import Entry, Record
from tests.patience import PATIENCE
from tests.race import rival, together

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def history(record_id: int) -> list[str]:
    """The verbs taken, after having checked that the chain holds and no place is missing."""
    record = Record.objects.get(pk=record_id)
    rows = list(
        Entry.objects.filter(record=record).order_by("seq").values_list("seq", "sealed", "hash", "verb")
    )
    assert (
        chain.check(
            [(seq, text, bytes(h)) for seq, text, h, _ in rows], (record.head_seq, bytes(record.head_hash))
        )
        == []
    )
    assert [seq for seq, *_ in rows] == list(range(1, len(rows) + 1))
    return [verb for *_, verb in rows]


@pytest.mark.parametrize("state", ["new", "assigned", "in_progress", "pending"])
def test_n60_of_eight_agents_at_once_exactly_one_wins(cast: "Cast", state: str) -> None:
    incident = incident_in(cast, state)
    before = len(history(incident.pk))
    rows = {verb: LIFECYCLE.row(state, verb) for verb in ("take", "resolve", "pause", "cancel")}
    targets = {verb: row.target for verb, row in rows.items() if row and row.target != state}
    tried = [(verb, key) for verb in list(targets) * 4 for key in ("agnes", "leo", "ada", "carla")][:8]
    loaded = [cast.fresh(incident) for _ in tried]
    told = together(
        [
            partial(acts(cast)[verb], mine, cast.actor(key))
            for (verb, key), mine in zip(tried, loaded, strict=True)
        ]
    )
    winners = [verb for (verb, _), each in zip(tried, told, strict=True) if not isinstance(each, MaitreError)]
    assert len(winners) == 1, told
    assert {type(each) for each in told if isinstance(each, MaitreError)} == {AlreadyChanged}
    assert Record.objects.get(pk=incident.pk).state == targets[winners[0]]
    assert history(incident.pk)[before:] == winners


def test_n60_two_resolutions_at_once_leave_one(cast: "Cast") -> None:
    incident = incident_in(cast, "in_progress")
    loaded = [cast.fresh(incident) for _ in range(6)]
    resolve = acts(cast)["resolve"]
    told = together([partial(resolve, each, cast.actor("agnes")) for each in loaded])
    assert sum(not isinstance(each, MaitreError) for each in told) == 1
    assert Resolution.objects.filter(incident=incident).count() == 1


def test_n49_fields_that_different_people_change_at_once_are_all_kept(cast: "Cast") -> None:
    incident = cast.incident()
    wanted: dict[str, object] = {"title": "Till 7", "service": "Tills", "item": "TILL-7", "kind": "outage"}
    loaded = {name: cast.fresh(incident) for name in wanted}
    told = together(
        [
            partial(actions.edit, loaded[name], {name: value}, by=cast.actor("leo"))
            for name, value in wanted.items()
        ]
    )
    assert all(isinstance(each, Entry) for each in told), told
    now = cast.fresh(incident)
    assert (now.record.title, now.service, now.item, now.kind) == tuple(wanted.values())
    assert now.record.version == 1 + len(wanted)
    assert history(incident.pk) == ["report", *["edit"] * len(wanted)]


def test_twenty_who_comment_at_once_are_all_heard(cast: "Cast") -> None:
    incident = incident_in(cast, "in_progress")
    before = len(history(incident.pk))

    def say(n: int) -> int:
        return comment(Record.objects.get(pk=incident.pk), f"Comment {n}", by=cast.actor("rita")).seq

    places = together([partial(say, n) for n in range(20)])
    assert sorted(places) == list(range(before + 1, before + 21))  # type: ignore[type-var]
    assert history(incident.pk)[before:] == ["comment"] * 20


def test_a_reply_that_meets_a_cancellation_is_kept_and_wakes_nothing(cast: "Cast") -> None:
    """The reply was loaded while the incident was pending; it is cancelled before the reply is written."""
    incident = cast.incident()
    actions.take(incident, by=cast.actor("agnes"))
    actions.pause(incident, by=cast.actor("agnes"), reason="requester", text="Which till?")
    theirs = Record.objects.get(pk=incident.pk)
    with rival() as rita:
        with transaction.atomic():
            actions.cancel(cast.fresh(incident), by=cast.actor("leo"), reason="Duplicate")
            reply = rita.begins(lambda: comment(theirs, "Till 7", by=cast.actor("rita")))
        assert reply.result(PATIENCE).verb == "comment"
    assert Record.objects.get(pk=incident.pk).state == "cancelled"
    assert history(incident.pk)[-2:] == ["cancel", "comment"]


def test_of_two_replies_at_once_both_are_kept_and_work_goes_on_once(cast: "Cast") -> None:
    incident = cast.incident()
    actions.take(incident, by=cast.actor("agnes"))
    actions.pause(incident, by=cast.actor("agnes"), reason="requester", text="Which till?")
    loaded = [Record.objects.get(pk=incident.pk) for _ in range(4)]
    told = together([partial(comment, each, "Till 7", by=cast.actor("rita")) for each in loaded])
    assert all(isinstance(each, Entry) for each in told), told
    now = Incident.objects.select_related("record").get(pk=incident.pk)
    assert (now.record.state, now.pause_reason) == ("in_progress", "")
    assert history(incident.pk).count("resume") == 1
    assert history(incident.pk).count("comment") == 4


def test_closing_by_itself_and_reopening_at_once_is_one_of_both(cast: "Cast") -> None:
    incident = incident_in(cast, "resolved")
    mine, theirs = cast.fresh(incident), cast.fresh(incident)
    told = together(
        [
            lambda: actions.close(mine, by=cast.actor("leo")),
            lambda: actions.reopen(theirs, by=cast.actor("rita"), reason="No"),
        ]
    )
    refusals = [each for each in told if isinstance(each, MaitreError)]
    assert [type(each) for each in refusals] in ([AlreadyChanged], [IllegalTransition])
    assert Record.objects.get(pk=incident.pk).state in {"closed", "in_progress"}
    assert len(history(incident.pk)) == incident.record.head_seq + 1
