"""Verbs on many records of a list."""

from django.utils.translation import gettext as _

from maitre.shared.practice.rules import Practice


def verbs(practice: Practice) -> list[dict[str, str]]:
    """Buttons of the bulk bar, with their keys."""
    return [
        {"name": "take", "label": _("Assign to me"), "icon": "user-plus", "key": "i"},
        {"name": "assign", "label": _("Assign"), "icon": "arrow-right", "key": "a"},
        {"name": "prioritise", "label": _("Set priority"), "icon": "flag", "key": "p"},
        {"name": "note", "label": _("Note"), "icon": "lock", "key": "n"},
        {"name": "resolve", "label": _("Resolve"), "icon": "check", "key": ""},
    ]


def more_verbs(practice: Practice) -> list[dict[str, str]]:
    """Those in the menu beside the buttons."""
    return [
        {"name": "edit", "label": _("Change fields"), "icon": "pencil"},
        {"name": "macro", "label": _("Run a macro"), "icon": "zap"},
        {"name": "reply", "label": _("Reply"), "icon": "reply"},
        {"name": "pause", "label": _("Wait for…"), "icon": "pause"},
        {"name": "resume", "label": _("Resume"), "icon": "play"},
        {"name": "merge", "label": _("Merge"), "icon": "git-merge"},
        {"name": "close", "label": _("Close"), "icon": "lock"},
        {"name": "cancel", "label": _("Cancel"), "icon": "x"},
    ]
