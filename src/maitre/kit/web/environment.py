"""The Jinja2 environment of every page: what templates may call, and how values are shown to this person."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from functools import cache, lru_cache, partial
from typing import Any

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal
from django.templatetags.static import static
from django.utils import timezone, translation
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from maitre.kit.web.addresses import address_of


def environment(**options: Any) -> Environment:
    """Made once by Django. Undefined names are errors, everything is escaped."""
    options.setdefault("extensions", ["jinja2.ext.i18n", "jinja2.ext.do"])
    options["undefined"] = StrictUndefined
    options["trim_blocks"] = options["lstrip_blocks"] = True
    made = Environment(**options)  # noqa: S701 - autoescape comes on with Django's backend
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    made.globals.update(_=translated, gettext=translated, url=address_of, now=timezone.now)
    made.globals.update(static=cache(static), icon_mark=icon_mark, own_mark=own_mark, moments=moments)
    made.filters.update(
        when=when, clock_time=clock_time, hour=hour, day=day, initials=initials, number=number
    )
    return made


def translated(message: str, **values: Any) -> Markup:
    """`_()` of templates: what newstyle gettext does, without calling through the context. Values are escaped."""
    said = _said(message, translation.get_language())
    return said % values if values else said


@lru_cache(maxsize=20_000)
def _said(message: str, language: str | None) -> Markup:
    """The message in the language that is active, which is `language`."""
    return Markup(translation.gettext(message))  # noqa: S704 - the catalogue is ours


@lru_cache(maxsize=1_000)
def icon_mark(name: str, size: int = 16, label: str = "", **given: str) -> Markup:
    """A Lucide icon; what points forward or back mirrors in right-to-left. `class` adds one."""
    looks = "i" + (f" i-{size}" if size != 16 else "") + (" turns" if name in POINTING else "")
    shown = " ".join([looks, *given.values()])
    drawn = Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        shown, static("vendor/icons.svg"), name
    )
    return drawn + Markup('<span class="sr">{}</span>').format(label) if label else drawn


@lru_cache(maxsize=1_000)
def own_mark(name: str, size: int = 16) -> Markup:
    """A mark of our own, from static/marks.svg."""
    looks = "i mark" + (f" i-{size}" if size != 16 else "")
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        looks, static("marks.svg"), name
    )


POINTING = frozenset({
    "arrow-left", "arrow-right", "chevron-right", "external-link", "log-out", "reply", "rotate-ccw", "send"
})  # fmt: skip


def when(moment: datetime, *, now: datetime | None = None) -> Markup:
    """How long ago or ahead, with the exact time one hover away. moments.js keeps it true while the page is open."""
    return _when(moment, now or timezone.now(), timezone.get_current_timezone(), _locale())


def moments() -> Callable[[datetime], Markup]:
    """`when` for many: the present, the zone and the language are asked for once."""
    return partial(_when, now=timezone.now(), zone=timezone.get_current_timezone(), locale=_locale())


def _when(moment: datetime, now: datetime, zone: tzinfo, locale: str) -> Markup:
    apart = int((moment - now).total_seconds())
    unit, count = _counted(abs(apart))
    said, local = _apart(-count if apart < 0 else count, unit, locale), moment.astimezone(zone)
    exact = f"{_date(local.date(), locale)} {local.hour:02}:{local.minute:02}"
    # Nothing in it was typed by anybody: digits, and words escaped once.
    return Markup(  # noqa: S704
        f'<time class="when" datetime="{moment.isoformat(timespec="milliseconds")}" title="{exact}">{said}</time>'
    )


def _counted(seconds: int) -> tuple[str, int]:
    """The greatest unit that fits, and how often; none of a second is now."""
    for unit, size in UNITS:
        if seconds >= size:
            return unit, seconds // size
    return "second", 0


UNITS = (
    ("year", 31_536_000), ("month", 2_592_000), ("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60),
)  # fmt: skip
"""Seconds in each; whole ones are counted, and less than a minute is now. moments.js says the same."""


@lru_cache(maxsize=10_000)
def _apart(count: int, unit: Any, locale: str) -> str:
    """Formatting is slow and says the same for thousands of rows."""
    if not count:
        return str(escape(translation.gettext("just now")))
    apart = timedelta(seconds=count * dict(UNITS)[unit])
    return str(
        escape(format_timedelta(apart, granularity=unit, threshold=1e9, add_direction=True, locale=locale))
    )


@lru_cache(maxsize=10_000)
def _date(day: date, locale: str) -> str:
    return str(escape(format_date(day, "medium", locale=locale)))


def clock_time(moment: datetime, style: str = "medium") -> Markup:
    """A moment in the person's zone: today's by the clock, others with their date."""
    local = timezone.localtime(moment)
    same_day = local.date() == timezone.localtime().date()
    if same_day or style != "medium":
        said = format_datetime(local, "HH:mm" if same_day else style, locale=_locale())
    else:
        said = dated(moment)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        moment.isoformat(timespec="milliseconds"), _in_full(local), said
    )


def dated(moment: datetime) -> str:
    """Date and time of day in the person's zone; seconds tell nobody anything."""
    local = timezone.localtime(moment)
    at = format_datetime(local, "HH:mm", locale=_locale())
    return f"{format_date(local.date(), 'medium', locale=_locale())}, {at}"


def hour(moment: datetime) -> Markup:
    """The time of day alone, where the day stands above."""
    local = timezone.localtime(moment)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        moment.isoformat(timespec="milliseconds"), _in_full(local), f"{local:%H:%M}"
    )


def _in_full(local: datetime) -> str:
    """Weekday, day and time: what stands one hover away from a moment."""
    return f"{_full_date(local.date(), _locale())}, {local:%H:%M}"


@lru_cache(maxsize=1_000)
def _full_date(day: date, locale: str) -> str:
    """A timeline has many moments of few days, and formatting one takes as long as drawing its entry."""
    return str(format_date(day, "full", locale=locale))


def day(moment: datetime) -> str:
    """The day as people say it: today and yesterday by these words, others by weekday and date."""
    local, now = timezone.localtime(moment), timezone.localtime()
    ago = (now.date() - local.date()).days
    if ago in (0, 1):
        return translation.gettext("Yesterday") if ago else translation.gettext("Today")
    return str(
        format_datetime(local, "EEEE, d MMMM" if local.year == now.year else "d MMMM y", locale=_locale())
    )


@lru_cache(maxsize=10_000)
def initials(name: str) -> str:
    """At most two letters for an avatar."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


def number(value: float) -> str:
    return format_decimal(value, locale=_locale())


def _locale() -> str:
    return _locale_of(translation.get_language() or "en")


_locale_of = cache(translation.to_locale)
