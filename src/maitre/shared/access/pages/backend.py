"""How a session becomes a person: allauth's sign-in, our one statement for who they are and what they may see."""

from allauth.account.auth_backends import AuthenticationBackend

from maitre.shared.access.querysets import signed_in
from maitre.shared.organisation.models import Person


class Backend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: int) -> Person | None:
        person = signed_in(user_id)
        return person if person and person.is_active else None
