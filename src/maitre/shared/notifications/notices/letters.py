"""What a letter says: made when it is sent, from what its reader may read then, in their language and zone (N31).

Of a record of a confidential circle a letter says its number and where it is read, and nothing else.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from markupsafe import Markup

from maitre.kit.web.markup import paragraphs
from maitre.shared.access.querysets import actor_for
from maitre.shared.mail.models import Letter
from maitre.shared.mail.rules import Content, one_line
from maitre.shared.notifications.models import Notification, TeamMail
from maitre.shared.notifications.rules import Reason
from maitre.shared.records.models import Record
from maitre.shared.records.notices import Told, sentence, tell_places

LONGEST = 20_000
"""Characters of one text; the rest is read in the record."""
MOST = 100
"""Records a digest names; the others are counted."""
WHY = {
    Reason.ASSIGNED: gettext_lazy("You get this because it is assigned to you."),
    Reason.WORKING: gettext_lazy("You get this because it is assigned to you."),
    Reason.ASKED: gettext_lazy("You get this because you asked for it."),
    Reason.WATCHING: gettext_lazy("You get this because you follow it."),
    Reason.TEAM: gettext_lazy("You get this because it is your team's and nobody has taken it yet."),
    Reason.DUTY: gettext_lazy("You get this because you have a part in it."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One entry: who did what when, and what was said with it."""

    by: str
    at: str
    words: str
    text: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Part:
    """A record in a letter. `title` and `said` are empty where only its number may leave."""

    label: str
    title: str
    url: str
    said: Sequence[Said]

    @property
    def name(self) -> str:
        return f"{self.label} {self.title}".rstrip()


def compose(letter: Letter) -> Content | str:
    """What the letter says to its reader now, or why it is not to be sent."""
    ids = letter.about.get("notifications", [])
    if letter.team is not None:
        return _compose(_of_mailbox(letter, ids), settings.LANGUAGE_CODE, "UTC", personal=False)
    person = letter.person
    if person is None or not person.is_active:
        return "its reader is not active any more"
    about = Notification.objects.of(actor_for(person, via="job")).filter(pk__in=ids)
    return _compose(list(_with_records(about)), person.language, person.zone, personal=True)


def _of_mailbox(letter: Letter, ids: Sequence[int]) -> list[Notification]:
    """What the team still has, nobody has taken, and is no secret: everybody who reads the mailbox reads it."""
    if not TeamMail.objects.filter(team=letter.team_id, mailbox=letter.address).exists():
        return []
    about = Notification.objects.filter(
        pk__in=ids, team=letter.team_id, internal=False, record__team=letter.team_id, record__circle=None
    )
    return list(_with_records(about.filter(record__assignee=None)))


def _with_records(about: QuerySet[Notification]) -> QuerySet[Notification]:
    return about.select_related("record").order_by("pk")


def _compose(about: list[Notification], language: str, zone: str, *, personal: bool) -> Content | str:
    if not about:
        return "there is nothing in it any more that its reader may read"
    told = tell_places([(each.record_id, each.seq) for each in about])
    with _as_read_by(language, zone):
        parts = list(_parts(about, told, zone))
        subject = _subject(parts)
        context = {
            "subject": subject,
            "parts": parts[:MOST],
            "more": max(len(parts) - MOST, 0),
            "why": WHY.get(Reason(about[0].reason), "") if len(parts) == 1 and personal else "",
            "choices_url": f"{settings.BASE_URL}{reverse('desk:profile')}#notifications" if personal else "",
            "language": language,
        }
        html = render_to_string("shared/notifications/notices/letter.html", context)
        text = _plain(context, parts)
    record = about[0].record_id if len(parts) == 1 else None
    return Content(subject, text, html, record=record, language=language)


@contextmanager
def _as_read_by(language: str, zone: str) -> Iterator[None]:
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        yield


def _parts(about: Sequence[Notification], told: dict[tuple[int, int], Told], zone: str) -> Iterator[Part]:
    by_record: dict[int, list[Notification]] = {}
    for each in about:
        by_record.setdefault(each.record_id, []).append(each)
    for group in by_record.values():
        record = group[0].record
        # By its number: whoever opens it is led to the desk or to the portal, as their rights are then.
        url = settings.BASE_URL + reverse("portal:go", args=[record.label])
        if record.circle_id is not None:
            yield Part(record.label, "", url, ())
            continue
        entries = [told[place] for each in group if (place := (each.record_id, each.seq)) in told]
        yield Part(
            record.label, one_line(record.title, 300), url, [_said(record, each, zone) for each in entries]
        )


def _said(record: Record, told: Told, zone: str) -> Said:
    text = told.text if len(told.text) <= LONGEST else told.text[:LONGEST].rstrip() + " …"
    locale = translation.to_locale(translation.get_language() or "en")
    at = format_datetime(timezone.localtime(told.at), "medium", locale=locale)
    return Said(
        by=one_line(told.by_name or "Maitre", 200),
        at=f"{at} ({zone})",
        words=one_line(sentence(record.kind, told), 300),
        text=text,
        html=paragraphs(text) if text else Markup(),
    )


def _subject(parts: Sequence[Part]) -> str:
    """The same for every letter about a record: programs that know no references go by it."""
    if len(parts) == 1:
        return f"[{parts[0].label}] {parts[0].title}".rstrip()
    return ngettext("News about %(count)s record", "News about %(count)s records", len(parts)) % {
        "count": len(parts)
    }


def _plain(context: dict[str, object], parts: Sequence[Part]) -> str:
    """The letter without HTML."""
    lines: list[str] = []
    for part in parts[:MOST]:
        lines += [part.name, ""]
        if not part.said:
            lines += [_("There is something new. It is confidential, so you read it there:")]
        for each in part.said:
            lines += [f"{each.by}: {each.words}", each.at, *([each.text] if each.text else []), ""]
        lines += [part.url, ""]
    if context["more"]:
        lines += [_("And %(count)s more.") % {"count": context["more"]}, ""]
    lines += ["--", _("Answer on the page: nobody reads what is sent back by e-mail yet.")]
    lines += [str(context["why"])] if context["why"] else []
    if context["choices_url"]:
        lines += [_("Choose what you are written to about: %(url)s") % {"url": context["choices_url"]}]
    return "\n".join(lines) + "\n"
