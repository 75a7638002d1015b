"""What mail adds elsewhere: its jobs, and the one class of letters that is its own."""

from django.utils.translation import gettext as _

from maitre.shared.mail import jobs  # noqa: F401  (declares the jobs)
from maitre.shared.mail.models import Letter
from maitre.shared.mail.rules import Class, Content, declare_class


def compose_test(letter: Letter) -> Content:
    """What `maitre mail test` sends."""
    said = _("This is a test. Whoever reads it knows that mail leaves Maitre.")
    return Content(_("A test of Maitre's mail"), said + "\n", f"<p>{said}</p>\n")


declare_class(Class("test", compose_test, again=False))
