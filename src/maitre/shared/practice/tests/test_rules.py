"""A practice whose verbs and life cycle disagree is refused when it is offered, so before anybody sees a button."""

from dataclasses import replace

import pytest

from maitre.shared.practice.rules import Practice, label_of, offer, practice_of, practices


@pytest.fixture
def incident() -> Practice:
    return practice_of("incident")


def test_every_verb_of_a_life_cycle_is_declared(incident: Practice) -> None:
    with pytest.raises(ValueError, match="resolve"):
        offer(replace(incident, verbs=[verb for verb in incident.verbs if verb.name != "resolve"]))
    assert practice_of("incident") is incident


def test_no_verb_is_declared_that_no_life_cycle_has(incident: Practice) -> None:
    with pytest.raises(ValueError, match="juggle"):
        offer(replace(incident, verbs=[*incident.verbs, replace(incident.verbs[0], name="juggle")]))


def test_a_place_in_rest_is_one_verbs_alone() -> None:
    for practice in practices():
        places = [(verb.method, verb.noun) for verb in practice.verbs if "rest" not in verb.own_doors]
        assert len(places) == len(set(places))


def test_a_verb_is_called_what_its_practice_calls_it() -> None:
    assert str(label_of("resolve")) == "Resolve"
    assert label_of("juggle") == "juggle"
