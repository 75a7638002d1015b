"""Every page of the running application with something on it, for tests that look at pages: nothing here lists them.

Addresses come from the URL resolver as for the permission matrix; a page is an address that answers somebody with a
whole document. Parts that scripts fetch, downloads and what only takes forms are none.
"""

from collections.abc import Iterator

from django.test import Client

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.shared.conversation.actions import Tab, comment, keep_canned, keep_draft
from maitre.shared.records.models import Visibility
from tests.cast import Cast
from tests.matrix import TAUGHT, Place, pages, parameters, targets
from tests.world import World, make_world

WALKERS = ("agnes", "rita", "", "ada", "leo", "manfred", "chandra", "olga", "audrey")
"""Who looks at pages: somebody of the desk, somebody of the portal, and others for what is left."""
ABSENT = "/nothing-stands-here"


def furnish(cast: Cast) -> World:
    """The world of the matrix with work going on in it: every state, talk, drafts, canned replies."""
    world = make_world(cast)
    by = cast.actor("leo")
    own, kitchen = (cast.fresh(Incident(pk=world.records[key].pk)) for key in ("own", "kitchen"))
    actions.take(own, by=by)
    for n in range(3):
        comment(own.record, f"Zebra **zebra {n}**\n\n- zebra one\n- zebra two", by=by)
        comment(
            own.record, f"Zebra {n}, see https://maitre.example/{n}", by=by, visibility=Visibility.INTERNAL
        )
    actions.take(kitchen, by=by)
    actions.resolve(kitchen, by=by, code="fixed", cause="hardware", solution="A new ribbon.")
    keep_canned("Zebra restart", "Dear {{requester.name}}, feed the zebra.", by=cast.actor("agnes"))
    keep_draft("talk", "Half a zebra", Tab("one", 1), by=cast.actor("agnes"), record=own.record)
    return world


def walk(world: World) -> Iterator[tuple[str, str]]:
    """(who, address) of every page once; of what stands in the frame of the desk and in that of the portal, both."""
    seen: set[tuple[str, bool]] = set()
    for person in WALKERS:
        for template, (address, is_desk) in open_to(world, person).items():
            if (template, is_desk) not in seen:
                yield person, address
            seen.add((template, is_desk))
    yield "agnes", ABSENT
    yield "rita", ABSENT


def open_to(world: World, person: str) -> dict[str, tuple[str, bool]]:
    """The pages this person can open: their template in the URL configuration, an address, and if it is the desk."""
    client = Client()
    if person:
        client.force_login(world.cast.person(person))
    found = {}
    for place in pages():
        # A parameter nobody taught fails the permission matrix, in words; from then on its pages are looked at.
        taught = all(parameter in TAUGHT for parameter in parameters(place))
        if place.method == "GET" and taught and (page := _first_page(client, world, place)):
            found[place.template] = page
    return found


def _first_page(client: Client, world: World, place: Place) -> tuple[str, bool] | None:
    for url, _ in targets(place, world):
        address = f"{url}?q=zebra" if "search" in url else url
        answer = client.get(address)
        if answer.status_code == 200 and is_document(answer):
            return address, b'<div class="desk">' in answer.content
        if answer.streaming:
            b"".join(answer.streaming_content)  # read to the end, it closes its file
    return None


def is_document(answer) -> bool:  # type: ignore[no-untyped-def]
    """A whole page, not a part of one, a download or a figure."""
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return False
    return "<!doctype html>" in answer.content[:500].decode(errors="replace").lower()
