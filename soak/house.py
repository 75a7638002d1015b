"""The small company that the soak happens in, made where a database answers: `python -m soak.house` prints the bearer
tokens of its people as JSON."""

import json
import secrets

from maitre.product.installation import installation

AGENTS = ("agnes", "leo", "lena")
REQUESTERS = ("rita", "ben")
ADMINISTRATOR = "ada@soak.example"


def make() -> dict[str, str]:
    """One administrator, three who work on incidents, two who report them; the token of each but the administrator."""
    from maitre.product.first_steps import create_administrator
    from maitre.shared.access.actions import READ, WRITE, grant, issue_token
    from maitre.shared.access.rules import SYSTEM_ACTOR, Role
    from maitre.shared.organisation.actions import welcome_person

    home = create_administrator(ADMINISTRATOR, "Ada", secrets.token_urlsafe(15)).organisation
    tokens = {}
    for key in (*AGENTS, *REQUESTERS):
        person = welcome_person(f"{key}@soak.example", key.capitalize(), home)
        if key in AGENTS:
            grant(person, Role.LEAD if key == "leo" else Role.AGENT, home, by=SYSTEM_ACTOR)
        _, tokens[key] = issue_token(person, "soak", by=SYSTEM_ACTOR, scopes=[READ, WRITE])
    return tokens


def main() -> None:
    with installation():
        print(json.dumps(make()))


if __name__ == "__main__":
    main()
