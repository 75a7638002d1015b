"""What tests across practices share: the cast."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Cast


@pytest.fixture
def cast(db: None) -> "Cast":
    """Everybody of tests/cast.py, in this test's database."""
    from tests.cast import make_cast  # Django is not set up yet when this file is read

    return make_cast()
