"""The page that leads to everything there is to administer."""

import pytest
from django.test import Client

from tests.cast import Cast


def test_an_administrator_finds_every_page_there_is(client: Client, cast: Cast) -> None:
    client.force_login(cast.person("ada"))
    page = client.get("/administration").content.decode()
    for address in ("/administration/people", "/outbox", "/notifications/rules"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(("key", "status"), [("agnes", 403), ("rita", 403)])
def test_others_are_refused_as_on_the_pages_themselves(
    client: Client, cast: Cast, key: str, status: int
) -> None:
    client.force_login(cast.person(key))
    assert (
        client.get("/administration").status_code
        == client.get("/administration/people").status_code
        == status
    )
    assert 'href="/administration"' not in client.get("/profile").content.decode()
