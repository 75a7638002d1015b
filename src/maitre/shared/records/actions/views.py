"""Keep a query under a name, drop it again, and keep how lists shall look."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid, NotFound
from maitre.kernel.query import parse
from maitre.kit.texts import checked_line
from maitre.shared.access.rules import Actor
from maitre.shared.organisation.models import Team
from maitre.shared.records.models import ListPreference, SavedView
from maitre.shared.records.rules import COLUMNS, GROUPINGS, PAGE_SIZES, SORTS

NAME_LIMIT = 60
MOST_VIEWS = 50
"""Views of one person: more than anybody finds again."""


@transaction.atomic
def save_view(
    kind: str, name: str, query: str, sort: str, *, by: Actor, team: Team | None = None
) -> SavedView:
    """Keep a query that can be read; the same name again replaces it. `team` shares it with one of one's own."""
    name = checked_line(name, "name", limit=NAME_LIMIT)
    if sort not in SORTS:
        raise Invalid(f"“{sort}” is no order here.", errors=[FieldError("sort", "unknown", ", ".join(SORTS))])
    if team and not team.members.filter(pk=by.person_id).exists():
        raise Invalid(
            _("A view can be shared with a team of yours."),
            errors=[FieldError("team", "unknown", _("not yours"))],
        )
    parse(query)
    own = SavedView.objects.filter(owner_id=by.person_id or 0)
    if own.count() >= MOST_VIEWS and not own.filter(kind=kind, name=name).exists():
        raise Invalid(
            _("You have %(count)s views. Drop one before you save another.") % {"count": MOST_VIEWS}
        )
    view, _is_new = SavedView.objects.update_or_create(
        owner_id=by.person_id, kind=kind, name=name, defaults={"query": query, "sort": sort, "team": team}
    )
    return view


def drop_view(pk: int, *, by: Actor) -> None:
    """Only one's own; one shared by somebody else stays."""
    gone, _by_table = SavedView.objects.filter(pk=pk, owner_id=by.person_id or 0).delete()
    if not gone:
        raise NotFound(_("There is no such view of yours."))


def prefer_list(
    kind: str, columns: Collection[str], grouping: str, rows: int, *, by: Actor
) -> ListPreference:
    """Keep which columns a person wants to see, what rows are gathered under, and how many a page has."""
    if unknown := sorted(set(columns) - set(COLUMNS)):
        raise Invalid(
            f"“{unknown[0]}” is no column here.",
            errors=[FieldError("columns", "unknown", ", ".join(COLUMNS))],
        )
    if grouping not in GROUPINGS:
        raise Invalid(
            f"Rows cannot be gathered under “{grouping}”.",
            errors=[FieldError("grouping", "unknown", ", ".join(GROUPINGS))],
        )
    if rows not in PAGE_SIZES:
        known = ", ".join(map(str, PAGE_SIZES))
        raise Invalid(f"A page has {known} rows.", errors=[FieldError("rows", "unknown", known)])
    kept = {"columns": [name for name in COLUMNS if name in columns], "grouping": grouping, "rows": rows}
    preference, _ = ListPreference.objects.update_or_create(
        person_id=by.person_id or 0, kind=kind, defaults=kept
    )
    return preference
