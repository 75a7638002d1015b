"""Every address of the product. The rooms say theirs; here they are put together."""

from django.urls import URLPattern, URLResolver, include, path

from maitre.shared.access.pages import sign_in

handler400 = "maitre.kit.web.errors.bad_request"
handler403 = "maitre.kit.web.errors.forbidden"
handler404 = "maitre.kit.web.errors.not_found"
handler500 = "maitre.kit.web.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((sign_in.urls, "access"))),
]
