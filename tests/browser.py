"""What a browser would do with a page, where a test does not need a real one."""

from django.http import HttpResponse
from lxml import html


def filled(answer: HttpResponse, *, having: str) -> dict[str, str]:
    """What would be sent, untouched, of the form on this page that has the field `having`."""
    for form in html.fromstring(answer.content.decode()).forms:
        if having in form.fields:
            return {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}
    raise AssertionError(f"no form with the field {having!r} on the page ({answer.status_code})")


def choices(page: str, url: str) -> list[tuple[str, str, list[str]]]:
    """Every choice of the forms that are posted: where to, its name, and the values it offers."""
    return [
        (
            form.get("action") or url,
            each.get("name"),
            [option.get("value", "") for option in each.iter("option")],
        )
        for form in html.fromstring(page).forms
        for each in form.iter("select")
        if form.method == "POST" and each.get("name")
    ]


def people_asked_for(page: str, url: str) -> list[tuple[str, str]]:
    """Every field for a person in the forms that are posted: where to, and its name."""
    return [
        (form.get("action") or url, each.get("name"))
        for form in html.fromstring(page).forms
        for each in form.xpath(".//input[@data-picker='/people']")
        if form.method == "POST"
    ]
