"""Pure decisions about flow: what a timeline comes to, and which days change when it comes to something else."""

from maitre.shared.flow.rules.changing import changed_days
from maitre.shared.flow.rules.dimensions import (
    Dimension,
    Grouping,
    Names,
    dimensions_of,
    grouping_of,
    groupings,
    offer_grouping,
)
from maitre.shared.flow.rules.facets import Facets
from maitre.shared.flow.rules.hiding import FEW, Spot, hidden
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
    "FEW",
    "Attempt",
    "Course",
    "Dimension",
    "Facets",
    "Fields",
    "Grouping",
    "Measured",
    "Moment",
    "Names",
    "Spot",
    "Stay",
    "Told",
    "changed_days",
    "dimensions_of",
    "grouping_of",
    "groupings",
    "hidden",
    "measure",
    "measured_kinds",
    "measured_of",
    "offer_grouping",
    "tell",
]
