"""Pages of the desk that gather from many practices."""

from django.urls import path

from maitre.faces.desk.pages import (
    administration,
    hears,
    my_work,
    notifications,
    palette,
    profile,
    pulse,
    search,
    styleguide,
    tokens,
)

urls = [
    path("desk", my_work.show, name="my_work"),
    path("search", search.show, name="search"),
    path("pulse", pulse.show, name="pulse"),
    path("palette", palette.show, name="palette"),
    path("notifications", notifications.show, name="notifications"),
    path("notifications/latest", notifications.latest, name="latest_notifications"),
    path("notifications/read", notifications.read, name="read_notifications"),
    path("profile", profile.show, name="profile"),
    path("profile/notifications", hears.hears, name="hears"),
    path("profile/letters", profile.reach, name="reach"),
    path("notifications/rules", hears.who_hears, name="who_hears"),
    path("teams/<slug:key>/letters", hears.team_mail, name="team_mail"),
    path("profile/sessions", profile.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("profile/tokens", tokens.make, name="make_token"),
    path("profile/tokens/<int:id>/revocation", tokens.end, name="end_token"),
    path("administration", administration.show, name="administration"),
    path("styleguide", styleguide.show, name="styleguide"),
]
