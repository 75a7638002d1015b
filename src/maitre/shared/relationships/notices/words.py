"""What entries say of merging, and what explains a record that came from another one."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from maitre.shared.practice.rules import FamilyPhrases
from maitre.shared.records.notices import Sentence, Told
from maitre.shared.workflow.notices import Explained


def _arrived(told: Told) -> str:
    number = str(told.change.get("link", ("", ""))[1]).split(" ")[-1]
    return _("New files on %(number)s, which was merged into this") % {"number": number}


def family_sentences(phrases: FamilyPhrases) -> Mapping[str, Sentence]:
    """What entries say in the words of a practice."""
    return {
        "merge": lambda told: str(phrases.was_merged),
        "unmerge": lambda told: _("No longer merged: work goes on here"),
        "arrive": _arrived,
    }


def family_explained(phrases: FamilyPhrases) -> Explained:
    """What came from another record. Its number is told only to those who may see it."""
    return {
        "relationships.told_to_all": lambda params: str(phrases.told_to_all),
        "relationships.said_on_merged": lambda params: str(phrases.said_on_merged),
        "relationships.split_from": lambda params: str(phrases.split_from),
    }
