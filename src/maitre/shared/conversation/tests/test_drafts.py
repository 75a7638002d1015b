"""N50: nothing typed is ever lost. What is written is kept for its writer alone, whatever becomes of the record."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.shared.access.models import Grant
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.conversation.actions import comment
from maitre.shared.conversation.jobs import drop_outdated_drafts
from maitre.shared.conversation.models import Draft
from maitre.shared.conversation.rules import DRAFT_LIMIT
from maitre.shared.records.models import Visibility
from tests.browser import filled
from tests.cast import Cast


def browser(cast: Cast, key: str) -> Client:
    client = Client()
    client.force_login(cast.person(key))
    return client


def keep(
    client: Client, incident: Incident, text: str, *, tab: str = "aa", keystroke: int = 1, **more: Any
) -> Any:
    given = {
        "place": "talk",
        "record": incident.record.label,
        "text": text,
        "tab": tab,
        "keystroke": keystroke,
    }
    return client.post("/drafts", given | more)


def written(client: Client, incident: Incident, page: str = "") -> str:
    """What stands in the composer when the page is opened."""
    answer = client.get(f"/incidents/{incident.record.label}{page}")
    return filled(answer, having="body")["body"]


@pytest.fixture
def incident(cast: Cast) -> Incident:
    return cast.incident()


def test_n50_a_draft_is_there_again_on_any_page_load(cast: Cast, incident: Incident) -> None:
    assert (
        keep(browser(cast, "agnes"), incident, "Please try port 4").json()["said"].startswith("Draft saved")
    )
    assert written(browser(cast, "agnes"), incident) == "Please try port 4"


def test_n50_a_note_comes_back_as_a_note(cast: Cast, incident: Incident) -> None:
    """A note that came back as a reply would reach the requester by a slip."""
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "The till was dropped", voice="internal")
    page = agnes.get(f"/incidents/{incident.record.label}").content.decode()
    assert 'name="voice" value="internal" checked' in page
    assert 'name="voice" value="public" checked' not in page


def both(client: Client, incident: Incident) -> dict[str, str]:
    """What stands in the two forms of the composer, by where each is sent."""
    page = html.fromstring(client.get(f"/incidents/{incident.record.label}").content.decode())
    return {
        form.get("action").rsplit("/", 1)[-1]: form.fields["body"].strip()
        for form in page.xpath("//*[@data-composer]//form")
    }


def test_n33_a_note_and_a_reply_are_two_drafts_and_neither_is_ever_the_other(
    cast: Cast, incident: Incident
) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "The guest is a thief", place="note", voice="internal")
    assert both(agnes, incident) == {"replies": "", "notes": "The guest is a thief"}
    keep(agnes, incident, "Dear Rita", keystroke=2)
    assert both(agnes, incident) == {"replies": "Dear Rita", "notes": "The guest is a thief"}
    agnes.post(f"/incidents/{incident.record.label}/replies", {"body": "Dear Rita", "draft": "aa"})
    assert both(agnes, incident) == {"replies": "", "notes": "The guest is a thief"}
    agnes.post(f"/incidents/{incident.record.label}/notes", {"body": "The guest is a thief", "draft": "aa"})
    assert both(agnes, incident) == {"replies": "", "notes": ""}


def test_n33_a_page_from_before_the_two_had_forms_of_their_own_keeps_its_note_as_a_note(
    cast: Cast, incident: Incident
) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "The guest is a thief", place="talk", voice="internal")
    assert both(agnes, incident) == {"replies": "", "notes": "The guest is a thief"}


def test_n33_a_refused_note_comes_back_as_a_note_beside_the_reply_that_waits(
    cast: Cast, incident: Incident
) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "Dear Rita")
    answer = agnes.post(f"/incidents/{incident.record.label}/notes", {"body": "x" * 60_000})
    assert answer.status_code == 422
    reply, note = html.fromstring(answer.content.decode()).xpath("//*[@data-composer]//form")
    assert (reply.fields["body"].strip(), len(note.fields["body"].strip())) == ("Dear Rita", 60_000)
    assert b'name="voice" value="internal" checked' in answer.content


def test_n33_resolving_from_a_private_note_never_fills_a_public_field(cast: Cast, incident: Incident) -> None:
    """Neither a note that was sent nor one that waits stands in a form whose text the requester reads."""
    agnes, rita = browser(cast, "agnes"), browser(cast, "rita")
    actions.take(incident, by=cast.actor("agnes"))
    comment(incident.record, "Zqsent note", by=cast.actor("agnes"), visibility=Visibility.INTERNAL)
    keep(agnes, incident, "Zqwaiting note", place="note", voice="internal")
    here = f"/incidents/{incident.record.label}"
    for verb in ("resolution", "pause", "cancellation"):
        page = html.fromstring(agnes.get(f"{here}/{verb}").content.decode())
        typed = [value for form in page.forms for _, value in form.form_values() if form.method == "POST"]
        assert page.xpath("//main//textarea"), verb
        assert not [value for value in typed if "Zq" in value], verb
    given = {"code": "fixed", "cause": "hardware", "solution": ""}
    assert agnes.post(f"{here}/resolution", given).status_code == 422
    assert agnes.post(f"{here}/resolution", given | {"solution": "A new cable"}).status_code == 302
    told = rita.get(f"/mine/{incident.record.label}").content.decode()
    assert "A new cable" in told
    assert "Zq" not in told


def test_n50_a_text_that_two_other_tabs_hold_is_told_of_once_and_thrown_away_once(
    cast: Cast, incident: Incident
) -> None:
    """A tab that is loaded again while it saves leaves the same text twice: under its old name and its new one."""
    agnes = browser(cast, "agnes")
    for tab in ("aa", "bb"):
        keep(agnes, incident, "From the second\n\nFrom the first", tab=tab)
    answer = keep(agnes, incident, "From the first, more", tab="cc").json()
    assert answer["others"].count("data-held=") == 1
    [pk] = re.findall(r'data-held="(\d+)"', answer["others"])
    agnes.post("/drafts/removal", {"draft": pk})
    assert list(Draft.objects.values_list("text", flat=True)) == ["From the first, more"]


def test_n50_nobody_else_reads_a_draft(cast: Cast, incident: Incident) -> None:
    keep(browser(cast, "agnes"), incident, "Zqsecret")
    for key in ("leo", "ada", "audrey"):
        assert (
            "Zqsecret" not in browser(cast, key).get(f"/incidents/{incident.record.label}").content.decode()
        )
        assert "Zqsecret" not in browser(cast, key).get("/drafts").content.decode()


def test_n50_sending_ends_the_draft(cast: Cast, incident: Incident) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "Please try port 4")
    agnes.post(f"/incidents/{incident.record.label}/replies", {"body": "Please try port 4", "draft": "aa"})
    assert not Draft.objects.exists()
    assert written(agnes, incident) == ""


def test_n50_a_refused_reply_keeps_the_draft(cast: Cast, incident: Incident) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "x" * 60_000)
    answer = agnes.post(f"/incidents/{incident.record.label}/replies", {"body": "x" * 60_000, "draft": "aa"})
    assert answer.status_code == 422
    assert Draft.objects.get().text == "x" * 60_000


def test_n50_two_tabs_both_stay_and_the_last_one_opens(cast: Cast, incident: Incident) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "From the first tab", tab="aa")
    answer = keep(agnes, incident, "From the second tab", tab="bb").json()
    assert "From the first tab" in answer["others"]
    page = agnes.get(f"/incidents/{incident.record.label}").content.decode()
    assert written(agnes, incident) == "From the second tab"
    assert "From the first tab" in page


def test_n50_a_new_page_takes_the_draft_over_while_nobody_wrote_on(cast: Cast, incident: Incident) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "Please", tab="aa", keystroke=6)
    keep(agnes, incident, "Please try", tab="bb", keystroke=1, **{"from": "aa", "from_keystroke": 6})
    assert list(Draft.objects.values_list("text", "tab")) == [("Please try", "bb")]


def test_n50_a_draft_that_was_written_on_elsewhere_is_not_taken_over(cast: Cast, incident: Incident) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "Please", tab="aa", keystroke=6)
    keep(agnes, incident, "Please wait for Ines", tab="aa", keystroke=20)
    keep(agnes, incident, "Please try", tab="bb", keystroke=1, **{"from": "aa", "from_keystroke": 6})
    assert set(Draft.objects.values_list("text", flat=True)) == {"Please wait for Ines", "Please try"}


def test_n50_what_arrives_late_does_not_undo_what_is_newer(cast: Cast, incident: Incident) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "Please try port 4", keystroke=9)
    keep(agnes, incident, "Please", keystroke=3)
    assert Draft.objects.get().text == "Please try port 4"


def test_n50_an_emptied_text_is_no_draft(cast: Cast, incident: Incident) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "Please", keystroke=1)
    keep(agnes, incident, "  ", keystroke=2)
    assert not Draft.objects.exists()


def test_n50_a_draft_outlives_the_session(cast: Cast, incident: Incident) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "Please try port 4")
    agnes.post("/sign-out")
    answer = keep(agnes, incident, "Please try port 4 now", keystroke=2)
    assert (answer.status_code, "/sign-in" in answer.url) == (302, True)
    assert written(browser(cast, "agnes"), incident) == "Please try port 4"


def test_n50_a_draft_outlives_another_taking_the_incident(cast: Cast, incident: Incident) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "Please try port 4")
    actions.assign(incident, by=cast.actor("leo"), team=cast.teams["network"], assignee=cast.person("tess"))
    assert written(agnes, incident) == "Please try port 4"


def test_n50_a_draft_outlives_the_right_to_the_record_and_tells_nothing_of_it(
    cast: Cast, incident: Incident
) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "Please try port 4")
    Grant.objects.filter(person=cast.person("agnes")).delete()
    page = agnes.get("/drafts").content.decode()
    assert "Please try port 4" in page
    assert incident.record.label not in page
    assert incident.record.title not in page


def test_n50_what_is_typed_on_after_the_right_was_lost_is_kept_too(cast: Cast, incident: Incident) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "Please try", keystroke=1)
    Grant.objects.filter(person=cast.person("agnes")).delete()
    assert keep(agnes, incident, "Please try port 4", keystroke=2).status_code == 200
    assert Draft.objects.get().text == "Please try port 4"


def test_a_draft_on_a_record_one_may_not_see_is_refused_as_if_there_were_none(
    cast: Cast, incident: Incident
) -> None:
    assert keep(browser(cast, "fiona"), incident, "Hello").status_code == 404
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("verb", "field"),
    [("resolution", "solution"), ("pause", "text"), ("assignment", "reason"), ("cancellation", "reason")],
)
def test_n50_the_texts_of_verbs_are_kept_and_dropped_when_taken(
    cast: Cast, incident: Incident, verb: str, field: str
) -> None:
    agnes = browser(cast, "agnes")
    place = {"resolution": "resolve", "assignment": "assign", "cancellation": "cancel"}.get(verb, verb)
    keep(agnes, incident, "A new fuse", place=f"{place}.{field}")
    page = agnes.get(f"/incidents/{incident.record.label}/{verb}")
    assert filled(page, having=field)[field].strip() == "A new fuse"
    assert f'data-draft="{place}.{field}"' in page.content.decode()


def test_n50_taking_the_verb_ends_its_draft(cast: Cast, incident: Incident) -> None:
    actions.take(incident, by=cast.actor("agnes"))
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "A new fuse", place="resolve.solution")
    given = {"solution": "A new fuse", "code": "fixed", "cause": "hardware", "draft": "aa"}
    assert agnes.post(f"/incidents/{incident.record.label}/resolution", given).status_code == 302
    assert not Draft.objects.exists()


def test_n50_the_report_form_keeps_what_was_begun(cast: Cast) -> None:
    rita = browser(cast, "rita")
    for place, text in (("report.title", "No hot water"), ("report.description", "Since six")):
        rita.post("/drafts", {"place": place, "text": text, "tab": "aa", "keystroke": 1})
    given = filled(rita.get("/report"), having="title")
    assert (given["title"], given["description"].strip()) == ("No hot water", "Since six")
    rita.post("/report", given | {"draft": "aa"})
    assert not Draft.objects.exists()


def test_drafts_nobody_came_back_to_are_dropped_after_thirty_days(cast: Cast, incident: Incident) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "Old", tab="aa")
    keep(agnes, incident, "Young", tab="bb")
    Draft.objects.filter(text="Old").update(updated_at=timezone.now() - timedelta(days=31))
    drop_outdated_drafts()
    assert list(Draft.objects.values_list("text", flat=True)) == ["Young"]


def test_one_throws_away_only_ones_own(cast: Cast, incident: Incident) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "Mine")
    pk = Draft.objects.get().pk
    browser(cast, "leo").post("/drafts/removal", {"draft": pk})
    assert Draft.objects.exists()
    agnes.post("/drafts/removal", {"draft": pk})
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"text": "x" * (DRAFT_LIMIT + 1)}, 413),
        ({"text": "a\x00b"}, 422),
        ({"tab": ""}, 422),
        ({"tab": "x" * 33}, 422),
        ({"keystroke": "often"}, 422),
        ({"place": ""}, 422),
        ({"place": "x" * 41}, 422),
        ({"record": "INC-999999"}, 404),
    ],
)
def test_what_is_no_draft_is_refused(
    cast: Cast, incident: Incident, given: dict[str, Any], status: int
) -> None:
    fields = {"place": "talk", "record": incident.record.label, "text": "x", "tab": "aa", "keystroke": 1}
    assert browser(cast, "agnes").post("/drafts", fields | given).status_code == status
    assert not Draft.objects.exists()


def test_however_many_tabs_write_the_newest_twenty_stay(cast: Cast, incident: Incident) -> None:
    agnes = browser(cast, "agnes")
    for number in range(25):
        keep(agnes, incident, f"Tab {number}", tab=f"tab{number}")
    assert Draft.objects.count() == 20
    assert not Draft.objects.filter(text="Tab 0").exists()


def test_a_closed_record_keeps_the_draft_too(cast: Cast, incident: Incident) -> None:
    agnes = browser(cast, "agnes")
    keep(agnes, incident, "Please try port 4")
    actions.cancel(incident, by=SYSTEM_ACTOR, reason="Twice")
    assert "Please try port 4" in agnes.get("/drafts").content.decode()
