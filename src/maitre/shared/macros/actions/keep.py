"""Keep macros, for oneself or with a team one leads. A team's are definitions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from maitre.kernel.errors import NotAllowed, NotFound
from maitre.kit.texts import checked_line
from maitre.shared.access.querysets import teams_led_by
from maitre.shared.access.rules import Actor
from maitre.shared.declarations.actions import define, undefine
from maitre.shared.declarations.rules import Definition, key_from, kinds
from maitre.shared.macros.models import Macro
from maitre.shared.macros.rules import kept, read_steps
from maitre.shared.organisation.models import Team

NAME_LIMIT = 80


@transaction.atomic
def keep_macro(
    name: str,
    kind: str,
    steps: Sequence[Mapping[str, Any]],
    *,
    by: Actor,
    team: Team | None = None,
    macro: Macro | None = None,
) -> Macro:
    """Keep a macro under a name, or change `macro`. For a team it takes leading it."""
    name = checked_line(name, "name", limit=NAME_LIMIT)
    if not by.is_staff or by.readonly:
        raise NotAllowed(_("Macros are for those who work on records."))
    if macro is not None and not Macro.objects.changed_by(by).filter(pk=macro.pk).exists():
        raise NotAllowed(_("This macro is another's."))
    if team is not None and not teams_led_by(by).filter(pk=team.pk).exists():
        raise NotAllowed(_("Only a lead of a team keeps macros with it."))
    checked = kept(read_steps(kind, steps))
    if macro is not None and (macro.team_id is None) != (team is None):
        _forget(macro, by)  # it passes between a person and a team: a definition begins or ends
        macro = None
    if team is None:
        row = macro or Macro(owner_id=by.person_id, kind=kind)
        row.name, row.steps = name, checked
        row.save()
        return row
    key = (macro.key if macro else None) or key_from(f"{team.key} {name}", kinds()["macro"].read())
    define(_definition(key, name, team.key, kind, checked), by=by)
    return Macro.objects.get(key=key)


def _definition(key: str, name: str, team: str, of: str, steps: list[dict[str, Any]]) -> Definition:
    given = {"kind": "macro", "key": key, "name": name, "team": team, "of": of, "steps": steps}
    return kinds()["macro"].schema.model_validate(given)


def _forget(macro: Macro, by: Actor) -> None:
    if macro.key:
        undefine("macro", macro.key, by=by)
    else:
        macro.delete()


@transaction.atomic
def drop_macro(pk: int, *, by: Actor) -> None:
    """Take away one of one's own, or one of a team one leads."""
    found = Macro.objects.changed_by(by).filter(pk=pk).first() if 0 < pk < 2**63 else None
    if found is None:
        raise NotFound(_("There is no such macro of yours."))
    _forget(found, by)
