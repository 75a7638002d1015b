"""N39, N40: whatever people type, wherever it is shown, nothing of it runs and nothing is fetched from elsewhere."""

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

if TYPE_CHECKING:
    from maitre.operation.incident.models import Incident
    from tests.cast import Cast
    from tests.journeys.conftest import Seat

EVIL = """<svg onload="document.title='run'"> <img src=x onerror="document.title='run'">
<details ontoggle="document.title='run'" open>
[link](javascript:document.title='run') ![pixel](https://evil.example/pixel.png) <img src="https://evil.example/2.png">
<style>*{background:url(https://evil.example/3.png)}</style> {{ 7*7 }} {% raw %}
"><script>document.title='run'</script>"""
LINE = "\"><svg onload=\"document.title='run'\"><script>document.title='run'</script> {{ 7*7 }}"
LIVE = "document.querySelectorAll('svg[onload], [onerror], [ontoggle], a[href^=javascript]').length"


@pytest.fixture
def hall(transactional_db: None) -> "Cast":
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def incident(hall: "Cast") -> "Incident":
    """One with the same in every field, name, file and draft that people type."""
    from maitre.operation.incident import actions
    from maitre.shared.conversation.actions import Tab, attach, comment, keep_canned, keep_draft, link
    from maitre.shared.records.models import Visibility

    for key in ("rita", "leo"):
        hall.person(key).name = LINE
        hall.person(key).save()
    by = hall.actor("agnes")
    incident = hall.incident(LINE, description=EVIL, service=LINE, item=LINE)
    comment(incident.record, EVIL, by=by)
    comment(incident.record, EVIL + " @rita@harbour.example", by=by, visibility=Visibility.INTERNAL)
    files = [SimpleUploadedFile(name, EVIL.encode()) for name in (f"{LINE}.svg", "a.html")]
    attach(incident.record, files, by=by)
    link(incident.record, hall.incident(LINE, description=EVIL).record, "relates", by=by)
    actions.assign(incident, by=by, assignee=hall.person("leo"), reason=EVIL)
    keep_canned(LINE[:80], EVIL.replace("{{ 7*7 }}", "{{record.title}}"), by=by)
    for tab in ("one", "two"):
        keep_draft("talk", EVIL + tab, Tab(tab, 1), by=by, record=incident.record)
    return incident


def test_n39_n40_nothing_typed_by_anybody_runs_or_is_fetched_from_elsewhere(
    seat: "Seat", hall: "Cast", incident: "Incident"
) -> None:
    page = seat(hall.person("agnes"), "/drafts")
    reports: list[str] = []
    fetched: list[str] = []
    page.on("console", lambda told: reports.append(told.text) if "Security Policy" in told.text else None)
    page.on("request", lambda request: fetched.append(request.url) if "evil" in request.url else None)
    page.on("dialog", lambda dialog: reports.append("dialog"))
    number = incident.record.label
    places = ("", "/edit", "/similar", "/assignment", "?show=notes", "?entries=all")
    others = (f"/mine/{number}", "/drafts", "/canned", "/incidents", "/desk", "/", "/mine", "/report")
    for place in (*(f"/incidents/{number}{rest}" for rest in places), *others):
        page.goto(place)
        page.wait_for_timeout(200)
        assert page.title() != "run", place
        assert page.evaluate(LIVE) == 0, place
        assert "49" not in page.locator("h1").first.inner_text(), place
    page.goto(f"/incidents/{number}")
    page.get_by_text("Canned replies", exact=True).first.click()
    page.wait_for_timeout(300)
    assert (page.title() != "run", page.evaluate(LIVE), reports, fetched) == (True, 0, [], [])


def test_n39_an_attached_page_or_drawing_is_a_download_and_runs_nowhere(
    seat: "Seat", hall: "Cast", incident: "Incident"
) -> None:
    from maitre.shared.conversation.models import Attachment

    page = seat(hall.person("agnes"), "/drafts")
    for file in Attachment.objects.filter(record=incident.record):
        answer = page.request.get(f"/files/{file.pk}")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["content-type"] == "application/octet-stream"
