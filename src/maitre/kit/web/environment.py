"""The Jinja2 environment of every page: what templates may call, and how values are shown to this person."""

from datetime import datetime
from typing import Any

from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_decimal
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup


def environment(**options: Any) -> Environment:
    """Made once by Django. Undefined names are errors, everything is escaped."""
    options.setdefault("extensions", ["jinja2.ext.i18n", "jinja2.ext.do"])
    options["undefined"] = StrictUndefined
    options["trim_blocks"] = options["lstrip_blocks"] = True
    made = Environment(**options)  # noqa: S701 - autoescape comes on with Django's backend
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    made.globals.update(static=static, url=url, now=timezone.now)
    made.filters.update(when=when, clock_time=clock_time, initials=initials, number=number)
    return made


def url(name: str, **arguments: Any) -> str:
    """The address of a page by its name."""
    return reverse(name, kwargs=arguments or None)


def when(moment: datetime, *, now: datetime | None = None) -> Markup:
    """How long ago or ahead, with the exact time one hover away."""
    apart = moment - (now or timezone.now())
    said = format_timedelta(apart, add_direction=True, locale=_locale(), threshold=1.2)
    return _time(moment, said)


def clock_time(moment: datetime, style: str = "medium") -> Markup:
    """A moment in the person's zone: today's by the clock, others with their date."""
    local = timezone.localtime(moment)
    same_day = local.date() == timezone.localtime().date()
    said = format_datetime(local, "HH:mm" if same_day else style, locale=_locale())
    return _time(moment, said)


def _time(moment: datetime, said: str) -> Markup:
    exact = format_datetime(timezone.localtime(moment), "full", locale=_locale())
    return Markup('<time datetime="{}" title="{}">{}</time>').format(moment.isoformat(), exact, said)


def initials(name: str) -> str:
    """At most two letters for an avatar."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


def number(value: float) -> str:
    return format_decimal(value, locale=_locale())


def _locale() -> str:
    return translation.to_locale(translation.get_language() or "en")
