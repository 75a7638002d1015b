"""The one query language: parse, say what is wrong and where, print, bind to an allow-list, evaluate twice.

    tree = parse('state:open team:network -vpn')
    bound = bind(tree, fields, Context(now=now, zone=zone, person_id=7, resolve=ids_of))
    where, parameters = to_sql(bound)        # PostgreSQL
    matches(bound, record)                   # the same answer in Python

Who may see which field and which name is the caller's FieldSet and resolver; no permission is decided here.
"""

from maitre.kernel.query.binding import bind
from maitre.kernel.query.bound import Bound, Unresolved
from maitre.kernel.query.chips import Chip, chips, without
from maitre.kernel.query.completion import Suggestion, complete
from maitre.kernel.query.errors import QueryError, Several, Wrong
from maitre.kernel.query.fields import Context, Field, FieldSet, Key, Kind, Resolver, Scalar
from maitre.kernel.query.parsing import parse
from maitre.kernel.query.printing import show
from maitre.kernel.query.python import matches
from maitre.kernel.query.sql import Fragment, Parameter, to_sql
from maitre.kernel.query.tree import (
    EVERYTHING,
    LONGEST_TEXT,
    All,
    Condition,
    Either,
    Node,
    Not,
    Operator,
    Value,
    Words,
    all_of,
)

__all__ = [
    "EVERYTHING",
    "LONGEST_TEXT",
    "All",
    "Bound",
    "Chip",
    "Condition",
    "Context",
    "Either",
    "Field",
    "FieldSet",
    "Fragment",
    "Key",
    "Kind",
    "Node",
    "Not",
    "Operator",
    "Parameter",
    "QueryError",
    "Resolver",
    "Scalar",
    "Several",
    "Suggestion",
    "Unresolved",
    "Value",
    "Words",
    "Wrong",
    "all_of",
    "bind",
    "chips",
    "complete",
    "matches",
    "parse",
    "show",
    "to_sql",
    "without",
]
