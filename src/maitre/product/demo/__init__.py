"""The demo company: a hotel group with people, teams and half a year of incidents, and an unrelated clinic.

`company.yaml` and `stories/` say who and what; `plots` decides when, the same for the same moment; `stage` plays it
through the ordinary actions, so nothing here knows a rule. Everything it makes can be taken away again by `remove`.
"""

from maitre.product.demo.load import Loaded, load
from maitre.product.demo.remove import Removed, remove
from maitre.product.demo.sign_ins import PASSWORD, demo_people, passwords_stand, sign_in_lines

__all__ = [
    "PASSWORD",
    "Loaded",
    "Removed",
    "demo_people",
    "load",
    "passwords_stand",
    "remove",
    "sign_in_lines",
]
