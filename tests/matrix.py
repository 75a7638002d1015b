"""The permission matrix, read from the running application: every address and operation, and who may see what there.

Nothing here lists addresses. Pages come from the URL resolver, calls from the OpenAPI document; only what a *parameter*
can point at is taught (TAUGHT), and an address with a parameter nobody taught fails with a sentence that says so.
What each person may see is written down by hand in tests/world.py, which the application is held against.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLResolver, get_resolver

from maitre.product.rest import api
from maitre.shared.access.actions import issue_token
from maitre.shared.access.models import Grant
from maitre.shared.access.rules import SYSTEM_ACTOR
from tests.world import CASES, FOREIGN, HARBOUR, NOBODY, World

# What the parameters of addresses can point at: by the step of the path before them.


@dataclass(frozen=True)
class Target:
    """One value of a parameter. `seen_by` None: no secret. `of`: the records it hangs on."""

    value: str
    seen_by: frozenset[str] | None = None
    of: frozenset[str] = frozenset()
    is_record: bool = False


def _records(world: World) -> list[Target]:
    return [
        Target(planted.label, CASES[key].public, frozenset({planted.label}), is_record=True)
        for key, planted in world.records.items()
    ]


def _files(world: World) -> list[Target]:
    return [
        Target(
            str(pk), CASES[key].public if part == "file" else CASES[key].internal, frozenset({planted.label})
        )
        for key, planted in world.records.items()
        for part, pk in planted.files.items()
    ]


def _links(world: World) -> list[Target]:
    """Between Rita's record and others: of both ends, and seen by who sees both."""
    own = world.records["own"].label
    return [
        Target(
            str(world.others[f"link-{key}"].pk),
            CASES["own"].public & CASES[key].public,
            frozenset({own, world.records[key].label}),
        )
        for key in CASES
        if f"link-{key}" in world.others
    ]


def _tasks(world: World) -> list[Target]:
    """One under each record: of who works on that one."""
    return [
        Target(task.record.label, CASES[key].internal, frozenset({task.record.label}))
        for key, task in world.tasks.items()
    ]


def _items(world: World) -> list[Target]:
    return [
        Target(str(task.items.get().pk), CASES[key].internal, frozenset({task.record.label}))
        for key, task in world.tasks.items()
    ]


def _work(world: World) -> list[Target]:
    return [
        Target(str(work.pk), CASES[key].internal, frozenset({world.records[key].label}))
        for key, work in world.work.items()
    ]


def _people(world: World) -> list[Target]:
    person = world.cast.person
    harbour = HARBOUR | {"tess"}
    return [
        Target(str(person("rita").pk), harbour | {"rita"}),
        Target(str(person("kim").pk), harbour | {"kim"}),
        Target(str(person("fred").pk), FOREIGN | {"fred"}),
    ]


def _people_of_administrators(world: World) -> list[Target]:
    keys = {"rita": frozenset({"ada"}), "fred": frozenset({"falk"})}
    return [Target(str(world.cast.person(key).pk), seen) for key, seen in keys.items()]


def _absences(world: World) -> list[Target]:
    """Told to whoever knows the person; only they and their leads take one back."""
    return [Target(str(world.others["absence"].pk), HARBOUR | {"tess"})]


def _grants(world: World) -> list[Target]:
    key = {"agnes": frozenset({"ada"}), "fiona": frozenset({"falk"})}
    return [
        Target(str(Grant.objects.get(person=world.cast.person(holder)).pk), seen)
        for holder, seen in key.items()
    ]


