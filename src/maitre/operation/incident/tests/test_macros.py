"""Macros: kept by people and teams, shown beforehand, taken as one or not at all, for one record and for many."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from maitre.kernel.errors import AlreadyChanged, IllegalTransition, Invalid, MaitreError, NotAllowed, NotFound
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.shared.audit.models import AuditEvent
from maitre.shared.macros.actions import drop_macro, keep_macro, look_ahead, run_macro
from maitre.shared.macros.models import Macro
from maitre.shared.notifications.models import Notification
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Entry
from maitre.shared.records.notices import tell
from tests.browser import filled
from tests.callers import Caller, problem
from tests.cast import Cast, make_cast
from tests.race import together

ABSENT: Sequence[Mapping[str, Any]] = (
    {"verb": "edit", "category": "harbour-hardware", "service": "Till"},
    {"verb": "prioritise", "impact": 1, "urgency": 2},
    {"verb": "assign", "team": "network", "reason": "The switch again"},
    {"verb": "reply", "texts": {"en": "Dear {{requester.first_name}}, we look at {{record.number}}."}},
    {"verb": "pause", "reason": "supplier", "days": 3},
)


@pytest.fixture
def macro(cast: Cast) -> Macro:
    return keep_macro("To the network", "incident", ABSENT, by=cast.actor("leo"), team=cast.teams["desk"])


def own(cast: Cast, *steps: Mapping[str, Any], key: str = "agnes") -> Macro:
    return keep_macro("Mine", "incident", steps, by=cast.actor(key))


def browser(cast: Cast, key: str) -> Client:
    client = Client()
    client.force_login(cast.person(key))
    return client


def life(incident: Incident) -> list[str]:
    return list(Entry.objects.filter(record=incident.record).order_by("seq").values_list("verb", flat=True))


def test_every_step_is_taken_through_its_ordinary_action(cast: Cast, macro: Macro) -> None:
    incident = cast.incident()
    run_macro(macro, incident.record.label, by=cast.actor("agnes"))
    now = cast.fresh(incident)
    assert life(incident) == ["report", "edit", "prioritise", "assign", "comment", "pause"]
    assert (now.record.state, now.record.team, now.impact, now.service) == (
        "pending",
        cast.teams["network"],
        1,
        "Till",
    )
    assert now.wakes_at is not None
    said = [each.text for each in tell(now.record, internal=False) if each.verb == "comment"]
    assert said == [f"Dear Rita, we look at {incident.record.label}."]
    assert Notification.objects.filter(person=cast.person("rita"), verb="comment").count() == 1


def test_a_refused_step_takes_all_of_them_back(cast: Cast) -> None:
    macro = own(
        cast,
        {"verb": "note", "texts": {"en": "Nobody shall ever read this"}},
        {"verb": "assign", "team": "network"},
        {"verb": "close"},
    )
    incident = cast.incident()
    with pytest.raises(IllegalTransition, match=r"^Close: INC-"):
        run_macro(macro, incident.record.label, by=cast.actor("agnes"))
    now = cast.fresh(incident)
    assert (life(incident), now.record.state, now.record.team) == (["report"], "new", None)
    assert now.record.version == incident.record.version
    assert not Notification.objects.filter(record=incident.record, verb="note").exists()


def test_looking_ahead_tells_all_of_it_and_leaves_nothing(cast: Cast, macro: Macro) -> None:
    incident = cast.incident()
    before, jobs = list(Entry.objects.values_list("record_id", "seq")), ProcrastinateJob.objects.count()
    told = Notification.objects.count()
    ahead = look_ahead(macro, incident.record.label, by=cast.actor("agnes"))
    assert ahead.is_open
    assert [step.told for step in ahead.steps] == [
        "Set category Hardware (harbour), service Till",
        "Set impact High, urgency Medium",
        "Hand over to Network",
        "Reply to the requester",
        "Wait for a supplier, at most 3 business days",
    ]
    assert ahead.steps[3].text == f"Dear Rita, we look at {incident.record.label}."
    assert (ahead.state, ahead.version) == ("pending", incident.record.version)
    assert list(Entry.objects.values_list("record_id", "seq")) == before
    assert (ProcrastinateJob.objects.count(), Notification.objects.count()) == (jobs, told)
    assert cast.fresh(incident).record.state == "new"


def test_looking_ahead_names_every_step_that_is_blocked_and_why(cast: Cast) -> None:
    macro = own(cast, {"verb": "resume"}, {"verb": "take"}, {"verb": "close"})
    ahead = look_ahead(macro, cast.incident().record.label, by=cast.actor("agnes"))
    assert [bool(step.blocked) for step in ahead.steps] == [True, False, True]
    assert not ahead.is_open
    assert "possible from pending" in ahead.steps[0].blocked


def test_nothing_is_done_to_a_record_that_changed_since_it_was_looked_at(cast: Cast, macro: Macro) -> None:
    incident = cast.incident()
    ahead = look_ahead(macro, incident.record.label, by=cast.actor("agnes"))
    actions.take(incident, by=cast.actor("carla"))
    with pytest.raises(AlreadyChanged):
        run_macro(macro, incident.record.label, by=cast.actor("agnes"), seen=ahead.version)
    assert life(incident) == ["report", "take"]


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_each_do_everything_or_nothing() -> None:
    cast = make_cast()
    steps = (
        {"verb": "take"},
        {"verb": "note", "texts": {"en": "Mine now"}},
        {"verb": "edit", "service": "Till"},
    )
    macros = {key: own(cast, *steps, key=key) for key in ("agnes", "carla")}
    for _ in range(5):
        incident = cast.incident()
        label = incident.record.label
        acts = [partial(run_macro, macros[key], label, by=cast.actor(key)) for key in macros]
        outcomes = together(acts)
        done = [each for each in outcomes if not isinstance(each, MaitreError)]
        verbs = life(incident)[1:]
        assert done
        assert verbs.count("take") == verbs.count("note") == len(done)
        assert verbs[:2] == ["take", "note"]


def test_a_macro_opens_nothing_that_its_user_may_not(cast: Cast, macro: Macro) -> None:
    mine = own(cast, {"verb": "assign", "team": "summit"})
    foreign = cast.incident("Theirs", requester="fred").record.label
    secret = cast.incident("Of the board", requester="ben")
    actions.confide(secret, cast.circles["board"], by=cast.actor("carla"))
    agnes = cast.actor("agnes")
    for label in (foreign, secret.record.label, "INC-999999"):
        with pytest.raises(NotFound):
            run_macro(macro, label, by=agnes)
        with pytest.raises(NotFound):
            look_ahead(macro, label, by=agnes)
        for address in ("tools", f"macros/{macro.pk}"):
            assert browser(cast, "agnes").get(f"/incidents/{label}/{address}").status_code == 404
    with pytest.raises(Invalid, match="summit"):
        run_macro(mine, cast.incident().record.label, by=agnes)
    with pytest.raises(NotAllowed):
        run_macro(macro, cast.incident().record.label, by=cast.actor("manfred"))
    with pytest.raises(NotAllowed):
        run_macro(macro, cast.incident().record.label, by=cast.actor("agnes", readonly=True))


def test_a_teams_macro_is_its_members_and_its_leads_and_nobody_elses(cast: Cast, macro: Macro) -> None:
    label = cast.incident().record.label
    assert macro.key == "desk-to-the-network"
    for key, uses, changes in (
        ("agnes", 1, 0),
        ("leo", 1, 1),
        ("ada", 0, 1),
        ("carla", 0, 0),
        ("falk", 0, 0),
    ):
        client = browser(cast, key)
        assert ("To the network" in client.get("/incidents/macros").content.decode()) == bool(
            uses or changes
        ), key
        assert (client.get(f"/incidents/macros/{macro.pk}").status_code == 200) == bool(changes), key
        assert (client.get(f"/incidents/{label}/macros/{macro.pk}").status_code == 200) == bool(uses), key
    assert browser(cast, "rita").get("/incidents/macros").status_code == 404
    with pytest.raises(NotAllowed):
        keep_macro("x", "incident", ABSENT, by=cast.actor("agnes"), team=cast.teams["desk"])
    with pytest.raises(NotAllowed):
        keep_macro("x", "incident", ABSENT, by=cast.actor("leo"), team=cast.teams["summit"])
    with pytest.raises(NotFound):
        drop_macro(macro.pk, by=cast.actor("agnes"))
    drop_macro(macro.pk, by=cast.actor("leo"))
    assert AuditEvent.objects.filter(what="definition.removed", subject="macro desk-to-the-network").exists()


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([], "1 to 10 steps"),
        ([{"verb": "explode"}], "is none of"),
        ([{"verb": "take"}, {"verb": "take"}], "stands twice"),
        ([{"verb": "take", "colour": "red"}], "Extra inputs"),
        ([{"verb": "pause", "reason": "requester"}], "write what you need to know"),
        ([{"verb": "pause", "reason": "scheduled"}], "after how many days"),
        ([{"verb": "prioritise", "priority": 1}], "takes a reason"),
        ([{"verb": "assign"}], "name a team or a person"),
        ([{"verb": "reply", "texts": {"en": "{{assignee.name}}"}}], "is no placeholder"),
        ([{"verb": "reply", "texts": {"xx": "Hello"}}], "is no language"),
        ([{"verb": "resolve", "code": "fixed", "cause": "network", "texts": {}}], "Write something first"),
    ],
)
def test_what_could_never_work_is_refused_when_it_is_saved(
    cast: Cast, steps: list[dict[str, Any]], why: str
) -> None:
    with pytest.raises(Invalid, match=why):
        own(cast, *steps)


def test_a_form_keeps_it_shows_it_again_and_runs_it(cast: Cast) -> None:
    leo = browser(cast, "leo")
    given = {
        "name": "Broken till", "owner": cast.teams["desk"].pk, "category": cast.categories["harbour"].pk,
        "type": "outage", "impact": "1", "take": "on", "team": cast.teams["network"].pk,
        "assign_reason": "Look at the switch", "note_en": "By macro", "end": "pause", "wait_for": "requester",
        "end_en": "Which till is it, {{requester.first_name}}?", "end_de": "Welche Kasse?",
    }  # fmt: skip
    assert leo.post("/incidents/macros/new", given).status_code == 302
    macro = Macro.objects.get()
    assert [step["verb"] for step in macro.steps] == ["edit", "prioritise", "take", "assign", "note", "pause"]
    page = leo.get(f"/incidents/macros/{macro.pk}")
    again = filled(page, having="assign_reason")
    assert leo.post(f"/incidents/macros/{macro.pk}", again).status_code == 302
    assert Macro.objects.get().steps == macro.steps
    incident = cast.incident()
    Person.objects.filter(pk=cast.person("rita").pk).update(language="de")
    menu = leo.get(f"/incidents/{incident.record.label}/tools").content.decode()
    assert "Broken till" in menu
    address = f"/incidents/{incident.record.label}/macros/{macro.pk}"
    page = leo.get(address)
    assert "Welche Kasse?" in page.content.decode()
    answer = leo.post(address, filled(page, having="seen"))
    assert (answer.status_code, answer["Location"]) == (302, f"/incidents/{incident.record.label}")
    assert cast.fresh(incident).record.state == "pending"


def test_a_page_that_is_overtaken_says_so_and_shows_what_would_happen_now(cast: Cast, macro: Macro) -> None:
    incident = cast.incident()
    agnes = browser(cast, "agnes")
    address = f"/incidents/{incident.record.label}/macros/{macro.pk}"
    sent = filled(agnes.get(address), having="seen")
    actions.cancel(incident, by=cast.actor("leo"), reason="None")
    answer = agnes.post(address, sent)
    assert answer.status_code == 409
    assert "changed in the meantime" in answer.content.decode()
    assert "Nothing was done." in answer.content.decode()


def test_a_team_that_is_gone_blocks_the_step_and_says_so(cast: Cast, macro: Macro) -> None:
    team = cast.teams["network"]
    team.is_active = False
    team.save()
    ahead = look_ahead(macro, cast.incident().record.label, by=cast.actor("agnes"))
    assert "There is no “network” any more" in ahead.steps[2].blocked


def test_many_are_run_one_by_one_and_each_says_what_became_of_it(cast: Cast, macro: Macro) -> None:
    open_one, done = cast.incident("Oven cold"), cast.incident("Done long ago")
    actions.cancel(done, by=cast.actor("agnes"), reason="None")
    foreign = cast.incident("Nobody of ours", requester="fred")
    agnes = browser(cast, "agnes")
    labels = [each.record.label for each in (open_one, done, foreign)]
    form = agnes.post("/incidents/bulk", {"verb": "macro", "record": labels}, follow=True)
    assert "To the network" in form.content.decode()
    sent = {"macro": macro.pk, "record": labels, "back": "/incidents"}
    text = agnes.post("/incidents/bulk/macro", sent, follow=True).content.decode()
    assert "1 done, 2 not done" in text
    assert "Nobody of ours" not in text
    assert cast.fresh(open_one).record.state == "pending"
    assert life(done) == ["report", "cancel"]


def test_rest_offers_runs_and_bulks_them(cast: Cast, macro: Macro) -> None:
    caller = Caller(cast.person("agnes"))
    one, other, done = (cast.incident(each).record.label for each in ("One", "Other", "Done"))
    caller.post(f"/incidents/{done}/cancellation", {"reason": "None"})
    [told] = caller.get(f"/incidents/{one}/macros").json()  # type: ignore[attr-defined]
    assert (told["key"], told["open"], len(told["steps"])) == (macro.key, True, 5)
    assert caller.post(f"/incidents/{one}/macros", {"macro": macro.key}, If_Match='"99"').status_code == 412
    answer = caller.post(f"/incidents/{one}/macros", {"macro": macro.key})
    assert (answer.status_code, answer.json()["state"]) == (200, "pending")  # type: ignore[attr-defined]
    rows = [{"operation": "macro", "number": each, "body": {"macro": macro.pk}} for each in (other, done)]
    result = caller.post("/incidents/bulk", {"rows": rows}).json()  # type: ignore[attr-defined]
    assert [item["status"] for item in result["items"]] == [200, 409]
    assert (
        problem(Caller(cast.person("carla")).post(f"/incidents/{one}/macros", {"macro": macro.pk}))["status"]
        == 404
    )


def test_the_palette_offers_them_on_the_record(cast: Cast, macro: Macro) -> None:
    label = cast.incident().record.label
    asked = {"q": "to the", "on": label}
    assert (
        f"/incidents/{label}/macros/{macro.pk}"
        in browser(cast, "agnes").get("/palette", asked).content.decode()
    )
    assert "To the network" not in browser(cast, "carla").get("/palette", asked).content.decode()
