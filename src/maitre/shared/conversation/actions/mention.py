"""Call colleagues by name in a note: whoever may see the record anyway follows it from then on."""

from django.db.models import Q

from maitre.shared.access.querysets import people_visible_to
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions.relate import watch
from maitre.shared.conversation.querysets import who_see
from maitre.shared.conversation.rules import WHO, mentioned
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import standing


def call_mentioned(record: Record, text: str, *, by: Actor) -> list[Person]:
    """Let those named with @ in `text` follow the record. A mention opens nothing: who may not see it is not called."""
    meant = mentioned(text)
    if not meant or not standing(by, record) & WHO["link"]:
        return []
    spelt = {name for names in meant for name in names}
    known = people_visible_to(by).filter(Q(folded_name__in=spelt) | Q(email__in=spelt), is_active=True)
    by_name: dict[str, list[Person]] = {}
    for person in known.filter(who_see(record)):
        for name in (person.folded_name, person.email.casefold()):
            by_name.setdefault(name, []).append(person)
    called = []
    for names in meant:
        found = next((by_name[name] for name in names if name in by_name), [])
        # Two of one name: nobody can tell which, so nobody is called by mistake.
        if len(found) == 1 and found[0] not in called and found[0].pk != by.person_id:
            called.append(found[0])
    for person in called:
        watch(record, person, by=by)
    return called
