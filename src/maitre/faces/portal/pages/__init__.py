"""Pages of the portal."""

from django.urls import path, re_path

from maitre.faces.portal.pages import go, home, mine, report, show

urls = [
    path("", home.show, name="home"),
    path("report", report.report_page, name="report"),
    path("report/hints", report.show_hints, name="hints"),
    path("mine", mine.show, name="mine"),
    path("mine/<str:label>", show.show, name="show"),
    path("mine/<str:label>/replies", show.reply, name="reply"),
    path("mine/<str:label>/confirmation", show.confirm, name="confirm"),
    path("mine/<str:label>/reopening", show.reopen_page, name="reopen"),
    path("mine/<str:label>/withdrawal", show.withdraw_page, name="withdraw"),
    re_path("^(?P<label>[A-Za-z]{2,4}-[0-9]{1,18})$", go.go, name="go"),
]
