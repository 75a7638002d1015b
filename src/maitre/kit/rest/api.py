"""The NinjaAPI object: strict reading, problem details for everything, an OpenAPI document that says all of it."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, re_path
from ninja import NinjaAPI, Swagger
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from maitre.kernel.errors import FieldError, Invalid, NotFound, TooLarge
from maitre.kit.rest.parsing import StrictParser, unkept
from maitre.kit.rest.problems import MEDIA_TYPE, Malformed, Problem, WrongMethod, answer_to, refusal

View = Callable[..., HttpResponseBase]

DESCRIPTION = """\
Every page of Maitre has its nouns here. Errors are problem details (RFC 9457) with a stable `code`.
What you may not see does not exist: 404. Unknown fields and parameters are refused: 422.
Instants are UTC. Names in a request are ids, keys, or a person's e-mail address."""

MOST_PARAMETERS = 200
_WRITES = ("post", "put", "patch", "delete")
_TOLD = {
    "400": "The request cannot be read",
    "401": "Not signed in, or the token is not valid",
    "403": "You may see it, but not do this",
    "404": "Not there, or not open to you",
    "405": "This address does not know that method",
    "409": "Not possible in this state, or changed in the meantime",
    "412": "If-Match names a version that is no longer the newest",
    "413": "Too large",
    "415": "Another kind of content than this address takes",
    "422": "Something is wrong with the input; `errors` names each field",
    "429": "Too many requests; see Retry-After",
    "500": "Something went wrong on our side",
    "503": "Not available right now; see Retry-After",
    "507": "A disk is full; nothing was kept",
}


class Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return to_json(data)


class Api(NinjaAPI):
    """One version of the interface. Operations come from the rooms' routers."""

    def __init__(self, *, version: str, auth: Sequence[Callable[..., Any]]) -> None:
        super().__init__(
            title="Maitre",
            version=version,
            description=DESCRIPTION,
            urls_namespace=f"rest-{version}",
            auth=auth,
            parser=StrictParser(),
            renderer=Renderer(),
            # A validator on somebody else's server is what Swagger UI asks by default.
            docs=Swagger(settings={"validatorUrl": None, "persistAuthorization": False}),
        )
        self.add_exception_handler(Exception, answer_to)
        for known in [each for each in self._exception_handlers if each is not Exception]:
            self.add_exception_handler(known, answer_to)
        self.add_decorator(_without_unknown_parameters)

    def _get_urls(self) -> list[Any]:
        """Every address of the interface, and one that takes all others: also they are answered with a problem."""
        for pattern in (found := super()._get_urls()):
            if isinstance(pattern, URLPattern):
                pattern.callback = _told_as_problem(pattern.callback)
        return [*found, re_path("", unknown)]

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema(ref_template=REF_TEMPLATE)
        document["components"]["schemas"].update(document["components"]["schemas"]["Problem"].pop("$defs"))
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                told = {status: _told(status) for status in _statuses(path, method, operation)}
                responses = operation["responses"] | told
                operation["responses"] = {str(status): each for status, each in responses.items()}
        return document


def _told(status: str) -> dict[str, Any]:
    return {
        "description": _TOLD[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF_TEMPLATE.format(model="Problem")}}},
    }


def _statuses(path: str, method: str, operation: dict[str, Any]) -> list[str]:
    """The problems an operation can answer with, told by what it takes; and those it names itself."""
    found = {"400", "401", "422", "500", "503"}
    found |= {str(status) for status in operation["responses"]} & _TOLD.keys()
    if "{" in path:
        found.add("404")
    if method in _WRITES:
        found |= {"403", "409"}
    if "requestBody" in operation:
        found |= {"413", "415", "507"}
    if any(parameter["name"] == "If-Match" for parameter in operation["parameters"]):
        found.add("412")
    return sorted(found)


def unknown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """There is nothing here."""
    return refusal(NotFound("There is nothing at this address."))


unknown.csrf_exempt = True  # type: ignore[attr-defined]


def _told_as_problem(view: View) -> View:
    """Refuse addresses nobody could keep, and give 405 and whatever escaped the same shape as every other refusal."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if request.META.get("QUERY_STRING", "").count("&") >= MOST_PARAMETERS:
                raise TooLarge(f"The address holds more than {MOST_PARAMETERS} parameters.")
            if "\x00" in request.path or unkept(request.GET.dict()):
                raise Malformed("The address contains a NUL or half a character.")
            answer = view(request, *args, **kwargs)
        except Exception as error:
            return answer_to(request, error)
        if isinstance(answer, HttpResponseNotAllowed):
            allowed = answer.headers["Allow"]
            wrong = WrongMethod(f"This address takes {allowed}, not {request.method}.")
            return refusal(wrong, {"Allow": allowed})
        return answer

    told.csrf_exempt = True  # type: ignore[attr-defined]  # sessions are checked where they are accepted
    return told


def _without_unknown_parameters(view: View) -> View:
    """Refuse a parameter or a field of a form that the operation does not know: a misspelt filter must not become
    "everything", nor a misspelt `visibility` public."""
    operation = view._ninja_operation  # type: ignore[attr-defined]
    names: dict[str, set[str]] = {source: set() for source in ("query", "form", "file")}
    for model in operation.models:
        names.get(model.__ninja_param_source__, set()).update(
            getattr(model, "__ninja_flatten_map__", model.model_fields)
        )
    takes_form = bool(names["form"] or names["file"])

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        _refuse_strange(request.GET, names["query"], "parameter")
        if takes_form:
            _refuse_strange([*request.POST, *request.FILES], names["form"] | names["file"], "field")
        return view(request, *args, **kwargs)

    return checked


def _refuse_strange(given: Iterable[str], known: set[str], what: str) -> None:
    if strange := [name[:100] for name in given if name not in known]:
        raise Invalid(
            f"“{strange[0]}” is no {what} here; there are: {', '.join(sorted(known)) or 'none'}.",
            errors=[FieldError(name, "unknown_field", f"is no {what} here") for name in strange],
        )
