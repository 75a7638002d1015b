"""What organisations, people and teams add elsewhere: their definitions as code."""

from maitre.shared.declarations.rules import Kind, declare
from maitre.shared.organisation.contributions import organisations, people, teams

declare(
    Kind(
        "organisation",
        organisations.OrganisationDefinition,
        organisations.read,
        organisations.write,
        organisations.remove,
    )
)
declare(Kind("person", people.PersonDefinition, people.read, people.write, people.remove))
declare(Kind("team", teams.TeamDefinition, teams.read, teams.write, teams.remove))
