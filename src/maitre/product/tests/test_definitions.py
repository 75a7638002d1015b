"""Definitions as code against a real installation: plan, apply, conflicts, removal, export and back."""

from pathlib import Path

import pytest

from maitre.kernel.errors import AlreadyChanged, Invalid
from maitre.product.starter import apply_starter
from maitre.shared.access.models import Grant
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.audit.models import AuditEvent
from maitre.shared.calendars.models import Calendar
from maitre.shared.declarations.actions import Plan, Winner, apply, export, load, plan
from maitre.shared.declarations.models import Applied
from maitre.shared.declarations.rules import kinds
from maitre.shared.organisation.models import Organisation, Person, Team
from maitre.shared.organisation.querysets import calendar_of
from tests.cast import Cast

HOUSE = """\
kind: grant
key: lena@inn.example
grants:
  - {role: agent, organisation: inn, team: front}
  - {role: auditor, organisation: inn}
---
kind: team
key: front
name: Front office
organisation: bar
members: [lena@inn.example]
---
kind: organisation
key: bar
name: Bar
parent: inn
---
kind: organisation
key: inn
name: The Inn
calendar: shop
---
kind: person
key: lena@inn.example
name: Lena
organisation: bar
zone: Europe/Vienna
---
kind: category
key: taps
name: Taps
organisation: inn
parent: cellar
---
kind: category
key: cellar
name: Cellar
organisation: inn
---
kind: circle
key: partners
name: Partners
organisation: inn
members: [lena@inn.example]
---
kind: calendar
key: shop
name: Shop
zone: Europe/Vienna
week: {mon: ["09:00-12:00", "13:00-17:00"]}
exceptions: {2026-12-24: []}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "house.yaml").write_text(HOUSE)
    return tmp_path


def rewrite(folder: Path, before: str, after: str) -> None:
    path = folder / "house.yaml"
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))


def applied(folder: Path, *, prune: bool = False, winner: Winner | None = None) -> Plan:
    return apply(load(folder), by=SYSTEM_ACTOR, prune=prune, winner=winner)


def differing(folder: Path, *, prune: bool = False) -> list[tuple[str, str, str]]:
    return [(it.doing.value, it.kind, it.key) for it in plan(load(folder), prune=prune).differing]


@pytest.mark.django_db
def test_applying_creates_everything_in_the_order_in_which_it_needs_each_other(folder: Path) -> None:
    applied(folder)
    bar = Organisation.objects.get(key="bar")
    assert bar.path == f"{Organisation.objects.get(key='inn').path}{bar.pk}/"
    assert calendar_of(bar).zone == "Europe/Vienna"
    assert [each.email for each in Team.objects.get(key="front").members.all()] == ["lena@inn.example"]
    assert set(Grant.objects.values_list("role", "team__key")) == {("agent", "front"), ("auditor", None)}
    assert not Person.objects.get(email="lena@inn.example").has_usable_password()


@pytest.mark.django_db
def test_applying_again_changes_and_notes_nothing(folder: Path) -> None:
    applied(folder)
    noted = AuditEvent.objects.count()
    assert noted == len(load(folder))
    applied(folder)
    assert differing(folder) == []
    assert AuditEvent.objects.count() == noted
    assert Calendar.objects.get(key="shop").version == 1


@pytest.mark.django_db
def test_a_plan_tells_each_changed_field_and_where_it_was_written(folder: Path) -> None:
    applied(folder)
    rewrite(folder, "name: Front office", "name: Reception")
    (step,) = plan(load(folder)).differing
    assert (step.kind, step.key, step.where) == ("team", "front", "house.yaml:7")
    assert [(it.name, it.before, it.after) for it in step.changes] == [("name", "Front office", "Reception")]
    applied(folder)
    event = AuditEvent.objects.order_by("-seq")[0]
    assert (event.what, event.subject) == ("definition.changed", "team front")
    assert '"name":["Front office","Reception"]' in event.sealed


@pytest.mark.django_db
def test_a_changed_calendar_has_another_version(folder: Path) -> None:
    applied(folder)
    rewrite(folder, "13:00-17:00", "13:00-18:00")
    applied(folder)
    assert Calendar.objects.get(key="shop").version == 2


@pytest.mark.django_db
def test_n14_a_calendar_without_working_time_is_refused_and_the_old_one_stays(folder: Path) -> None:
    applied(folder)
    rewrite(folder, '{mon: ["09:00-12:00", "13:00-17:00"]}', "{}")
    with pytest.raises(Invalid) as refused:
        applied(folder)
    assert "working time" in refused.value.errors[0].message
    assert Calendar.objects.get(key="shop").week["mon"]


@pytest.mark.django_db
def test_an_edit_in_the_installation_is_a_conflict_until_somebody_says_who_wins(folder: Path) -> None:
    applied(folder)
    Team.objects.filter(key="front").update(name="Lobby")
    assert differing(folder) == [("conflict", "team", "front")]
    with pytest.raises(AlreadyChanged) as refused:
        applied(folder)
    assert "team “front” was edited in the installation" in refused.value.errors[0].message
    applied(folder, winner=Winner.INSTALLATION)
    assert Team.objects.get(key="front").name == "Lobby"
    assert differing(folder) == [("conflict", "team", "front")]
    applied(folder, winner=Winner.FILES)
    assert Team.objects.get(key="front").name == "Front office"
    assert differing(folder) == []


@pytest.mark.django_db
def test_what_was_removed_in_the_installation_comes_back_only_when_the_files_win(folder: Path) -> None:
    applied(folder)
    Grant.objects.all().delete()
    assert differing(folder) == [("conflict", "grant", "lena@inn.example")]
    applied(folder, winner=Winner.FILES)
    assert Grant.objects.count() == 2


@pytest.mark.django_db
def test_an_edit_that_was_taken_into_the_files_is_no_conflict(folder: Path) -> None:
    applied(folder)
    Team.objects.filter(key="front").update(name="Lobby")
    rewrite(folder, "name: Front office", "name: Lobby")
    applied(folder)
    assert Applied.objects.get(kind="team").definition["name"] == "Lobby"


@pytest.mark.django_db
def test_only_pruning_removes_and_only_what_came_from_files(folder: Path) -> None:
    applied(folder)
    Team.objects.create(key="ours", name="Made by hand", organisation=Organisation.objects.get(key="inn"))
    (folder / "house.yaml").write_text(
        HOUSE[HOUSE.index("kind: organisation") :].split("kind: circle")[0].rstrip("-\n")
    )
    planned = plan(load(folder))
    assert (planned.differing, planned.left_alone) == ((), 4)
    (folder / "shop.yaml").write_text(HOUSE[HOUSE.index("kind: calendar") :])
    assert differing(folder, prune=True) == [
        ("remove", "grant", "lena@inn.example"),
        ("remove", "circle", "partners"),
        ("remove", "team", "front"),
    ]
    applied(folder, prune=True)
    assert list(Team.objects.values_list("key", flat=True)) == ["ours"]
    assert not Applied.objects.filter(kind="team").exists()


@pytest.mark.django_db
def test_what_is_still_in_use_is_not_removed_and_nothing_else_is_either(folder: Path, cast: Cast) -> None:
    applied(folder)
    incident = cast.incident()
    incident.record.team = Team.objects.get(key="front")
    incident.record.save(update_fields=["team"])
    (folder / "house.yaml").write_text(HOUSE.split("---\n", 2)[2])
    with pytest.raises(Invalid) as refused:
        applied(folder, prune=True)
    assert "The team “front” is still in use (records)" in refused.value.errors[0].message
    assert Grant.objects.filter(person__email="lena@inn.example").count() == 2


@pytest.mark.django_db
def test_people_are_made_inactive_instead_of_removed(folder: Path) -> None:
    applied(folder)
    (folder / "house.yaml").write_text("---\n" + HOUSE[HOUSE.index("kind: calendar") :])
    with pytest.raises(Invalid) as refused:
        applied(folder, prune=True)
    assert "write “active: false” instead" in " ".join(each.message for each in refused.value.errors)
    (folder / "house.yaml").write_text(HOUSE.replace("zone: Europe/Vienna\n---", "active: false\n---", 1))
    applied(folder)
    assert not Person.objects.get(email="lena@inn.example").is_active


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after", "where", "sentence"),
    [
        ("members: [lena@inn.example]\n---\nkind: o", "members: [nobody@inn.example]\n---\nkind: o",
         "house.yaml:11", "there is no person “nobody@inn.example”"),
        ("calendar: shop", "calendar: always", "house.yaml:21", "there is no calendar “always”"),
        ("team: front}", "team: back}", "house.yaml:4", "there is no team “back”"),
        ("key: inn\nname: The Inn", "key: inn\nparent: bar\nname: The Inn", "house.yaml:18", "points at itself"),
        ("role: auditor", "role: god", "house.yaml:5", "grants.1.role"),
        ("zone: Europe/Vienna\n---", "language: xx\n---", "house.yaml:27", "“xx” is not one of"),
        ("[lena@inn.example]", "[lena@inn.example, lena@inn.example]", "house.yaml:11", "names something twice"),
    ],
)  # fmt: skip
def test_what_points_nowhere_or_at_itself_is_refused_with_its_line(
    folder: Path, before: str, after: str, where: str, sentence: str
) -> None:
    rewrite(folder, before, after)
    with pytest.raises(Invalid) as refused:
        applied(folder)
    assert any(it.field == where and sentence in it.message for it in refused.value.errors), (
        refused.value.errors
    )
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_an_organisation_moves_with_everything_beneath_it(folder: Path) -> None:
    (folder / "more.yaml").write_text("kind: organisation\nkey: keg\nname: Keg\nparent: bar\n")
    applied(folder)
    rewrite(folder, "name: Bar\nparent: inn", "name: Bar")
    applied(folder)
    bar, keg = Organisation.objects.get(key="bar"), Organisation.objects.get(key="keg")
    assert (bar.path, keg.path) == (f"/{bar.pk}/", f"/{bar.pk}/{keg.pk}/")


NOT_SHIPPED = {"skill.yaml", "team_mail.yaml", "expected_impact.yaml", "recurrence.yaml"}
"""Kinds that neither the folder nor the starter pack holds anything of."""


@pytest.mark.django_db
def test_an_export_planned_against_its_own_installation_differs_in_nothing(
    folder: Path, cast: Cast, tmp_path: Path
) -> None:
    applied(folder)
    apply_starter()
    out = tmp_path / "out"
    written = export(out)
    assert differing(out) == []
    assert written == {f"{kind}.yaml": len(each.read()) for kind, each in kinds().items()}
    assert {name for name, count in written.items() if not count} <= NOT_SHIPPED
    assert export(out) == written
    applied(out)
    assert differing(out, prune=True) == []


@pytest.mark.django_db
def test_names_of_any_kind_come_back_from_an_export_as_they_were(cast: Cast, tmp_path: Path) -> None:
    names = [
        "yes", "null", "~", "007", "1e3", "2026-12-24", "12:30", "- dash", "a: b", "#1", "@x", "*a", "!b", "'", '"',
        "{}", "x" * 200, " spaced ", "مطبخ", "厨房 🍳", "<script>", "=1+1", "%PDF", "`",
    ]  # fmt: skip
    home = cast.organisations["harbour"]
    Team.objects.bulk_create(
        Team(key=f"Any_{place}--", name=name, organisation=home) for place, name in enumerate(names)
    )
    export(tmp_path)
    assert differing(tmp_path) == []
    assert len(load(tmp_path / "team.yaml")) == len(names) + 3


@pytest.mark.django_db
def test_an_export_does_not_mix_with_definitions_of_others(folder: Path) -> None:
    with pytest.raises(Invalid, match=r"house\.yaml"):
        export(folder)


@pytest.mark.django_db
def test_the_starter_pack_leaves_what_is_there_as_it_is() -> None:
    apply_starter()
    Organisation.objects.filter(key="root").update(name="Ours")
    apply_starter()
    assert Organisation.objects.get(key="root").name == "Ours"
    assert calendar_of(Organisation.objects.get()).zone == "UTC"
