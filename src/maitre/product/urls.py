"""Every address of the product. The rooms say theirs; here they are put together."""

from django.urls import URLPattern, URLResolver, include, path

from maitre.faces.desk import pages as desk
from maitre.faces.portal import pages as portal
from maitre.operation.incident import pages as incident
from maitre.product import health, rest
from maitre.shared.access.pages import absences, password, people, sign_in
from maitre.shared.conversation import pages as conversation
from maitre.shared.exports import pages as exports
from maitre.shared.flow import pages as flow
from maitre.shared.mail import pages as mail
from maitre.shared.practice.rules import practices
from maitre.shared.recurrence import pages as recurrence
from maitre.shared.reminders import pages as reminders
from maitre.shared.tasks import pages as tasks
from maitre.shared.workspace import pages as workspace
from maitre.shared.worktime import pages as worktime

handler400 = "maitre.kit.web.errors.bad_request"
handler403 = "maitre.kit.web.errors.forbidden"
handler404 = "maitre.kit.web.errors.not_found"
handler429 = "maitre.kit.web.errors.too_many"
handler500 = "maitre.kit.web.errors.server_error"

OWN: dict[str, list[URLPattern]] = {"incident": incident.urls}
"""Pages that a practice has beside those that are made of what it declares."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include(rest.urls)),
    path("", include((health.urls, "health"))),
    path("", include(([*sign_in.urls, *password.urls, *people.urls, *absences.urls], "access"))),
    path("", include((conversation.urls, "conversation"))),
    path("", include((mail.urls, "mail"))),
    path("", include((exports.urls, "exports"))),
    path("", include((flow.urls, "flow"))),
    path("", include((reminders.urls, "reminders"))),
    path("", include((worktime.urls, "worktime"))),
    path("", include((tasks.urls, "task"))),
    path("", include((recurrence.urls, "recurrence"))),
    *(
        path(
            "",
            include(
                (
                    [
                        *workspace.urls_of_list(practice),
                        *OWN.get(practice.kind, []),
                        *workspace.urls_of_records(practice),
                    ],
                    practice.kind,
                )
            ),
        )
        for practice in practices()
    ),
    path("", include((desk.urls, "desk"))),
    path("", include((portal.urls, "portal"))),
]
