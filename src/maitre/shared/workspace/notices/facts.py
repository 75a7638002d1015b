"""What a record is about, in lines: its facts with their values in words."""

from collections.abc import Iterator

from maitre.shared.practice.rules import Practice, Property, Subject

HEADED = ("title", "description")
"""Facts that stand elsewhere on a page."""


def lines_of(practice: Practice, subject: Subject) -> list[Property]:
    """The facts, then what the practice adds."""
    return [*_facts(practice, subject), *practice.properties(subject)]


def _facts(practice: Practice, subject: Subject) -> Iterator[Property]:
    category = subject.record.category
    for fact in practice.changes.facts:
        if fact.name in HEADED:
            continue
        name = fact.name
        value = (category.name if category else "") if name == "category" else getattr(subject, name)
        shown = fact.ask.words.get(value, value)
        yield Property(label=fact.ask.label, value=shown, name=name, brief=fact.ask.brief)
