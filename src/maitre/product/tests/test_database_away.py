"""What a page answers when the database went away under it."""

import psycopg
import pytest
from django.db import connection
from django.test import Client

from tests.cast import Cast


@pytest.mark.django_db(transaction=True)
def test_a_request_that_meets_a_database_gone_away_says_so_and_the_next_is_answered(
    cast: Cast, postgres: str
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.person("agnes"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    with psycopg.connect(postgres, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    gone = client.get("/incidents")
    assert (gone.status_code, gone.headers["Retry-After"]) == (503, "1")
    assert "not available right now" in gone.content.decode()
    connection.close()
    assert client.get("/incidents").status_code == 200
