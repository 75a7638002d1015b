"""Nothing, one, and far too much of everything: pages keep their shape with no rows and with many, with the longest
title, with words that know no spaces, with a timeline of three hundred entries and with forty files."""

from copy import copy
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from maitre.operation.incident.models import Incident
    from tests.cast import Cast
    from tests.journeys.conftest import Seat

LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüsselverwaltung"
LONGEST = (
    f"{LONG_WORD}: nach der Kennwortänderung bleibt der Anmeldebildschirm schwarz, " + "und es piept " * 5
)
ENTRIES, FILES, PAGE = 300, 40, 50
WIDTHS = ((1440, 900), (390, 844))
# Text that leaves the window, unless it lies in what scrolls or is cut with dots; what is wider than its place.
MISSHAPEN = """() => {
  const wrong = [], wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) wrong.push(`the page is ${wide} px too wide`);
  const held = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (['auto', 'scroll', 'hidden', 'clip'].includes(style.overflowX)) return true;
    }
    return false;
  };
  for (const element of document.querySelectorAll('main, main *:not(pre, textarea)')) {
    const style = getComputedStyle(element), down = element.scrollHeight > element.clientHeight + 1;
    const aside = element.scrollWidth > element.clientWidth + 1 && ['auto', 'scroll'].includes(style.overflowX);
    if (down && aside) wrong.push(`scrolls to the side as well: ${element.tagName} ${element.className}`);
  }
  for (const element of document.querySelectorAll('main *')) {
    const text = [...element.childNodes].find((node) => node.nodeType === 3 && node.data.trim());
    if (!text || !element.checkVisibility() || getComputedStyle(element).clipPath !== 'none') continue;
    const range = document.createRange();
    range.selectNodeContents(element);
    const box = range.getBoundingClientRect();
    const outside = box.width && (box.right > innerWidth + 1 || box.left < -1);
    if (outside && !held(element)) wrong.push(`leaves the window: ${text.data}`);
    const style = getComputedStyle(element);
    const cut = element.scrollWidth > element.clientWidth + 1 && ['hidden', 'clip'].includes(style.overflowX);
    if (cut && style.textOverflow !== 'ellipsis' && style.display !== 'inline') wrong.push(`cut off: ${text.data}`);
  }
  return wrong;
}"""


@pytest.fixture
def hall(transactional_db: None) -> "Cast":
    from tests.cast import make_cast

    return make_cast()


def keeps_its_shape(page: Page, *addresses: str) -> None:
    for address in addresses:
        page.goto(address)
        assert page.evaluate(MISSHAPEN) == [], (address, page.viewport_size)


