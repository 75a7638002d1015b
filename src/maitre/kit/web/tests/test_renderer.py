"""Selects as our own template draws them: whatever the choices say is text, and what is chosen is marked."""

from django import forms
from django.utils.translation import gettext_lazy

CHOICES = [
    ("", gettext_lazy("None")),
    ("<b>", 'Tills & "scales"'),
    (gettext_lazy("Lobby"), [(1, "Printer"), (2, "<i>Door</i>")]),
]


class Broken(forms.Form):
    one = forms.TypedChoiceField(choices=CHOICES, initial=2)
    many = forms.MultipleChoiceField(choices=CHOICES, initial=["<b>", "1"], required=False)
    title = forms.CharField(initial='"><script>')


def drawn(name: str, **attributes: object) -> str:
    return str(Broken()[name].as_widget(attrs=attributes))


def test_an_option_is_text_whatever_it_says() -> None:
    html = drawn("one")
    assert '<option value="&lt;b&gt;">Tills &amp; &#34;scales&#34;</option>' in html
    assert "&lt;i&gt;Door&lt;/i&gt;</option>" in html
    assert 'value="&#34;&gt;&lt;script&gt;"' in drawn("title")


def test_what_is_chosen_is_marked_once_or_as_often_as_it_may_be() -> None:
    assert drawn("one").count(" selected") == 1
    assert '<option value="2" selected>' in drawn("one")
    assert drawn("many").count(" selected") == 2
    assert '<option value="&lt;b&gt;" selected>' in drawn("many")


def test_options_that_belong_together_stand_under_their_name() -> None:
    inside = drawn("one").partition('<optgroup label="Lobby">')[2].partition("</optgroup>")[0]
    assert inside.count("<option") == 2
    assert drawn("one").count("<option ") == 4


def test_attributes_of_a_select_are_those_of_its_field() -> None:
    html = drawn("one", **{"class": "input", "hx-get": '/a?b="c"', "data-on": True, "data-off": False})
    head = html.partition(">")[0]
    assert head == '<select name="one" class="input" hx-get="/a?b=&#34;c&#34;" data-on required id="id_one"'
