"""What a category or service usually means, as definitions in files: read, written, removed."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from maitre.kernel.errors import FieldError, Invalid
from maitre.operation.incident.models import ExpectedImpact
from maitre.shared.declarations.actions import delete_row
from maitre.shared.declarations.rules import Definition, Key, Kind, Name, Reference, each_once
from maitre.shared.organisation.models import Organisation
from maitre.shared.records.models import Category


class ExpectedImpactDefinition(Definition):
    """What an incident usually means: by its category, by words in the name of its service, or by both together."""

    kind: Literal["expected_impact"]
    organisation: Key | None = Field(default=None, description="Holds there and beneath; without, everywhere")
    category: Key | None = Field(default=None, description="Key of a category")
    words: Annotated[list[Name], AfterValidator(each_once)] = Field(
        default=[], max_length=50, description="Words in the name of the service"
    )
    impact: int = Field(ge=1, le=3, description="1 high, 2 medium, 3 low")
    urgency: int | None = Field(default=None, ge=1, le=3, description="Low when left out")
    critical: bool = Field(
        default=False, description="True: priority 1 there is proposed as a major incident"
    )

    def references(self) -> Iterator[Reference]:
        if self.organisation:
            yield Reference(("organisation",), "organisation", self.organisation)
        if self.category:
            yield Reference(("category",), "category", self.category)

    def check(self) -> None:
        if not self.category and not self.words:
            sentence = "name a category, words, or both"
            raise Invalid(f"{self.key}: {sentence}.", errors=[FieldError("category", "required", sentence)])


def read_expected() -> dict[str, ExpectedImpactDefinition]:
    rows = ExpectedImpact.objects.select_related("organisation", "category")
    return {
        each.key: ExpectedImpactDefinition.model_construct(
            kind="expected_impact",
            key=each.key,
            organisation=each.organisation.key if each.organisation else None,
            category=each.category.key if each.category else None,
            words=sorted(each.words),
            impact=each.impact,
            urgency=each.urgency,
            critical=each.critical,
        )
        for each in rows
    }


def write_expected(definition: ExpectedImpactDefinition) -> None:
    values = {
        "organisation": _organisation(definition.organisation),
        "category": Category.objects.get(key=definition.category) if definition.category else None,
        "words": definition.words,
        "impact": definition.impact,
        "urgency": definition.urgency,
        "critical": definition.critical,
    }
    ExpectedImpact.objects.update_or_create(key=definition.key, defaults=values)


def _organisation(key: str | None) -> Organisation | None:
    return Organisation.objects.get(key=key) if key else None


def remove_expected(key: str) -> None:
    row = ExpectedImpact.objects.filter(key=key).first()
    if row is None:
        raise Invalid(f"There is no expected impact “{key}”.")
    delete_row(row, f"The expected impact “{key}”")


EXPECTED_IMPACTS = Kind(
    "expected_impact", ExpectedImpactDefinition, read_expected, write_expected, remove_expected
)
