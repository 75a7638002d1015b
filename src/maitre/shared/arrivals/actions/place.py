"""Where a source arrives: the one organisation its mapping names. No column of a file can name another."""

from django.db import transaction
from django.utils.translation import gettext as _

from maitre.kernel.chain import JSON
from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.audit.actions import note
from maitre.shared.organisation.actions import found_organisation
from maitre.shared.organisation.models import Organisation


@transaction.atomic
def open_place(key: str, name: str, *, source: str) -> Organisation:
    """The organisation with this key; founded when it does not exist and the mapping gives it a name."""
    known = find_place(key, name)
    if known:
        return known
    organisation = found_organisation(key, name)
    note("organisation.founded", key, by_id=None, by_name=f"import {source}", detail={"name": name})
    return organisation


def find_place(key: str, name: str) -> Organisation | None:
    """The organisation with this key, None where it would be founded. Raises Invalid where it could not."""
    known = Organisation.objects.filter(key=key).first()
    if known is None and not name:
        sentence = _("There is no organisation “%(key)s”. Give it a name in the mapping to have it made.")
        problem = FieldError("organisation.key", "unknown", _("does not exist"))
        raise Invalid(sentence % {"key": key}, errors=[problem])
    return known


def close_import(source: str, file_name: str, *, arrived: int, entries: int) -> None:
    """Leave in the audit book what an import brought."""
    detail: dict[str, JSON] = {"file": file_name, "records": arrived, "entries": entries}
    note("import", source, by_id=None, by_name="command line", detail=detail)
