"""A row chosen by its name: what is offered, what is sent back, and that nothing is asked for twice."""

from typing import Any

import pytest
from django import forms
from pytest_django.fixtures import DjangoAssertNumQueries

from maitre.kernel.zones import zones
from maitre.kit.web.fields import RowField, Select, Zones
from maitre.shared.organisation.models import Organisation

pytestmark = pytest.mark.django_db


class Where(forms.Form):
    by_key = RowField(queryset=Organisation.objects.none(), to_field_name="key", empty_label=None)
    by_pk = RowField(queryset=Organisation.objects.none(), required=False, empty_label="Nowhere")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.queryset = Organisation.objects.filter(key__in=("bar", "inn")).order_by("name")


class When(forms.Form):
    zone = forms.ChoiceField(choices=Zones(), widget=Select)


@pytest.fixture(autouse=True)
def houses() -> dict[str, Organisation]:
    names = {"inn": "The <b>Inn</b>", "bar": "Bar & Grill", "spa": "Spa"}
    return {
        key: Organisation.objects.create(key=key, name=name, path=f"/{key}/") for key, name in names.items()
    }


def test_rows_are_offered_by_name_in_their_order_and_names_are_text(houses: dict[str, Organisation]) -> None:
    html = str(Where(initial={"by_key": houses["inn"]})["by_key"])
    assert html.index('<option value="bar">Bar &amp; Grill</option>') < html.index(
        '<option value="inn" selected>The &lt;b&gt;Inn&lt;/b&gt;</option>'
    )
    assert "Spa" not in html


def test_nothing_may_be_chosen_where_it_has_a_name(houses: dict[str, Organisation]) -> None:
    html = str(Where(initial={"by_pk": houses["bar"].pk})["by_pk"])
    assert html.index('<option value="">Nowhere</option>') < html.index("Bar")
    assert f'<option value="{houses["bar"].pk}" selected>' in html
    assert "Nowhere" not in str(Where()["by_key"])


def test_what_is_sent_becomes_the_row_and_one_that_is_not_offered_is_refused(
    houses: dict[str, Organisation],
) -> None:
    form = Where({"by_key": "inn", "by_pk": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"by_key": houses["inn"], "by_pk": None}
    assert set(Where({"by_key": "spa", "by_pk": houses["spa"].pk}).errors) == {"by_key", "by_pk"}


def test_a_select_asks_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    form = Where()
    with django_assert_num_queries(1):
        str(form["by_key"])


def test_a_zone_is_chosen_among_all_of_them() -> None:
    html = str(When(initial={"zone": "Europe/Berlin"})["zone"])
    assert '<option value="Europe/Berlin" selected>Europe/Berlin</option>' in html
    assert html.count("<option ") == len(zones())
    assert html.count(" selected") == 1
    assert When({"zone": "Asia/Tokyo"}).is_valid()
    assert set(When({"zone": "Mars/Olympus"}).errors) == {"zone"}


def test_every_form_asks_anew(houses: dict[str, Organisation]) -> None:
    str(Where()["by_key"])
    Organisation.objects.filter(key="bar").update(name="Bistro")
    assert "Bistro" in str(Where()["by_key"])
