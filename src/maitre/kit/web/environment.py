"""The Jinja2 environment of every page: what templates may call, and how values are shown to this person."""

from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_decimal
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape


def environment(**options: Any) -> Environment:
    """Made once by Django. Undefined names are errors, everything is escaped."""
    options.setdefault("extensions", ["jinja2.ext.i18n", "jinja2.ext.do"])
    options["undefined"] = StrictUndefined
    options["trim_blocks"] = options["lstrip_blocks"] = True
    made = Environment(**options)  # noqa: S701 - autoescape comes on with Django's backend
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    made.globals.update(static=cache(static), url=url, now=timezone.now)
    made.filters.update(when=when, clock_time=clock_time, initials=initials, number=number)
    return made


def url(name: str, **arguments: Any) -> str:
    """The address of a page by its name."""
    return reverse(name, kwargs=arguments or None)


def when(moment: datetime, *, now: datetime | None = None) -> Markup:
    """How long ago or ahead, with the exact time one hover away. The page keeps it true while it is open."""
    apart = int((moment - (now or timezone.now())).total_seconds())
    said = _apart(apart - apart % (60 if abs(apart) < 7_200 else 3_600), _locale())
    exact = f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
    # Nothing in it was typed by anybody: digits, and words escaped once.
    return Markup(f'<time class="when" datetime="{moment.isoformat()}" title="{exact}">{said}</time>')  # noqa: S704


@lru_cache(maxsize=10_000)
def _apart(seconds: int, locale: str) -> str:
    """Formatting is slow and says the same for thousands of rows."""
    apart = timedelta(seconds=seconds)
    return str(escape(format_timedelta(apart, add_direction=True, locale=locale, threshold=1.2)))


def clock_time(moment: datetime, style: str = "medium") -> Markup:
    """A moment in the person's zone: today's by the clock, others with their date."""
    local = timezone.localtime(moment)
    same_day = local.date() == timezone.localtime().date()
    said = format_datetime(local, "HH:mm" if same_day else style, locale=_locale())
    exact = format_datetime(local, "full", locale=_locale())
    return Markup('<time datetime="{}" title="{}">{}</time>').format(moment.isoformat(), exact, said)


@lru_cache(maxsize=10_000)
def initials(name: str) -> str:
    """At most two letters for an avatar."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


def number(value: float) -> str:
    return format_decimal(value, locale=_locale())


def _locale() -> str:
    return translation.to_locale(translation.get_language() or "en")
