"""What the tests of every room share: the cast of tests/cast.py."""

from tests.conftest import cast, post, terminal

__all__ = ["cast", "post", "terminal"]
