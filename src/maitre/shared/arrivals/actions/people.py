"""People, teams and categories of a source: found where they are known, people and teams made where they are not,
always within one organisation.

People who are made here are inactive and have no password: history names them, nobody signs in as them.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from hashlib import sha256
from unicodedata import normalize

from django.contrib.auth.hashers import make_password

from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.arrivals.rules import Somebody
from maitre.shared.organisation.models import Organisation, Person, Team
from maitre.shared.records.models import Category

_NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")
KEY_LIMIT = 60


def slug(text: str) -> str:
    """ASCII words of a name joined by hyphens; empty for a name without any."""
    folded = normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return _NOT_IN_A_KEY.sub("-", folded).strip("-")


def _mark(text: str) -> str:
    """Tells names apart whose slugs are equal."""
    return sha256(text.encode()).hexdigest()[:8]


@lru_cache(maxsize=50_000)
def made_address(name: str, domain: str) -> str:
    """The address of somebody a source knows by name only: the same for the same name, in a domain no mail reaches."""
    return f"{slug(name)[:40] or 'person'}.{_mark(name)}@{domain}"


def address_of(who: Somebody, domain: str) -> str:
    """The address somebody is known by here: the one the source gives, or one made of the name."""
    return who.email.lower() if who.email else made_address(who.name, domain)


def made_key(organisation_key: str, name: str) -> str:
    """The key of a team or a category a source knows by name only."""
    return f"{organisation_key[:20]}-{slug(name)[:28] or 'named'}-{_mark(name)}"[:KEY_LIMIT]


def related(one: Organisation, other: Organisation) -> bool:
    """Whether one of them is part of the other, or both are the same."""
    return one.path.startswith(other.path) or other.path.startswith(one.path)


def outsiders(emails: Iterable[str], organisation: Organisation | None) -> dict[str, str]:
    """Addresses known in an organisation that has nothing to do with this one (None: one yet to be founded), and
    its name."""
    known = Person.objects.filter(email__in=list(emails)).select_related("organisation")
    return {
        person.email: person.organisation.name
        for person in known
        if organisation is None or not related(person.organisation, organisation)
    }


class Directory:
    """People by address and teams by name, remembered between batches. `prepare` before asking."""

    def __init__(
        self,
        organisation: Organisation,
        *,
        create_people: bool,
        create_teams: bool,
        create_categories: bool = False,
    ) -> None:
        self._organisation = organisation
        self._create_people = create_people
        self._create_teams = create_teams
        self._create_categories = create_categories
        self._people: dict[str, int] = {}
        self._teams: dict[str, int] = {}
        self._categories: dict[str, tuple[int, str]] = {}
        self.people_made = 0
        self.teams_made = 0
        self.categories_made = 0

    def person(self, email: str) -> int | None:
        return self._people.get(email)

    def team(self, name: str) -> int | None:
        return self._teams.get(name)

    def category(self, word: str) -> tuple[int, str]:
        """Id and name of a category that is valid here, by its key or name. Raises Invalid for one that is not."""
        if not self.knows_category(word):
            sentence = f"“{word}” is no category of {self._organisation.name}"
            raise Invalid(sentence, errors=[FieldError("category", "unknown", sentence)])
        return self._categories[word]

    def knows_category(self, word: str) -> bool:
        if not self._categories:
            self._find_categories()
        return word in self._categories

    def _find_categories(self) -> None:
        """By name and by key, which goes before; of two with one name, that of the nearer organisation."""
        above = Organisation.objects.above(self._organisation.path)
        found = Category.objects.filter(organisation__in=above, is_active=True).order_by(
            "organisation__path", "pk"
        )
        rows = list(found.values_list("key", "pk", "name"))
        self._categories = {name: (pk, name) for _, pk, name in rows}
        self._categories |= {key: (pk, name) for key, pk, name in rows}

    def _prepare_categories(self, words: Iterable[str]) -> None:
        new = sorted(word for word in set(words) if not self.knows_category(word))
        if not (new and self._create_categories):
            return
        Category.objects.bulk_create(
            Category(key=made_key(self._organisation.key, name), name=name, organisation=self._organisation)
            for name in new
        )
        self.categories_made += len(new)
        self._find_categories()

    def prepare(self, people: dict[str, str], teams: Iterable[str], categories: Iterable[str] = ()) -> None:
        """Know these people (address to name), teams and categories; make what is missing, where that is wanted."""
        self._prepare_categories(categories)
        self._prepare_people({email: name for email, name in people.items() if email not in self._people})
        self._prepare_teams({name for name in teams if name not in self._teams})

    def _prepare_people(self, missing: dict[str, str]) -> None:
        self._find_people(missing)
        new = sorted((email, name) for email, name in missing.items() if email not in self._people)
        if not (new and self._create_people):
            return
        Person.objects.bulk_create(
            [
                Person(
                    email=email, name=name, folded_name=name.casefold(), organisation=self._organisation,
                    is_active=False, password=make_password(None),
                )
                for email, name in new
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        self.people_made += len(new)
        self._find_people(dict(new))

    def _find_people(self, wanted: Collection[str]) -> None:
        found = Person.objects.filter(email__in=list(wanted)).select_related("organisation") if wanted else ()
        self._people.update(
            (person.email, person.pk) for person in found if related(person.organisation, self._organisation)
        )

    def _prepare_teams(self, missing: set[str]) -> None:
        self._find_teams(missing)
        new = sorted(name for name in missing if name not in self._teams)
        if not (new and self._create_teams):
            return
        Team.objects.bulk_create(
            [
                Team(key=made_key(self._organisation.key, name), name=name, organisation=self._organisation)
                for name in new
            ],
            ignore_conflicts=True,
        )
        self.teams_made += len(new)
        self._find_teams(set(new))

    def _find_teams(self, wanted: Collection[str]) -> None:
        if wanted:
            found = Team.objects.filter(organisation=self._organisation, name__in=list(wanted)).order_by(
                "-pk"
            )
            self._teams.update(found.values_list("name", "pk"))
