"""What the permission matrix plants, and who may see it: the specification, written by hand.

Every text holds a word that stands nowhere else, so a word in an answer says what leaked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.shared.access.actions import issue_token
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.conversation.actions import attach, comment, keep_canned, link, watch
from maitre.shared.declarations.actions import define
from maitre.shared.declarations.rules import kinds
from maitre.shared.exports.actions import Wanted, ask_for
from maitre.shared.exports.actions import write as write_export
from maitre.shared.exports.rules import Format
from maitre.shared.macros.actions import keep_macro
from maitre.shared.mail.actions import new_letter
from maitre.shared.mail.rules import Status
from maitre.shared.organisation.actions import be_absent
from maitre.shared.records.models import SavedView, Visibility
from maitre.shared.reminders.actions import remind_me
from maitre.shared.search.actions import count_words
from maitre.shared.tasks.actions import plan
from maitre.shared.tasks.models import Task
from maitre.shared.worktime.actions import log
from maitre.shared.worktime.models import Work
from tests.cast import GRANTED, Cast

HARBOUR = frozenset(key for key, (_, home) in GRANTED.items() if home == "harbour")
FOREIGN = frozenset(key for key, (_, home) in GRANTED.items() if home == "foreign")
EVERYBODY = (*sorted(HARBOUR), "tess", "rita", "ben", "cyril", "kim", "fiona", "fred", "wanda")
NOBODY: frozenset[str] = frozenset()
PARTS = ("title", "description", "comment", "file")
HIDDEN_PARTS = ("note", "kept", "task")
ENDINGS = dict(
    zip((*PARTS, *HIDDEN_PARTS), ("title", "dwbkg", "cmzxm", "fhjpv", "nyrus", "kjobq", "tvgwo"), strict=True)
)
"""Words of different parts are unlike each other, so that no spelling hint leads from one to the next."""


@dataclass(frozen=True)
class Case:
    """A record to be planted: where, for whom, and who sees its public part and its internal one."""

    requester: str
    public: frozenset[str]
    internal: frozenset[str]


CASES: Mapping[str, Case] = {
    "own": Case("rita", HARBOUR | {"rita", "wanda"}, HARBOUR),
    "team": Case("rita", HARBOUR | {"rita", "tess"}, HARBOUR | {"tess"}),
    "circle": Case("ben", frozenset({"carla", "cyril", "ben"}), frozenset({"carla"})),
    "kitchen": Case("kim", HARBOUR | {"kim"}, HARBOUR),
    "foreign": Case("fred", FOREIGN | {"fred"}, FOREIGN),
}
"""Own organisation, granted by a team, a confidential circle, an organisation beneath, another company."""


@dataclass(frozen=True)
class Planted:
    label: str
    pk: int
    files: Mapping[str, int]

    def __str__(self) -> str:
        return self.label


@dataclass
class World:
    """The cast, and records full of words that stand nowhere else."""

    cast: Cast
    records: dict[str, Planted] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    work: dict[str, Work] = field(default_factory=dict)

    def plant(self, *keys: str) -> None:
        for key in keys:
            self.records[key] = _plant(self.cast, key, CASES[key])

    def hidden_words(self, person: str) -> set[str]:
        """Every word and number that must not reach `person`."""
        found: set[str] = set()
        for key, planted in self.records.items():
            case = CASES[key]
            if person not in case.internal:
                found |= {word(key, part) for part in HIDDEN_PARTS}
                found |= {self.tasks[key].record.label} if key in self.tasks else set()
            if person not in case.public:
                found |= {word(key, part) for part in PARTS} | {planted.label}
        if person not in FOREIGN | {"fred"}:
            found |= {
                "Summit Lodges",
                "Summit support",
                "fiona@",
                "falk@",
                "fred@",
                "Owners",
                "Hardware (foreign)",
            }
        else:
            found |= {
                "Harbour Hotel",
                "Harbour Kitchen",
                "agnes@",
                "leo@",
                "rita@",
                "kim@",
                "Hardware (harbour)",
            }
        return found | ({"zqview"} if person != "agnes" else set())


def word(key: str, part: str) -> str:
    """The word planted in this part of this record; one token, whatever splits texts."""
    return f"zq{key}{ENDINGS[part]}"


def _plant(cast: Cast, key: str, case: Case) -> Planted:
    incident = cast.incident(
        f"Zebra {word(key, 'title')}",
        requester=case.requester,
        description=f"Zebra {word(key, 'description')}",
    )
    record = incident.record
    if key == "team":
        actions.assign(incident, by=SYSTEM_ACTOR, team=cast.teams["network"])
    if key == "own":
        watch(record, cast.person("wanda"), by=SYSTEM_ACTOR)
    comment(record, f"Zebra {word(key, 'comment')}", by=SYSTEM_ACTOR)
    comment(record, f"Zebra {word(key, 'note')}", by=SYSTEM_ACTOR, visibility=Visibility.INTERNAL)
    files = {}
    for part, visibility in (("file", Visibility.PUBLIC), ("kept", Visibility.INTERNAL)):
        upload = SimpleUploadedFile(f"{word(key, part)}.txt", f"Zebra {word(key, part)}".encode())
        [files[part]] = [each.pk for each in attach(record, [upload], by=SYSTEM_ACTOR, visibility=visibility)]
    if key == "circle":
        actions.confide(incident, cast.circles["board"], by=SYSTEM_ACTOR)
    return Planted(record.label, record.pk, files)


def make_world(cast: Cast) -> World:
    """Everything planted, and linked across what different people see."""
    world = World(cast)
    world.plant(*CASES)
    record = {key: cast.fresh(Incident(pk=planted.pk)).record for key, planted in world.records.items()}
    for target in ("circle", "foreign", "kitchen"):
        world.others[f"link-{target}"] = link(record["own"], record[target], "relates", by=SYSTEM_ACTOR)
    owner = cast.person("agnes")
    world.others["view"] = SavedView.objects.create(
        kind="incident", name="zqview", query="zebra", owner=owner
    )
    agnes = cast.actor("agnes")
    world.others["canned"] = keep_canned("zqview reply", "Zebra", by=agnes)
    world.others["macro"] = keep_macro("zqview macro", "incident", [{"verb": "take"}], by=agnes)
    world.others["download"] = ask_for(Wanted("incident", Format.CSV, "zebra"), by=agnes)
    write_export(world.others["download"].pk)
    for key in CASES:
        text = f"Zebra {word(key, 'task')}"
        world.tasks[key] = plan(record[key], by=SYSTEM_ACTOR, title=text, checklist=[text])
        record[key].refresh_from_db()
        worker = "fiona" if key == "foreign" else "carla"
        world.work[key] = log(record[key], by=cast.actor(worker), minutes=5, note=text)
    later = timezone.now() + timedelta(days=1)
    world.others["reminder"] = remind_me(record["own"], by=cast.actor("agnes"), at=later, note="zqview")
    rule = {"title": word("own", "task"), "requester": cast.person("rita").email}
    schema = kinds()["recurrence"].schema
    given = {"kind": "recurrence", "key": "zqrule", "name": "Rule", "organisation": "harbour", "record": rule}
    times = {"every": "FREQ=DAILY", "begins": "2026-01-01T09:00", "zone": "UTC", "makes": "incident"}
    define(schema.model_validate(given | times), by=SYSTEM_ACTOR)
    for name, reader in (("letter", "rita"), ("foreign letter", "fred")):
        person = cast.person(reader)
        letter = new_letter("notice", person, person.email, at=timezone.now(), about={}, record=None)
        letter.status = Status.FAILED
        letter.save()
        world.others[name] = letter
    count_words()
    world.others["absence"] = be_absent(cast.person("agnes"), later, later + timedelta(days=1))
    world.others["token"], _ = issue_token(cast.person("rita"), "zqtoken", by=SYSTEM_ACTOR)
    return world
