"""How many examples the property tests try: MAITRE_HYPOTHESIS_PROFILE is `test` (100) or `soak` (1000)."""

import os

from hypothesis import settings

settings.register_profile("test", max_examples=100, deadline=None)
settings.register_profile("soak", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("MAITRE_HYPOTHESIS_PROFILE", "test"))