def too_much(cast: "Cast") -> "Incident":
    """One with the longest title, long names, three hundred entries and forty files."""
    from maitre.operation.incident import actions
    from maitre.shared.conversation.actions import attach, comment
    from maitre.shared.lifecycle.actions import Line, append
    from maitre.shared.records.models import Visibility

    rita, team = cast.person("rita"), cast.teams["desk"]
    rita.name, team.name = f"Rita {LONG_WORD}", f"Team {LONG_WORD}"
    rita.save()
    team.save()
    by = cast.actor("agnes")
    incident = cast.incident(
        LONGEST[:200], description=f"{LONG_WORD} " * 12, service=LONG_WORD, item=LONG_WORD * 2
    )
    actions.assign(incident, by=by, team=team)
    for n in range(ENTRIES):
        visibility = Visibility.INTERNAL if n % 3 else Visibility.PUBLIC
        append(
            incident.record,
            Line("comment", visibility, private={"text": f"{n} {LONG_WORD}"}),
            by=by,
            at=timezone.now(),
        )
    comment(
        incident.record,
        f"https://example.org/{LONG_WORD * 3}\n\n`{LONG_WORD * 2}`\n\n    {LONG_WORD * 3}",
        by=by,
    )
    for n in range(0, FILES, 10):
        files = [SimpleUploadedFile(f"{n + m}-{LONG_WORD * 2}.txt", b"x") for m in range(10)]
        attach(incident.record, files, by=by)
    return incident


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_with_nothing_and_with_one_a_page_says_what_would_be_here(
    seat: "Seat", hall: "Cast", width: int, height: int
) -> None:
    agnes = seat(hall.person("agnes"), "/desk", width=width, height=height)
    rita = seat(hall.person("rita"), "/", width=width, height=height)
    desk = (
        "/desk",
        "/incidents",
        "/incidents?layout=board",
        "/notifications",
        "/drafts",
        "/canned",
        "/search?q=none",
    )
    portal = ("/", "/mine", "/notifications")
    keeps_its_shape(agnes, *desk)
    keeps_its_shape(rita, *portal)
    agnes.goto("/incidents?q=state:open")
    expect(agnes.get_by_text("Nobody is waiting")).to_be_visible()
    hall.incident(LONGEST[:200])
    keeps_its_shape(agnes, *desk)
    keeps_its_shape(rita, *portal)
    agnes.goto("/incidents")
    expect(agnes.get_by_text("1 incident shown")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_with_far_too_much_a_page_keeps_its_shape(
    seat: "Seat", hall: "Cast", width: int, height: int
) -> None:
    incident = too_much(hall)
    for n in range(55):
        hall.incident(f"Till {n} {LONG_WORD}")
    label = incident.record.label
    agnes = seat(hall.person("agnes"), f"/incidents/{label}", width=width, height=height)
    expect(agnes.get_by_role("link", name="more", exact=False).first).to_be_visible()
    keeps_its_shape(
        agnes, "/desk", "/incidents", "/incidents?sort=oldest", "/incidents?layout=board", "/search?q=till",
        f"/incidents/{label}", f"/incidents/{label}?entries=all", f"/incidents/{label}/edit",
    )  # fmt: skip
    keeps_its_shape(
        seat(hall.person("rita"), "/", width=width, height=height), "/", "/mine", f"/mine/{label}"
    )


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_a_list_of_a_thousand_rows_comes_page_by_page(
    seat: "Seat", hall: "Cast", width: int, height: int
) -> None:
    many(hall, 1000)
    agnes = seat(hall.person("agnes"), "/desk", width=width, height=height)
    keeps_its_shape(agnes, "/incidents?sort=oldest", "/incidents?layout=board", "/incidents")
    answer = agnes.goto("/incidents?q=state:open")
    assert answer
    assert len(answer.body()) < 250_000, "a page weighs what its rows weigh, however many wait behind it"
    titles = agnes.locator("tbody .title a, .list .title a")
    expect(titles).to_have_count(PAGE)
    expect(agnes.get_by_text("50 incidents shown")).to_be_visible()
    seen = set(titles.all_text_contents())
    for _ in range(2):
        agnes.keyboard.press("j")
    agnes.keyboard.press("k")
    expect(titles.nth(0)).to_be_focused()
    for _ in range(PAGE + 5):
        agnes.keyboard.press("j")
    expect(titles.nth(PAGE - 1)).to_be_focused()
    expect(titles.nth(PAGE - 1)).to_be_in_viewport()
    agnes.get_by_role("link", name="Next").click()
    agnes.wait_for_url("**cursor=**")
    expect(titles).to_have_count(PAGE)
    assert not seen & set(titles.all_text_contents()), "no row comes twice"
    assert agnes.evaluate(MISSHAPEN) == []
    agnes.get_by_role("link", name="First").click()
    expect(titles.nth(0)).to_have_text(max(seen))


def many(cast: "Cast", rows: int) -> None:
    """So many that look like one that was reported, written at once: only the list is looked at."""
    from maitre.operation.incident.models import Incident
    from maitre.shared.records.models import Participation, Record

    first = cast.incident("Till 0000 does not print")
    like, told = first.record, first.record.created_at
    copies = [copy(like) for _ in range(1, rows)]
    for n, each in enumerate(copies, 1):
        each.pk, each._state.adding = None, True
        each.number, each.title = like.number + n, f"Till {n:04} does not print"
        each.created_at = each.updated_at = told + timedelta(seconds=n)
    records = Record.objects.bulk_create(copies)
    Incident.objects.bulk_create(Incident(record=each, kind=first.kind) for each in records)
    Participation.objects.bulk_create(
        Participation(record=each, person=like.requester, role="requester") for each in records
    )
