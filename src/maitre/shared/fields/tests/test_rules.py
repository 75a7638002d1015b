"""A class of fields, as a body and as a form: said once, read alike."""

from typing import Annotated

import pytest
from pydantic import Field

from maitre.kit.rest.shapes import Given, Instant, Reference, Text
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.fields.forms import form_of
from maitre.shared.fields.rules import Ask, FieldType, TypedField, arguments, fields_of

REASONS = {"broken": "It is broken", "lost": "It is lost"}


class Exchange(Given):
    reason: Annotated[str, Ask(label="Why", words=REASONS)]
    note: Annotated[Text, Ask(label="For the shop", rows=3)] = Field("", alias="body")
    pieces: Annotated[int, Ask(label="How many")] = 1
    urgent: Annotated[bool, Ask(label="Today")] = False
    at: Annotated[Instant | None, Ask(label="From when")] = None
    who: Annotated[Reference | None, Ask(label="Who gets it", type=FieldType.PERSON)] = None
    internal: str = "not asked for"


def named(name: str) -> TypedField:
    return next(each for each in fields_of(Exchange) if each.name == name)


def test_types_are_told_by_annotations() -> None:
    assert {each.name: each.type for each in fields_of(Exchange)} == {
        "reason": FieldType.CHOICE,
        "note": FieldType.LONG_TEXT,
        "pieces": FieldType.NUMBER,
        "urgent": FieldType.YES_NO,
        "at": FieldType.INSTANT,
        "who": FieldType.PERSON,
    }


def test_what_is_required_and_how_long_a_text_may_be_is_the_bodys() -> None:
    assert (named("reason").required, named("note").required) == (True, False)
    assert named("note").limit == 50_000


def test_a_field_may_be_asked_for_differently() -> None:
    [reason, *_] = fields_of(Exchange, {"reason": Ask(label="What happened", words=REASONS, required=False)})
    assert (reason.ask.label, reason.required) == ("What happened", False)


def test_a_type_that_nothing_tells_is_refused_when_it_is_read() -> None:
    class Unclear(Given):
        what: Annotated[Reference, Ask(label="What")]

    with pytest.raises(TypeError, match="which type"):
        fields_of(Unclear)


def test_an_action_takes_rows_in_place_of_names() -> None:
    body = Exchange.model_validate({"reason": "lost", "body": "Soon", "who": "ida@harbour.example"})
    found = arguments(body, fields_of(Exchange), lambda kind, reference, field: (kind, reference, field))
    assert found["who"] == (FieldType.PERSON, "ida@harbour.example", "who")
    assert (found["reason"], found["note"], found["pieces"]) == ("lost", "Soon", 1)


@pytest.mark.django_db
def test_a_form_preselects_nothing_that_somebody_would_have_to_mean() -> None:
    form = form_of(fields_of(Exchange), by=SYSTEM_ACTOR)
    assert form["reason"].initial is None
    assert '<option value="" selected' in str(form["reason"])
    sent = form_of(fields_of(Exchange), by=SYSTEM_ACTOR, data={"pieces": "2"})
    assert (sent.is_valid(), list(sent.errors)) == (False, ["reason"])


@pytest.mark.django_db
def test_a_form_gives_what_the_body_gives() -> None:
    sent = form_of(
        fields_of(Exchange), by=SYSTEM_ACTOR, data={"reason": "lost", "note": "Soon", "pieces": "2"}
    )
    assert sent.is_valid(), sent.errors
    body = Exchange.model_validate({"reason": "lost", "body": "Soon", "pieces": 2})
    given = arguments(body, fields_of(Exchange), lambda *reference: reference)
    assert {name: given[name] for name in sent.cleaned_data} == sent.cleaned_data
