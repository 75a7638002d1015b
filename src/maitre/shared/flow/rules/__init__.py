"""Pure decisions about flow: what a timeline comes to, and which days change when it comes to something else."""

from maitre.shared.flow.rules.changing import changed_days
from maitre.shared.flow.rules.telling import (
    Attempt,
    Course,
    Fields,
    Measured,
    Moment,
    Stay,
    Told,
    measure,
    measured_kinds,
    measured_of,
    tell,
)

__all__ = [
    "Attempt",
    "Course",
    "Fields",
    "Measured",
    "Moment",
    "Stay",
    "Told",
    "changed_days",
    "measure",
    "measured_kinds",
    "measured_of",
    "tell",
]
