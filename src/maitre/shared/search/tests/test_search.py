"""Search equals a brute-force reading of the same words by the same people (N35, N74)."""

import random

import pytest
from django.db import connection
from django.db.models import Max

from maitre.kernel.words import query_words, words
from maitre.operation.incident.actions import report
from maitre.shared.access.models import Grant
from maitre.shared.access.querysets import actor_for
from maitre.shared.conversation.actions import comment, erase
from maitre.shared.organisation.actions import found_organisation, welcome_person
from maitre.shared.records.models import Record, Visibility
from maitre.shared.search.actions import count_words
from maitre.shared.search.notices import find, hints
from maitre.shared.search.querysets import asking


@pytest.fixture
def house(db):
    org = found_organisation("linden", "Linden")
    ann = welcome_person("ann@linden.example", "Ann", org)
    bob = welcome_person("bob@linden.example", "Bob", org)
    Grant.objects.create(person=bob, role="agent", organisation=org)
    return org, ann, bob


def test_n31_n35_an_internal_note_is_found_by_staff_and_does_not_exist_for_the_requester(house):
    org, ann, bob = house
    incident = report(
        by=actor_for(ann), title="Printer burns", requester=ann, organisation=org, description="smoke"
    )
    comment(incident.record, "the zanzibar firmware again", by=actor_for(bob), visibility=Visibility.INTERNAL)
    assert [hit.record.id for hit in find("zanzibar", actor_for(bob)).hits] == [incident.record.pk]
    answer = find("zanzibar", actor_for(ann))
    assert (answer.hits, answer.more, answer.meant) == ([], False, "")
    assert find("smoke", actor_for(ann)).hits[0].snippet == "smoke"


@pytest.mark.parametrize(
    "asked",
    [
        "AND (",
        '"',
        "[",
        "printer.",
        "my_value",
        "é",
        "OR OR",
        "'; DROP TABLE",
        "\\",
        "w0:0",
        "o:1",
        "a" * 10_000,
    ],
)
def test_n74_no_question_breaks_the_search(house, asked):
    org, ann, _ = house
    report(by=actor_for(ann), title="Printer prints my_value é", requester=ann, organisation=org)
    find(asked, actor_for(ann))


def test_n74_accents_underscores_and_trailing_dots_find_what_is_there(house):
    org, ann, _ = house
    report(by=actor_for(ann), title="Café my_value 日本語 printer", requester=ann, organisation=org)
    for asked in ("cafe", "CAFÉ", "value", "my_value", "日本", "printer."):
        assert find(asked, actor_for(ann)).hits, asked


def test_a_number_names_its_record_only_for_those_who_see_it(house):
    org, ann, bob = house
    incident = report(by=actor_for(bob), title="Hidden", requester=bob, organisation=org)
    for asked in (incident.record.label, incident.record.label.lower(), str(incident.record.number)):
        assert find(asked, actor_for(bob)).named == incident.record
        assert find(asked, actor_for(ann)).named is None


def test_erased_words_are_not_found_any_more(house):
    org, ann, bob = house
    Grant.objects.create(person=bob, role="admin", organisation=org)
    incident = report(
        by=actor_for(ann), title="Phone", requester=ann, organisation=org, description="call 0151 quagga"
    )
    said = comment(incident.record, "my name is okapi", by=actor_for(ann))
    erase(incident.record, said.seq, "asked for", by=actor_for(bob))
    erase(incident.record, 1, "asked for", by=actor_for(bob))
    assert not find("okapi", actor_for(bob)).hits
    assert not find("quagga", actor_for(bob)).hits


def test_a_misspelt_word_is_guessed_from_the_lexicon(house):
    org, ann, _ = house
    for number in range(3):
        report(by=actor_for(ann), title=f"Voucher {number}", requester=ann, organisation=org)
    count_words()
    assert find("vuocher", actor_for(ann)).meant == "voucher"


def test_hints_name_what_was_reported_alike(house):
    org, ann, bob = house
    report(by=actor_for(ann), title="Card terminal at the bar declines", requester=ann, organisation=org)
    report(by=actor_for(ann), title="Payslip missing", requester=ann, organisation=org)
    assert [found.title for found in hints("Card terminal declines cards", actor_for(bob))] == [
        "Card terminal at the bar declines"
    ]


def test_hints_look_no_further_back_than_their_windows(house):
    org, ann, bob = house

    def reported(title, *, after):
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('records_record_id_seq', %s)", [after])
        return report(by=actor_for(ann), title=title, requester=ann, organisation=org)

    start = Record.objects.aggregate(newest=Max("pk"))["newest"] or 0
    window = start // 8192 + 5
    reported("Card terminal declines", after=window * 8192)
    reported("Card terminal declines", after=(window + 2) * 8192)
    assert len(hints("Card terminal declines", actor_for(bob))) == 2
    reported("Payslip missing", after=(window + 3) * 8192)
    assert len(hints("Card terminal declines", actor_for(bob))) == 1


VOCABULARY = ["vpn", "drops", "printer", "paper", "till", "bar", "guest", "wifi", "voucher", "room"]
VOCABULARY += ["key", "card", "café", "straße", "lost", "slow", "again"]


@pytest.fixture(params=["at once", "by and by"])
def in_readings(request, monkeypatch):
    """As small installations are searched; and as large ones are, where each reading of the index brings few parts."""
    if request.param == "by and by":
        small = {
            "FENCE": 12,
            "RARE": -1,
            "OWN": -1,
            "OWN_OF_SOME": -1,
            "NARROW": 0,
            "READINGS": 1_000,
            "OWN_RECORDS": 5,
        }
        small |= {"READINGS_OF_OWN": 1_000, "READINGS_OF_A_TEAM": 1_000}
        for name, value in small.items():
            monkeypatch.setattr(asking, name, value)


def test_search_equals_reading_everything(house, in_readings):
    """Random records with public and internal parts, read word by word by each person."""
    org, ann, bob = house
    carl = welcome_person("carl@linden.example", "Carl", org)
    chance = random.Random(7)
    pick = lambda count: " ".join(chance.choices(VOCABULARY, k=count))  # noqa: E731
    kept = []
    for _ in range(120):
        requester = chance.choice([ann, carl])
        incident = report(
            by=actor_for(requester), title=pick(2), requester=requester, organisation=org, description=pick(4)
        )
        texts = [(False, incident.description)]
        for _ in range(chance.randrange(3)):
            hidden = chance.random() < 0.5
            said = comment(
                incident.record, pick(3), by=actor_for(bob), visibility="internal" if hidden else "public"
            )
            texts.append((hidden, said and _text_of(said)))
        kept.append((incident, requester, texts))
    count_words()
    for _ in range(150):
        asked = pick(chance.choice([1, 2, 2, 3]))
        for person in (ann, bob, carl):
            expected = {
                incident.record.pk
                for incident, requester, texts in kept
                if person in (bob, requester)
                and any(
                    set(query_words(asked)) <= set(words(incident.record.title)) | set(words(text))
                    for hidden, text in [(False, ""), *texts]
                    if not hidden or person == bob
                )
            }
            answer = find(asked, actor_for(person), limit=1_000)
            assert {hit.record.id for hit in answer.hits} == expected, (asked, person)


def _text_of(entry):
    import json

    from maitre.shared.records.models import Body

    return json.loads(Body.objects.get(record_id=entry.record_id, seq=entry.seq).text)["text"]
