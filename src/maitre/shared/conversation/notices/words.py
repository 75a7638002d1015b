"""What the entries every record has say: comments, files, links, watchers, erasure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maitre.shared.records.notices import Told

NAMED = 3
"""Files one sentence names; all of them stand beside it."""


def attached(told: Told) -> str:
    files = told.private.get("files", [])
    if len(files) > NAMED:
        given = {"names": ", ".join(files[:NAMED]), "more": len(files) - NAMED}
        return _("Attached %(names)s and %(more)s more") % given
    return ngettext("Attached %(names)s", "Attached %(names)s", len(files)) % {"names": ", ".join(files)}


def linked(told: Told) -> str:
    return _("Linked: %(link)s") % {"link": _link(told.change.get("link", ("", ""))[1])}


def unlinked(told: Told) -> str:
    return _("No longer linked: %(link)s") % {"link": _link(told.change.get("link", ("", ""))[0])}


def _link(said: str | None) -> str:
    """ "child_of INC-7" as people say it."""
    word, _space, number = (said or "").partition(" ")
    return f"{LINK_WORDS.get(word, word)} {number}"


def watched(told: Told) -> str:
    return _("%(person)s follows this now") % {"person": told.private.get("person", _("Somebody"))}


def unwatched(told: Told) -> str:
    return _("%(person)s no longer follows this") % {"person": told.private.get("person", _("Somebody"))}


def erased(told: Told) -> str:
    return _("The text of entry %(seq)s was erased") % {"seq": told.change.get("entry", ("", ""))[0]}


SENTENCES = {
    "comment": lambda told: _("Reply"),
    "note": lambda told: _("Internal note"),
    "attach": attached,
    "link": linked,
    "unlink": unlinked,
    "watch": watched,
    "unwatch": unwatched,
    "erase": erased,
}

LINK_WORDS = {
    "relates": gettext_lazy("has to do with"),
    "causes": gettext_lazy("is the cause of"),
    "caused_by": gettext_lazy("is caused by"),
    "duplicates": gettext_lazy("is a duplicate of"),
    "duplicated_by": gettext_lazy("has the duplicate"),
    "blocks": gettext_lazy("holds up"),
    "blocked_by": gettext_lazy("is held up by"),
    "child_of": gettext_lazy("is a child of"),
    "parent_of": gettext_lazy("is the parent of"),
    "merged_into": gettext_lazy("is merged into"),
    "took_in": gettext_lazy("goes on with what was"),
    "split_from": gettext_lazy("was taken out of"),
    "split_into": gettext_lazy("gave rise to"),
}
"""What this record is to the other one."""
