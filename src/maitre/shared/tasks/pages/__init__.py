"""Pages of tasks: the panel beside a record, a task's own page, one's own tasks, templates."""

from django.urls import path

from maitre.shared.tasks.pages import checklist, mine, panel, show, template, verbs

urls = [
    path("tasks", mine.show, name="mine"),
    path("tasks/<str:label>", show.show, name="show"),
    path("tasks/<str:label>/replies", show.reply, name="reply"),
    path("tasks/<str:label>/notes", show.note, name="note"),
    path("tasks/<str:label>/verbs/<str:verb>", verbs.take_verb, name="verb"),
    path("tasks/<str:label>/edit", verbs.edit_page, name="edit"),
    path("tasks/<str:label>/assignment", verbs.assign_page, name="assign"),
    path("tasks/<str:label>/cancellation", verbs.cancel_page, name="cancel"),
    path("tasks/<str:label>/place", panel.place, name="place"),
    path("tasks/<str:label>/items", checklist.add, name="add_item"),
    path("tasks/<str:label>/items/<int:pk>", checklist.turn, name="turn_item"),
    path("tasks/<str:label>/items/<int:pk>/removal", checklist.drop, name="drop_item"),
    path("records/<str:label>/tasks", panel.add, name="add"),
    path("records/<str:label>/tasks/template", template.use, name="template"),
]
