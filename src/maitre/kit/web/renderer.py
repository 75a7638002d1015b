"""How Django's form widgets are drawn: by Jinja2, as everything else, and as widgets/ says where it says something."""

from functools import cached_property
from pathlib import Path
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.template.backends.jinja2 import Jinja2

OURS = Path(__file__).parent / "widgets"
DJANGOS = Path(forms.__file__).parent / "jinja2"


class Renderer(BaseRenderer):
    """Of every form. A page may have selects of hundreds of options: a template for each would be most of its time."""

    @cached_property
    def engine(self) -> Jinja2:
        return Jinja2({"NAME": "forms", "DIRS": [OURS, DJANGOS], "APP_DIRS": False, "OPTIONS": {}})

    def get_template(self, template_name: str) -> Any:
        return self.engine.get_template(template_name)
