"""What the macros promise: no note sent as a reply by a slip, errors tied to fields, blocked verbs that explain."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.template import engines

NOW = datetime(2026, 11, 21, 9, 52, tzinfo=UTC)


def draw(component: str, call: str, **given: Any) -> str:
    """The HTML of one macro call."""
    name = call.partition("(")[0]
    source = f'{{% from "kit/web/components/{component}.html" import {name} %}}{{{{ {call} }}}}'
    return engines["jinja2"].from_string(source).render(given)


def entry(**given: Any) -> SimpleNamespace:
    """A comment of a colleague, but for what the test says."""
    usual = {
        "kind": "comment",
        "visibility": "public",
        "author_name": "Ines Carvalho",
        "author_is_staff": True,
        "at": NOW,
    }
    said = {"html": "<p>Firmware 4.18</p>", "text": "", "why": "", "files": []}
    return SimpleNamespace(**{**usual, **said, **given})


class Report(forms.Form):
    title = forms.CharField(label="What is wrong?", help_text="One line")
    impact = forms.ChoiceField(
        choices=[("me", "Only me"), ("site", "A whole site")], widget=forms.RadioSelect
    )
    category = forms.CharField(required=False, show_hidden_initial=True)


def test_the_choice_of_voice_lies_outside_the_form_so_enter_on_it_sends_nothing() -> None:
    html = draw("composer", 'composer("/reply", "/note", "token")')
    form = html[html.index("<form") : html.index("</form>")]
    assert html.count('type="radio"') == 2
    assert 'type="radio"' not in form


def test_a_note_and_a_reply_have_forms_of_their_own_so_neither_can_be_sent_as_the_other() -> None:
    html = draw("composer", 'composer("/reply", "/note", "token", draft="For you", note="For us")')
    reply, note = re.findall(r"<form.*?</form>", html, re.DOTALL)
    assert re.findall(r'action="([^"]+)"', note + reply) == ["/note", "/reply"]
    assert ("For us" in note, "For you" in note) == (True, False)
    assert ("For us" in reply, "For you" in reply) == (False, True)
    assert (note.count('type="file"'), reply.count('type="file"')) == (1, 1)


def test_somebody_who_may_only_note_gets_no_way_to_reply() -> None:
    html = draw("composer", 'composer(none, "/note", "token")')
    assert "only-note" in html
    assert re.findall(r'(?:formaction|action)="([^"]+)"', html) == ["/note"]


def test_a_requester_gets_no_way_to_note() -> None:
    html = draw("composer", 'composer("/reply", none, "token")')
    assert "note" not in re.sub(r'class="[^"]*"', "", html).lower().replace("/vendor/icons.svg", "")


def test_what_was_typed_is_put_back_and_the_refusal_is_tied_to_it() -> None:
    html = draw("composer", 'composer("/reply", none, "token", draft="<b>kept</b>", error="Too long")')
    assert "&lt;b&gt;kept&lt;/b&gt;" in html
    assert 'aria-describedby="composer-error"' in html
    assert 'id="composer-error"' in html


def test_an_internal_note_says_so_in_words_and_with_a_lock() -> None:
    html = draw("timeline", "timeline(entries)", entries=[entry(visibility="internal")])
    assert "Internal note" in html
    assert "#lock" in html
    assert "Internal note" not in draw("timeline", "timeline(entries)", entries=[entry()])


def test_an_imported_entry_names_where_it_came_from() -> None:
    assert "Imported from VINST" in draw(
        "timeline", "timeline(entries)", entries=[entry(imported_from="VINST")]
    )


def test_names_and_titles_from_people_are_escaped() -> None:
    html = draw(
        "timeline",
        "timeline(entries)",
        entries=[entry(author_name="<script>alert(1)</script>", kind="event", text="<img>")],
    )
    assert "<script>" not in html
    assert "<img>" not in html


def test_a_blocked_verb_keeps_its_place_cannot_be_pressed_and_says_why() -> None:
    verbs = [
        {
            "name": "close",
            "label": "Close",
            "url": "/close",
            "primary": False,
            "blocked": "Resolve it first.",
            "method": "post",
        }
    ]
    in_menu = draw("record", 'verb_bar(verbs, "token", 1)', verbs=verbs)
    assert "Resolve it first." in in_menu
    assert 'aria-disabled="true"' not in in_menu
    shown = draw("record", 'verb_bar(verbs, "token", 1)', verbs=[verbs[0] | {"next": "Close: resolve first"}])
    assert "Close: resolve first" in shown
    assert 'aria-disabled="true"' in shown
    assert "/close" not in in_menu + shown


def test_a_verb_that_posts_carries_the_token_and_the_version_that_was_seen() -> None:
    verbs = [
        {"name": "take", "label": "Take", "url": "/take", "primary": True, "blocked": None, "method": "post"}
    ]
    html = draw("record", 'verb_bar(verbs, "token", 7)', verbs=verbs)
    assert '<form method="post" action="/take">' in html
    assert 'name="csrfmiddlewaretoken" value="token"' in html
    assert 'name="version" value="7"' in html


def test_an_error_is_tied_to_its_field_and_linked_from_the_summary() -> None:
    form = Report({"impact": "me"})
    html = draw("form", "field(form['title'])", form=form)
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'href="#id_title"' in draw("form", "error_summary(form)", form=form)


def test_the_summary_links_to_a_group_of_choices_that_exists() -> None:
    form = Report({"title": "Till 2"})
    target = re.search(r'href="#(id_impact[^"]*)"', draw("form", "error_summary(form)", form=form))
    assert target
    assert f'id="{target[1]}"' in draw("form", "field(form['impact'])", form=form)


def test_a_chosen_value_stays_chosen() -> None:
    html = draw("form", "field(form['impact'])", form=Report({"impact": "site"}))
    assert re.findall(r'value="(\w+)"[^>]* checked', html) == ["site"]


def test_a_field_that_remembers_what_it_was_opened_with_sends_that_too() -> None:
    html = draw("form", "field(form['category'])", form=Report(initial={"category": "Tills"}))
    assert 'name="initial-category"' in html


def test_a_priority_is_a_digit_and_a_word() -> None:
    html = draw("marks", "priority(2)")
    assert "High" in html
    assert ">2</span>" in html.replace("</span>2</span>", "</span>>2</span>")


def test_nobody_is_said_in_words() -> None:
    assert "Nobody yet" in draw("people", 'person("")')


def test_a_query_error_marks_the_place() -> None:
    error = {"sentence": "There is no field “prioritty”.", "start": 11, "end": 20}
    html = draw("query", "query_error('state:open prioritty<=2', error)", error=error)
    assert "<mark>prioritty</mark>" in html


def test_progress_is_said_in_the_requesters_words() -> None:
    html = draw("progress", 'progress_of("waiting")')
    assert "Waiting for you" in html
    assert 'aria-current="step"' in html
