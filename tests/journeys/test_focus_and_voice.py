"""Where the focus goes and what is read aloud: Tab follows what one sees, what has the focus is seen, and every change
that one does not make oneself is said in a live region that was there before."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from maitre.operation.incident import actions
from maitre.shared.conversation.actions import comment
from tests.patience import wait_until

if TYPE_CHECKING:
    from tests.journeys.conftest import Seat
    from tests.world import World

STEPS = 120
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect();
  const lined = (element) => {
    const style = getComputedStyle(element);
    const line = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return line && element.matches(':focus, :focus-within');
  };
  const near = [at];
  while (near.length < 5 && near.at(-1).parentElement) near.push(near.at(-1).parentElement);
  const within = (place, end) => Math.min(Math.max(place, 1), end - 1);
  const top = document.elementFromPoint(
    within(box.left + box.width / 2, innerWidth), within(box.top + Math.min(box.height / 2, 20), innerHeight));
  const parts = [at, ...(at.labels ?? [])];
  const own = top && (top.contains(at) || parts.some((part) => part.contains(top)));
  return {
    name: at.getAttribute('aria-label') || at.title || at.labels?.[0]?.innerText || at.innerText || at.name || '',
    tag: at.outerHTML.slice(0, 140),
    place: [...document.querySelectorAll('*')].indexOf(at),
    shown: near.some(lined),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    covered: !own && box.width > 2,
    tabindex: at.tabIndex,
  };
}"""


@pytest.fixture
def world(transactional_db: None) -> "World":
    from tests.cast import make_cast
    from tests.walk import furnish

    return furnish(make_cast())


def walked(page: Page) -> list[dict]:  # type: ignore[type-arg]
    """Everything Tab reaches, in its order, until it leaves the page."""
    found = []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None or (found and at["place"] == found[0]["place"]):
            break
        found.append(at)
    return found


@pytest.mark.parametrize(
    ("person", "address", "landmarks"),
    [
        ("agnes", "/desk", ["Skip to content", "Maitre", "Search, go to", "Agnes"]),
        ("agnes", "/incidents", ["Skip to content", "Maitre", "Search, go to", "Agnes", "All open", "Add a filter",
                                 "Newest first", "Select INC", "Zebra"]),
        ("agnes", "/incidents/{own}", ["Skip to content", "Maitre", "Agnes", "Resolve", "Conversation and history",
                                       "Your text", "Reply", "Edit properties"]),
        ("agnes", "/incidents/{own}/resolution", ["Skip to content", "What was done", "How it ended", "Back"]),
        ("rita", "/", ["Skip to content", "Search", "Something is broken", "Zebra"]),
        ("rita", "/report", ["Skip to content", "In one line", "Send", "Back"]),
        ("rita", "/mine/{own}", ["Skip to content", "Your text", "Send"]),
    ],
)  # fmt: skip
def test_tab_goes_through_a_page_in_the_order_it_is_read_and_is_seen_wherever_it_is(
    seat: "Seat", world: "World", person: str, address: str, landmarks: list[str]
) -> None:
    page = seat(world.cast.person(person), address.format(own=world.records["own"].label))
    page.evaluate("document.activeElement.blur()")
    found = walked(page)
    places = [each["place"] for each in found]
    assert places == sorted(places), "the order of Tab is not the order of the page"
    assert [each["tag"] for each in found if each["tabindex"] > 0] == []
    assert [each["tag"] for each in found if not each["shown"]] == [], "the focus is not seen"
    assert [each["tag"] for each in found if not each["inside"] or each["covered"]] == [], (
        "what has the focus is hidden"
    )
    names = iter(each["name"] for each in found)
    for landmark in landmarks:
        assert any(landmark in name for name in names), (
            f"{landmark} is not where it is expected: {[e['name'] for e in found]}"
        )


def listening(page: Page) -> None:
    """Keep what a screen reader would be told: changes inside live regions that stood there already."""
    page.evaluate(
        """() => {
          window.heard = [];
          const live = '[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]';
          new MutationObserver((changes) => {
            for (const change of changes) {
              const at = change.target.nodeType === 1 ? change.target : change.target.parentElement;
              const region = at?.closest(live);
              if (region && region.isConnected) window.heard.push(region.textContent.trim());
              // An alert is read when it appears, whatever it comes with.
              for (const added of change.addedNodes) {
                if (added.nodeType !== 1) continue;
                const all = [added, ...added.querySelectorAll('*')].filter((each) => each.matches('[role=alert]'));
                for (const alert of all) window.heard.push(alert.textContent.trim());
              }
            }
          }).observe(document, {subtree: true, childList: true, characterData: true, attributeFilter: ['hidden']});
        }"""
    )


def hears(page: Page, words: str) -> None:
    wait_until(page, "(words) => window.heard.some((each) => each.includes(words))", words)


def test_what_changes_by_itself_is_read_aloud(seat: "Seat", world: "World") -> None:
    cast, label = world.cast, world.records["own"].label
    page = seat(cast.person("agnes"), "/incidents")
    expect(page.locator("[data-since]")).to_have_count(1)
    listening(page)
    cast.incident("Bell rings")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    hears(page, "1 new incident")

    page.keyboard.press("Control+k")
    page.keyboard.type("qqqqq")
    hears(page, "Nothing found")

    page.goto(f"/incidents/{label}")
    listening(page)
    page.keyboard.press("r")
    page.keyboard.type("Half a sentence")
    hears(page, "Draft saved")
    page.context.clear_cookies()
    page.keyboard.type(" more")
    hears(page, "Not saved")


def test_a_colleague_who_comes_and_news_that_arrives_are_read_aloud(seat: "Seat", world: "World") -> None:
    from maitre.operation.incident.models import Incident

    cast, label = world.cast, world.records["own"].label
    incident = cast.fresh(Incident(pk=world.records["own"].pk))
    actions.assign(incident, by=cast.actor("leo"), assignee=cast.person("agnes"))
    page = seat(cast.person("agnes"), "/desk")
    listening(page)
    comment(incident.record, "It blinks now", by=cast.actor("rita"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    hears(page, "unread notification")

    page.goto(f"/incidents/{label}")
    listening(page)
    leo = seat(cast.person("leo"), "/desk")
    with leo.expect_response("**/presence"):
        leo.goto(f"/incidents/{label}")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    hears(page, "Leo")


def test_what_was_just_done_or_refused_is_read_aloud(seat: "Seat", world: "World") -> None:
    label = world.records["own"].label
    page = seat(world.cast.person("agnes"), f"/incidents/{label}/resolution")
    page.get_by_label("What was done").press("Control+Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("Everything you typed is kept.")
    page.goto(f"/incidents/{label}")
    page.get_by_title("Change Assignee").click()
    page.get_by_label("Assignee").fill("Nobody at all")
    listening(page)
    page.locator("form.in-place").get_by_role("button", name="Save").click()
    hears(page, "Nobody you know of is called")
