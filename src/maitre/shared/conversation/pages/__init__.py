"""Pages of the conversation: files, drafts, people to call, who is there, canned replies, and panels of records."""

from django.urls import path

from maitre.shared.conversation.pages import canned, drafts, favourites, file, panels, people, presence

urls = [
    path("files/<int:pk>", file.show, name="file"),
    path("drafts", drafts.drafts_page, name="drafts"),
    path("drafts/removal", drafts.discard, name="discard"),
    path("people", people.suggest, name="people"),
    path("canned", canned.canned_page, name="canned"),
    path("canned/offered", canned.offered, name="offered"),
    path("canned/<int:pk>", canned.change_page, name="canned_one"),
    path("canned/removal", canned.drop, name="drop_canned"),
    path("records/<str:number>/favourite", favourites.choose, name="favourite"),
    path("records/<str:number>/presence", presence.here, name="presence"),
    path("records/<str:number>/links", panels.link, name="link"),
    path("records/<str:number>/links/<int:id>/removal", panels.unlink, name="unlink"),
    path("records/<str:number>/watchers", panels.watch, name="watch"),
    path("records/<str:number>/watchers/<int:id>/removal", panels.unwatch, name="unwatch"),
]
