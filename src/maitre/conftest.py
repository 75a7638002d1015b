"""What the tests of every room share: the cast of tests/cast.py."""

from tests.conftest import cast

__all__ = ["cast"]
