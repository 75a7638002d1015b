"""The REST interface put together: every room's router under /api/v1. What is not there is answered with a problem."""

from django.urls import URLPattern, URLResolver, path, re_path

from maitre.kit.rest.api import Api, unknown
from maitre.operation.incident import rest as incident
from maitre.shared.access.rest import leaving, people, rights
from maitre.shared.access.rest.callers import Bearer, Session
from maitre.shared.conversation.rest import relations, talk
from maitre.shared.practice.rules import practices
from maitre.shared.records.rest import operations as records
from maitre.shared.recurrence import rest as recurrence
from maitre.shared.reminders import rest as reminders
from maitre.shared.search import rest as search
from maitre.shared.tasks.rest import nouns as tasks
from maitre.shared.tasks.rest import of_records as tasks_of_records
from maitre.shared.tasks.rest import verbs as task_verbs
from maitre.shared.workspace.rest import routers_of_list, routers_of_records
from maitre.shared.worktime import rest as worktime

api = Api(version="1", auth=[Bearer(), Session()])
api.add_router("", people.router)
api.add_router("", rights.router)
api.add_router("", leaving.router)
api.add_router("/categories", records.categories_router)
OWN = {"incident": incident.routers}
"""Operations that a practice has beside those that are made of what it declares."""
for practice in practices():
    for router in (
        *routers_of_list(practice),
        *OWN.get(practice.kind, ()),
        *routers_of_records(practice),
    ):
        api.add_router(f"/{practice.plural}", router)
api.add_router("/records", records.router)
api.add_router("/records", talk.router)
api.add_router("/records", relations.router)
api.add_router("/records", tasks_of_records.router)
api.add_router("/records", worktime.router)
api.add_router("/records", reminders.records_router)
api.add_router("/tasks", tasks.router)
api.add_router("/tasks", task_verbs.router)
api.add_router("/work", worktime.sums_router)
api.add_router("/reminders", reminders.router)
api.add_router("/recurrences", recurrence.router)

api.add_router("", search.router)

urls: list[URLPattern | URLResolver] = [path("v1/", api.urls), re_path("", unknown)]
