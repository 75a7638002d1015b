"""The outbox, for administrators: what left, what waits, and what somebody has to decide."""

from django.urls import path

from maitre.shared.mail.pages import outbox

urls = [
    path("outbox", outbox.show, name="outbox"),
    path("outbox/<int:pk>/again", outbox.send_again, name="again"),
    path("outbox/<int:pk>/leave", outbox.leave_it, name="leave"),
]