HARBOUR_PEOPLE = HARBOUR | {"tess", "rita", "ben", "cyril", "kim", "wanda"}
FOREIGN_PEOPLE = FOREIGN | {"fred"}
TAUGHT: Mapping[tuple[str, str], Callable[[World], list[Target]]] = {
    ("", "label"): _records,
    ("incidents", "label"): _records,
    ("mine", "label"): _records,
    ("incidents", "number"): _records,
    ("records", "number"): _records,
    ("verbs", "verb"): lambda world: [Target(verb) for verb in ("take", "cancel")],
    ("bulk", "verb"): lambda world: [Target(verb) for verb in ("assign", "resolve", "edit", "macro")],
    ("splits", "seq"): lambda world: [Target("2")],
    ("children", "child"): _records,
    ("files", "pk"): _files,
    ("attachments", "id"): _files,
    ("links", "id"): _links,
    ("watchers", "id"): lambda world: [
        Target(
            str(world.cast.person("wanda").pk), HARBOUR | {"wanda"}, frozenset({world.records["own"].label})
        )
    ],
    ("figures", "figure"): lambda world: [Target(key) for key in ("L01", "K10")],
    ("outbox", "pk"): lambda world: [
        Target(str(world.others["letter"].pk), frozenset({"ada"})),
        Target(str(world.others["foreign letter"].pk), frozenset({"falk"})),
    ],
    ("views", "pk"): lambda world: [Target(str(world.others["view"].pk), frozenset({"agnes"}))],
    ("canned", "pk"): lambda world: [Target(str(world.others["canned"].pk), frozenset({"agnes"}))],
    ("macros", "pk"): lambda world: [Target(str(world.others["macro"].pk), frozenset({"agnes"}))],
    ("macros", "macro"): lambda world: [Target(str(world.others["macro"].pk), frozenset({"agnes"}))],
    ("downloads", "pk"): lambda world: [Target(str(world.others["download"].pk), frozenset({"agnes"}))],
    ("records", "label"): _records,
    ("tasks", "label"): _tasks,
    ("tasks", "number"): _tasks,
    ("items", "pk"): _items,
    ("items", "id"): _items,
    ("work", "pk"): _work,
    ("work", "id"): _work,
    ("reminders", "pk"): lambda world: [Target(str(world.others["reminder"].pk), frozenset({"agnes"}))],
    ("reminders", "id"): lambda world: [Target(str(world.others["reminder"].pk), frozenset({"agnes"}))],
    ("recurrences", "key"): lambda world: [Target("zqrule", HARBOUR)],
    ("people", "id"): _people,
    ("people", "pk"): _people_of_administrators,
    ("absences", "id"): _absences,
    ("absences", "pk"): lambda world: [Target(str(world.others["absence"].pk), frozenset({"agnes"}))],
    ("tokens", "id"): lambda world: [Target(str(world.others["token"].pk), frozenset({"rita"}))],
    ("grants", "id"): _grants,
    ("teams", "key"): lambda world: [Target("network", HARBOUR | {"tess"}), Target("summit", FOREIGN)],
    ("organisations", "key"): lambda world: [
        Target("harbour", HARBOUR_PEOPLE),
        Target("kitchen", HARBOUR | {"tess", "kim"}),
        Target("summit", FOREIGN_PEOPLE),
    ],
    ("calendars", "key"): lambda world: [Target("nowhere", NOBODY)],
    ("categories", "key"): lambda world: [
        Target("harbour-hardware", HARBOUR_PEOPLE),
        Target("foreign-hardware", FOREIGN_PEOPLE),
    ],
}
ABSENT = {
    "label": "INC-999999",
    "child": "INC-999999",
    "seq": "999999999",
    "number": "INC-999999",
    "pk": "999999999",
    "macro": "999999999",
    "id": "999999999",
    "key": "absent",
}


# Every address and operation of the running application.


@dataclass(frozen=True)
class Place:
    """One method at one address. `form` says how its body is sent: "" none, "json", "multipart" or "page"."""

    method: str
    template: str
    form: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict, compare=False)
    parameters: tuple[str, ...] = ()

    @property
    def is_call(self) -> bool:
        return self.template.startswith("/api/")

    @property
    def names(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.template)

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


def templates() -> list[str]:
    """Every address of the URL resolver, parameters in braces."""
    found: list[str] = []

    def walk(resolver: URLResolver, before: str) -> None:
        for each in resolver.url_patterns:
            text = before + re.sub(r"^\^|\$$", "", str(each.pattern))
            if isinstance(each, URLResolver):
                walk(each, text)
            elif (text and not text.endswith("/")) or each.name:
                found.append(
                    "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", re.sub(r"\(\?P<(\w+)>.*\)", r"{\1}", text))
                )

    walk(get_resolver(), "")
    return list(dict.fromkeys(found))


@cache
def described() -> dict[str, Any]:
    """The OpenAPI document, as a program outside reads it."""
    document: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return document


@cache
def calls() -> list[Place]:
    """Every operation of the OpenAPI document."""
    document = described()
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = (operation.get("requestBody") or {}).get("content", {})
            kind = next(iter(content), "")
            form = {"": "", "application/json": "json", "multipart/form-data": "multipart"}[kind]
            schema = _resolved(content[kind]["schema"], document) if kind else {}
            asked = tuple(each["name"] for each in operation["parameters"] if each["in"] == "query")
            found.append(Place(method.upper(), path, form, schema, asked))
    return found


@cache
def pages() -> list[Place]:
    """Every address that is no call, opened and posted to."""
    found = [template for template in templates() if not template.startswith("/api/")]
    return [Place("GET", each) for each in found] + [Place("POST", each, "page") for each in found]


