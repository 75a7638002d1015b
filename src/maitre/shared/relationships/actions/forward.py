"""What is said on a record that was merged goes on where the work goes on; the merged one stays merged (N20)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.states import OPEN_PHASES, Phase
from maitre.shared.access.rules import REQUESTER, SYSTEM_ACTOR, Actor
from maitre.shared.conversation.actions import link
from maitre.shared.lifecycle.actions import Line, append, follow
from maitre.shared.lifecycle.rules import Happening, Why
from maitre.shared.notifications.models import Notification
from maitre.shared.organisation.models import Person
from maitre.shared.practice.rules import Subject, practice_named
from maitre.shared.records.models import Record, Visibility
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.relationships.actions.locks import related_locks, rows_of
from maitre.shared.relationships.rules import families_of
from maitre.shared.workflow.actions import confide
from maitre.shared.workflow.rules import practice_for


def survivor(record: Record) -> Record:
    """What it was merged into, however many times; itself where it was not."""
    practice = practice_named(record.kind)
    if practice is None or practice.families is None:
        return record
    own = practice.rows().get(pk=record.pk)
    found = practice.rows().survivor_of(own)
    living: Record = record if found is own else found.record
    return living


def lock_ahead(record: Record, by: Actor) -> None:
    """Before something is said on a merged record: lock it and where it goes on, in the order of their ids."""
    if (merged := _merged(record)) is not None:
        related_locks(
            practice_for(merged), lambda: {record.pk, *(each.pk for each in [_goes_on(merged, by)] if each)}
        )


def forward_to_survivor(happening: Happening) -> None:
    """Follower of what is said: on a merged record it is said on the survivor as well, by the same person.

    Who may not see the survivor keeps reading their own, and what they say becomes a record of its own, linked:
    merging never opens anything to anybody.
    """
    record, by = happening.record, happening.by
    if happening.visibility != Visibility.PUBLIC or by.is_system or (merged := _merged(record)) is None:
        return
    if (there := _goes_on(merged, by)) is not None:
        _say_there(there.record, happening)
    elif REQUESTER in standing(by, record) or not reads_internal(standing(by, record)):
        _follow_up(merged, happening)


def _merged(record: Record) -> Subject | None:
    """Its row, where it was merged. No statement for what is not closed, or has no families."""
    practice = practice_named(record.kind)
    if practice is None or practice.families is None or record.phase != Phase.CLOSED:
        return None
    rows = practice.rows().select_related("record")
    return rows.filter(pk=record.pk, merged_into__isnull=False).first()


def _goes_on(merged: Subject, by: Actor) -> Subject | None:
    """Where what this person says on a merged record is heard: the survivor, else what they reported since then."""
    rows = rows_of(merged)
    living = rows.survivor_of(merged)
    if standing(by, living.record):
        return living
    since = rows.select_related("record").filter(
        record__links_out__target=merged.record_id,
        record__links_out__kind="relates",
        record__requester_id=by.person_id,
        record__phase__in=[*OPEN_PHASES, Phase.DONE],
    )
    return since.order_by("-pk").first()


def _say_there(record: Record, happening: Happening) -> None:
    """Once more where it is read; whoever heard of it on the merged one is not told again."""
    told = Notification.objects.filter(record_id=happening.record.pk, seq=happening.seq)
    heard = frozenset(told.values_list("person_id", flat=True))
    if happening.verb == "attach":
        named = (None, f"took_in {happening.record.label}")
        line = Line("arrive", Visibility.INTERNAL, change={"link": named})
    else:
        why = Why("relationships.said_on_merged")
        line = Line("comment", private={"text": happening.text}, why=why)
    entry = append(record, line, by=happening.by, at=timezone.now())
    said = Happening(record, line.verb, happening.by, entry.seq, line.visibility, happening.text, heard=heard)
    follow(said)


def _follow_up(merged: Subject, happening: Happening) -> None:
    """Their reply, or that there are files, as a new record under the title they know: in the same circle, linked."""
    files = _("New files on %(number)s") % {"number": merged.record.label}
    person = Person.objects.select_related("organisation").get(pk=happening.by.person_id or 0)
    families = families_of(merged.record.kind)
    made = families.follow_up(merged, requester=person, text=happening.text or files, by=happening.by)
    if merged.record.circle is not None:
        confide(made, merged.record.circle, by=SYSTEM_ACTOR)
    link(made.record, merged.record, "relates", by=SYSTEM_ACTOR)
