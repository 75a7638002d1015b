"""What the tests of every room share: the cast of tests/cast.py."""

from tests.conftest import cast, cast_at_rest, cast_of_many, post, terminal

__all__ = ["cast", "cast_at_rest", "cast_of_many", "post", "terminal"]