def places() -> list[Place]:
    return [*pages(), *calls()]


def parameters(place: Place) -> list[tuple[str, str]]:
    """Each parameter of an address, with the step of the path before it."""
    return re.findall(r"(?:([\w-]*)/)?{(\w+)}", place.template)


def targets(place: Place, world: World) -> Iterator[tuple[str, tuple[Target, ...]]]:
    """Every address of a place with what its parameters point at."""
    ways = []
    for step, name in parameters(place):
        if (step, name) not in TAUGHT:
            raise AssertionError(
                f"{place} has the parameter “{name}” after “{step}”, which the permission matrix does not know. "
                f"Teach it: add ({step!r}, {name!r}) to TAUGHT in tests/matrix.py, with values and who sees each."
            )
        ways.append(TAUGHT[step, name](world))
    for chosen in product(*ways):
        if len(ways) > 1 and chosen[0] is not ways[0][0] and not hang_together(chosen):
            continue  # what hangs on another record is tried at the first record only
        values = dict(zip(place.names, (target.value for target in chosen), strict=True))
        yield place.template.format(**values), chosen


def hang_together(chosen: tuple[Target, ...]) -> bool:
    hangs = [target.of for target in chosen if target.of]
    return not hangs or bool(frozenset.intersection(*hangs))


def is_seen(chosen: tuple[Target, ...], person: str) -> bool:
    """Whether all of it is open to `person`, and hangs together."""
    return hang_together(chosen) and all(t.seen_by is None or person in t.seen_by for t in chosen)


def _resolved(schema: Any, document: Mapping[str, Any]) -> Any:
    """A schema with its references put in place."""
    if isinstance(schema, list):
        return [_resolved(each, document) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return _resolved(document["components"]["schemas"][name], document)
    return {name: _resolved(each, document) for name, each in schema.items() if name != "discriminator"}


def example(schema: Mapping[str, Any]) -> Any:
    """A value that fits a schema, with everything it requires."""
    for said in ("examples", "enum"):
        if schema.get(said):
            return schema[said][0]
    if "default" in schema:
        return schema["default"]
    if "anyOf" in schema or "allOf" in schema or "oneOf" in schema:
        return example((schema.get("anyOf") or schema.get("allOf") or schema["oneOf"])[0])
    if schema.get("type") == "object":
        properties = schema.get("properties", {})
        names = schema.get("required") or list(properties)[:1]
        return {name: example(properties[name]) for name in names}
    return {"array": [], "integer": 1, "boolean": False, "string": "text", "null": None}.get(
        schema.get("type", ""), {}
    )


# Asking.


@dataclass(frozen=True)
class Answer:
    status: int
    text: str


class Asker:
    """A person with a browser session for pages and a token for calls; "" is nobody."""

    def __init__(self, world: World, person: str) -> None:
        self.person = person
        self.browser, self.headers = Client(), {}
        if person:
            self.browser.force_login(world.cast.person(person))
            _, secret = issue_token(
                world.cast.person(person), "matrix", by=SYSTEM_ACTOR, scopes=("read", "write")
            )
            self.headers = {"Authorization": f"Bearer {secret}"}
        self.caller = Client(headers=self.headers)

    def ask(self, place: Place, url: str, body: Any = None, **query: str) -> Answer:
        client = self.caller if place.is_call else self.browser
        more: dict[str, Any] = {"query_params": query} if query else {}
        if place.form == "json":
            given = example(place.schema) if body is None else body
            more |= {"data": given, "content_type": "application/json"}
        elif place.form == "multipart":
            more |= {"data": {"file": SimpleUploadedFile("a.txt", b"a")}}
        elif place.form == "page":
            more |= {"data": {"body": "Words", "reason": "Words"} if body is None else body}
        told = getattr(client, place.method.lower())(url, **more)
        content = b"".join(told.streaming_content) if told.streaming else told.content
        return Answer(told.status_code, content.decode(errors="replace") + told.headers.get("Location", ""))


def alike(answer: Answer, *values: str) -> Answer:
    """The answer without what differs by chance: the address asked for, tokens, how long ago."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=|hx-headers=)\S+', "", answer.text)
    text = re.sub(r"<time[^>]*>[^<]*</time>", "", text)
    text = "" if text.startswith("# HELP") else text  # the figures of a running process
    for value in values:
        text = re.sub(rf"(?<![\w-]){re.escape(value)}(?![\w-])", "…", text)
    return Answer(answer.status, text)
