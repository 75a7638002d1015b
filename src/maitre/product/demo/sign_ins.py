"""Who can sign in to the demo company, and whether its public password still opens anything."""

from functools import lru_cache

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.shared.organisation.models import Person

PASSWORD = "maitre-demo"  # noqa: S105 - public, which is why nothing listens beyond loopback while it stands

LOGINS = {
    "requester@demo.example": gettext_lazy("asks for help, at Brasserie Nord"),
    "agent@demo.example": gettext_lazy("works on incidents, at the service desk"),
    "lead@demo.example": gettext_lazy("leads the service desk"),
    "change@demo.example": gettext_lazy("decides about changes"),
    "owner@demo.example": gettext_lazy("answers for services; sees the HR cases"),
    "manager@demo.example": gettext_lazy("reads everything of the group"),
    "auditor@demo.example": gettext_lazy("reads everything of the group, and the audit"),
    "admin@demo.example": gettext_lazy("decides who may do what"),
    "requester@clinic.example": gettext_lazy("asks for help, at an unrelated clinic"),
    "agent@clinic.example": gettext_lazy("works on incidents of the clinic"),
}


def passwords_stand() -> bool:
    """Whether a demo account can be opened with the demo's password. They share a hash, so one check answers."""
    known = Person.objects.active().filter(email__in=list(LOGINS)).values_list("password", flat=True)
    return any(_opens(encoded) for encoded in set(known))


@lru_cache(maxsize=32)
def _opens(encoded: str) -> bool:
    """Checking takes long on purpose, and the sign-in page asks each time."""
    return check_password(PASSWORD, encoded)


def demo_people() -> list[dict[str, str]]:
    """Address and words of each demo account that is here, for the sign-in page."""
    here = set(Person.objects.active().filter(email__in=list(LOGINS)).values_list("email", flat=True))
    return [{"login": email, "words": str(words)} for email, words in LOGINS.items() if email in here]


def sign_in_lines() -> list[str]:
    """What the terminal says about signing in."""
    width = max(len(email) for email in LOGINS)
    lines = [f"  {each['login']:<{width}}  {each['words']}" for each in demo_people()]
    return [_("Sign in to the demo company with the password %(password)s:") % {"password": PASSWORD}, *lines]
