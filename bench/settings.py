"""The product's settings with the bench's one address more; for the server under test alone."""

from maitre.product.settings import *  # noqa: F403 - a superset by design

ROOT_URLCONF = "bench.inside"
