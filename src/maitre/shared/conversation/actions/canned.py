"""Keep texts to be said again, for oneself or with one's team. A team's are definitions, by hand or in files."""

from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid, NotAllowed, NotFound
from maitre.kit.texts import checked_line, checked_text
from maitre.shared.access.querysets import teams_led_by
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.models import CannedReply
from maitre.shared.conversation.rules import PLACEHOLDERS, unknown_placeholders
from maitre.shared.declarations.actions import define, undefine
from maitre.shared.declarations.rules import Definition, key_from, kinds
from maitre.shared.organisation.models import Team

NAME_LIMIT = 80


def checked_texts(texts: Mapping[str, str], field: str = "text") -> dict[str, str]:
    """Texts by language as they will be kept; at least one, in languages there are, with placeholders there are."""
    kept = {}
    for language, text in sorted(texts.items()):
        if language not in dict(settings.LANGUAGES):
            raise Invalid(
                _("“%(language)s” is no language here.") % {"language": language},
                errors=[FieldError(f"{field}_{language}", "unknown", ", ".join(dict(settings.LANGUAGES)))],
            )
        if said := checked_text(text, field=f"{field}_{language}", required=False):
            refuse_placeholders(said, f"{field}_{language}")
            kept[language] = said
    if not kept:
        first = f"{field}_{settings.LANGUAGES[0][0]}"
        raise Invalid(_("Write something first."), errors=[FieldError(first, "required", _("is empty"))])
    return kept


def refuse_placeholders(text: str, field: str) -> None:
    """Raises Invalid where double braces hold something that is never filled in."""
    if strange := unknown_placeholders(text):
        known = ", ".join(PLACEHOLDERS)
        sentence = _("“%(name)s” is no placeholder; there are: %(known)s") % {
            "name": strange[0][:60],
            "known": known,
        }
        raise Invalid(sentence, errors=[FieldError(field, "placeholder", sentence)])


@transaction.atomic
def keep_canned(
    name: str,
    texts: Mapping[str, str] | str,
    *,
    by: Actor,
    team: Team | None = None,
    reply: CannedReply | None = None,
) -> CannedReply:
    """Keep a reply under a name, or change `reply`. A team's is open to its members.

    Members keep replies with their team, leads with every team they lead. A bare text is in one's own language.
    """
    name = checked_line(name, "name", limit=NAME_LIMIT)
    if not by.is_staff or by.readonly:
        raise NotAllowed(_("Canned replies are for those who work on records."))
    if reply is not None and not CannedReply.objects.changed_by(by).filter(pk=reply.pk).exists():
        raise NotAllowed(_("This reply is another's."))
    if team is not None and not _keeps_with(team, by, reply):
        raise NotAllowed(_("Only a member of a team keeps replies with it."))
    kept = checked_texts({by.language: texts} if isinstance(texts, str) else texts)
    _refuse_taken(name, by, reply)
    if reply is not None and reply.key and team is None:
        undefine("canned_reply", reply.key, by=by)
        reply = None
    if team is None:
        row = reply or CannedReply(owner_id=by.person_id)
        row.name, row.texts = name, kept
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:  # the same name, a moment ago
            raise _taken() from error
        return row
    return _with_team(name, kept, team, by, reply)


def _with_team(
    name: str, texts: dict[str, str], team: Team, by: Actor, reply: CannedReply | None
) -> CannedReply:
    kind = kinds()["canned_reply"]
    key = reply.key if reply else None
    if key is None:
        key = key_from(f"{team.key} {name}", kind.read())
        owner = reply.owner_id if reply else by.person_id
        if reply:
            reply.delete()
        define(_definition(key, name, texts, team), by=by)
        CannedReply.objects.filter(key=key).update(owner_id=owner)
    else:
        define(_definition(key, name, texts, team), by=by)
    return CannedReply.objects.get(key=key)


def _definition(key: str, name: str, texts: dict[str, str], team: Team) -> Definition:
    schema = kinds()["canned_reply"].schema
    return schema.model_validate(
        {"kind": "canned_reply", "key": key, "name": name, "team": team.key, "texts": texts}
    )


def _keeps_with(team: Team, by: Actor, reply: CannedReply | None) -> bool:
    known = Q(pk__in=teams_led_by(by)) | Q(members=by.person_id or 0)
    stays = reply is not None and reply.team_id == team.pk
    return stays or Team.objects.filter(known, pk=team.pk).exists()


def _refuse_taken(name: str, by: Actor, reply: CannedReply | None) -> None:
    owner = reply.owner_id if reply else by.person_id
    others = CannedReply.objects.filter(owner_id=owner, name=name).exclude(pk=reply.pk if reply else 0)
    if owner is not None and others.exists():
        raise _taken()


def _taken() -> Invalid:
    return Invalid(
        _("You have a reply of that name."),
        errors=[FieldError("name", "taken", _("is the name of another"))],
    )


def drop_canned(pk: int, *, by: Actor) -> None:
    """Take away one of one's own, or one of a team one leads; a colleague's stays theirs."""
    found = CannedReply.objects.changed_by(by).filter(pk=pk).first() if 0 < pk < 2**63 else None
    if found is None:
        raise NotFound(_("There is no such reply of yours."))
    if found.key:
        undefine("canned_reply", found.key, by=by)
    else:
        found.delete()
