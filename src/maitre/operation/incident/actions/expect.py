"""What an incident of a category, or on a service, usually means: asked for where nobody has judged yet."""

from maitre.operation.incident.models import ExpectedImpact
from maitre.operation.incident.rules.expectation import Expectation, expected
from maitre.shared.organisation.models import Organisation


def expectation_for(
    organisation: Organisation, category_id: int | None, service: str
) -> tuple[Expectation, str] | None:
    """The line that fits and what it fits by. No statement where neither category nor service is named.

    Words are looked for until services and configuration items are records that know their own weight.
    """
    if category_id is None and not service:
        return None
    rows = ExpectedImpact.objects.of(organisation.path).values_list(
        "key", "category_id", "words", "impact", "urgency", "critical"
    )
    table = (
        Expectation(key, category, tuple(words), impact, urgency, critical)
        for key, category, words, impact, urgency, critical in rows
    )
    return expected(table, category_id=category_id, service=service)
