"""The rules of the house, each with a case that must fail."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction

from lodestar.access.record import record
from lodestar.common import states
from lodestar.common.actions import REGISTRY, HouseRuleBroken, action
from lodestar.common.decisions import ALLOWED, Decision, Refused
from lodestar.common.states import StateTable, state_table
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "lodestar"
CYCLE = ("prioritise", "design", "procure", "contract", "deliver", "pay", "learn")
LONGEST_VIEW = 25
# Parts of actions: called inside the transaction of one, or calling one for each row.
PART_OF_AN_ACTION = {"gather_claims", "new_estimates", "record_bulk", "recorder_of", "load_own_instruments"}


def python_files(*places: str) -> Iterator[Path]:
    for place in places or (".",):
        yield from (path for path in sorted((SOURCE / place).rglob("*.py")) if "migrations" not in path.parts)


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            yield node


# ---------------------------------------------------------------- the order of the house and of the rooms


def lint_imports(folder: Path, config: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--config", str(config), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(folder), "PATH": ""})


def test_the_order_of_the_house_holds() -> None:
    done = lint_imports(ROOT / "src", ROOT / "pyproject.toml")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("prioritise/views.py", "import lodestar.pay.models"),
        ("pay/models.py", "import lodestar.pay.views"),
        ("methods/__init__.py", "import django"),
    ],
    ids=["an early app imports a later one", "a room imports a later room", "a method imports Django"],
)
def test_breaking_the_order_is_found(tmp_path: Path, where: str, line: str) -> None:
    """A house of the same plan, empty but for one wrong import."""
    for path in SOURCE.rglob("*.py"):
        if "migrations" not in path.parts:
            copy = tmp_path / "lodestar" / path.relative_to(SOURCE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.touch()
    broken = tmp_path / "lodestar" / where
    broken.parent.mkdir(parents=True, exist_ok=True)
    broken.write_text(line + "\n")
    done = lint_imports(tmp_path, ROOT / "pyproject.toml")
    assert done.returncode != 0, done.stdout


# ---------------------------------------------------------------- actions


def undecorated_actions(path: Path) -> list[str]:
    """Public functions of an actions room that take `by` and are not actions."""
    found = []
    for function in functions(path):
        takes_by = any(argument.arg == "by" for argument in function.args.kwonlyargs + function.args.args)
        decorators = {node.id for node in function.decorator_list if isinstance(node, ast.Name)}
        if takes_by and not function.name.startswith("_") and "action" not in decorators and function.name not in PART_OF_AN_ACTION:
            found.append(f"{path.name}:{function.name}")
    return found


def action_files() -> Iterator[Path]:
    for app in (*CYCLE, "access", "jobs"):
        yield from (path for path in python_files(app) if path.name == "actions.py" or path.parent.name == "actions")


def test_every_write_is_an_action() -> None:
    assert [name for path in action_files() for name in undecorated_actions(path)] == []


def test_a_write_that_is_no_action_is_found(tmp_path: Path) -> None:
    path = tmp_path / "actions.py"
    path.write_text("def pay_twice(*, statement, by):\n    statement.pay()\n")
    assert undecorated_actions(path) == ["actions.py:pay_twice"]


def test_actions_take_their_facts_by_name_and_say_who() -> None:
    import inspect

    for name, function in REGISTRY.items():
        if name.startswith("tests."):
            continue
        parameters = inspect.signature(function).parameters.values()
        assert "by" in {p.name for p in parameters}, name
        assert all(p.kind in (p.KEYWORD_ONLY, p.VAR_KEYWORD) for p in parameters), f"{name} takes facts by position"


@pytest.mark.django_db
def test_an_action_that_asks_no_policy_is_undone(cast: Cast) -> None:
    @action
    def rename_without_asking(*, by: object) -> None:
        cast.northshire.__class__.objects.filter(pk=cast.northshire.pk).update(name="Stolen")
        record("renamed", subject=cast.northshire, organisation=cast.northshire, by=cast.actor("alice"))

    with pytest.raises(HouseRuleBroken, match="asked no policy"):
        rename_without_asking(by=cast.actor("alice"))
    cast.northshire.refresh_from_db()
    assert cast.northshire.name != "Stolen"


@pytest.mark.django_db
def test_an_action_that_leaves_no_event_is_undone(cast: Cast) -> None:
    @action
    def rename_in_silence(*, by: object) -> None:
        ALLOWED.require()
        cast.northshire.__class__.objects.filter(pk=cast.northshire.pk).update(name="Stolen")

    with pytest.raises(HouseRuleBroken, match="left no event"):
        rename_in_silence(by=cast.actor("alice"))
    cast.northshire.refresh_from_db()
    assert cast.northshire.name != "Stolen"


@pytest.mark.django_db
def test_a_refused_action_says_why_and_writes_nothing(cast: Cast) -> None:
    @action
    def rename_refused(*, by: object) -> None:
        Decision(False, "Because.").require()

    with pytest.raises(Refused, match=r"Because\."):
        rename_refused(by=cast.actor("alice"))


# ---------------------------------------------------------------- states


def tables() -> list[tuple[str, StateTable]]:
    found = []
    for app in (*CYCLE, "jobs"):
        module = __import__(f"lodestar.{app}.states", fromlist=["x"]) if (SOURCE / app / "states.py").exists() else None
        found += [(f"{app}.{name}", value) for name, value in vars(module).items() if isinstance(value, StateTable)] if module else []
    return found


def faults_of(table: StateTable) -> list[str]:
    """What is wrong with a table: states nobody can reach, whose turn is not said, moves from or to what is no state."""
    known = set(table.states.values)
    reached, to_walk = {table.start}, [table.start]
    while to_walk:
        here = to_walk.pop()
        for move in table.moves.values():
            if here in move.sources and move.target not in reached:
                reached.add(move.target)
                to_walk.append(move.target)
    faults = [f"nobody reaches {state}" for state in sorted(known - reached)]
    faults += [f"whose turn it is in {state} is not said" for state in sorted(known - set(map(str, table.turn)))]
    faults += [f"{move.verb} knows no such state" for move in table.moves.values() if not ({*move.sources, move.target} <= known)]
    return faults


def test_there_are_tables_to_look_at() -> None:
    assert len(tables()) >= 10


@pytest.mark.parametrize(("name", "table"), tables(), ids=[name for name, _table in tables()])
def test_transitions_are_total(name: str, table: StateTable) -> None:
    assert faults_of(table) == []
    for state in table.states.values:
        for verb, move in table.moves.items():
            if state in move.sources:
                assert table.target(state, verb) == move.target
            else:
                with pytest.raises(states.IllegalMove):
                    table.target(state, verb)


def test_a_table_with_a_forgotten_state_is_found() -> None:
    class Broken(models.TextChoices):
        HERE = "here"
        LOST = "lost"

    assert faults_of(state_table(Broken, start="here", turn={"here": None}, go=(("here",), "gone"))) == [
        "nobody reaches lost",
        "whose turn it is in lost is not said",
        "go knows no such state",
    ]


# ---------------------------------------------------------------- rows that are never rewritten


def append_only_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if getattr(model, "append_only", None)]


def triggers_of(table: str) -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table])
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        return {row[0] for row in cursor.fetchall()}


def missing_triggers() -> list[str]:
    wanted = {f"{model._meta.db_table}_no_{act}": model._meta.db_table for model in append_only_models() for act in model.append_only}  # type: ignore[attr-defined]
    return [name for name, table in wanted.items() if name not in triggers_of(table)]


@pytest.mark.django_db
def test_append_only_tables_refuse_by_themselves() -> None:
    assert len(append_only_models()) > 10
    assert missing_triggers() == []


@pytest.mark.django_db
def test_a_lost_trigger_is_found() -> None:
    on = ' ON "audit_event"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "audit_event_no_update"{on}')
    assert missing_triggers() == ["audit_event_no_update"]


@pytest.mark.django_db
def test_raw_sql_cannot_rewrite_an_event(cast: Cast) -> None:
    record("looked", subject=cast.northshire, organisation=cast.northshire, by=cast.actor("alice"))
    for statement in ("UPDATE audit_event SET act = 'other'", "DELETE FROM audit_event"):
        with pytest.raises(Error, match="never rewritten"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# ---------------------------------------------------------------- personal data

PLACES_OF_PERSONAL_DATA = ("deliver", "access")
# Text that is about things, not about a person.
NOT_PERSONAL = {
    "access.Organisation": {"name"},
    "access.Account": {"password"},
    "deliver.Person": {"salt"},
    "deliver.Engagement": {"pseudonym", "group", "closed_reason"},
    "deliver.Instrument": {"name", "licence_holder"},
    "deliver.InstrumentEdition": {"edition", "stages"},
    "deliver.InstrumentArea": {"key", "name", "prompt", "words"},
    "deliver.Reading": {"correction_reason"},
    "deliver.Goal": {"unlisted_reason"},
    "deliver.Return": {"counts", "source"},
    "deliver.ReturnVerification": {"reason"},
    "deliver.Verification": {"reason"},
}
PERSONAL_TYPES = (models.CharField, models.TextField, models.EmailField, models.JSONField, models.BinaryField, models.FileField)


def undeclared_fields(model: type[models.Model], not_personal: dict[str, set[str]]) -> list[str]:
    """Fields that may hold something personal and say neither purpose, lawful basis and retention, nor that they hold nothing personal."""
    declared: dict[str, tuple[str, str, str]] = getattr(model, "personal", {})
    plain = not_personal.get(f"{model._meta.app_label}.{model.__name__}", set())
    faults = []
    for entry in model._meta.local_fields:
        is_id = entry.name in ("public_id", "id", "scope_id") or entry.name.endswith("digest")
        if not isinstance(entry, PERSONAL_TYPES) or entry.choices or is_id or entry.name in plain:
            continue
        said = declared.get(entry.name)
        if not said or len(said) != 3 or not all(part.strip() for part in said):
            faults.append(f"{model.__name__}.{entry.name}")
    return faults


def test_every_personal_field_has_purpose_lawful_basis_and_retention() -> None:
    found = [model for label in PLACES_OF_PERSONAL_DATA for model in apps.get_app_config(label).get_models()]
    assert [fault for model in found for fault in undeclared_fields(model, NOT_PERSONAL)] == []


def test_a_personal_field_that_says_nothing_is_found() -> None:
    from lodestar.deliver.models import InstrumentArea

    assert undeclared_fields(InstrumentArea, {}) == [
        "InstrumentArea.key",
        "InstrumentArea.name",
        "InstrumentArea.prompt",
        "InstrumentArea.words",
    ]


# ---------------------------------------------------------------- words


def refused_words() -> set[str]:
    """The words that the glossary says no name uses."""
    section = (ROOT / "GLOSSARY.md").read_text().split("## Words that no name uses")[1].split(":\n", 1)[1]
    return {word.lower() for word in re.findall(r"[A-Za-z]+", section)}


def refused_names(names: dict[str, str], refused: set[str]) -> list[str]:
    return sorted(f"{where}: {word}" for where, name in names.items() for word in re.findall(r"[a-z]+", _spaced(name)) if word in refused)


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower().replace("_", " ")


def test_models_and_addresses_use_the_glossary() -> None:
    from tests.architecture.walk import addresses

    refused = refused_words()
    assert {"client", "tender", "tenant", "workflow"} <= refused
    names = {f"model {m.__name__}": m.__name__ for app in CYCLE for m in apps.get_app_config(app).get_models()}
    names |= {f"address {a.name}": a.name.split(":")[-1] for a in addresses() if a.name.split(":")[0] in CYCLE}
    assert refused_names(names, refused) == []


def test_a_word_the_glossary_refuses_is_found() -> None:
    assert refused_names({"model ClientRadar": "ClientRadar"}, refused_words()) == ["model ClientRadar: client", "model ClientRadar: radar"]


# ---------------------------------------------------------------- views, models, templates


def long_views(path: Path) -> list[str]:
    return [
        f"{path.parent.name}/{path.name}:{function.name} has {(function.end_lineno or 0) - function.lineno + 1} lines"
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_VIEW + 2
    ]


def test_views_are_short() -> None:
    rooms = [path for app in CYCLE for path in python_files(app) if path.name == "views.py" or path.parent.name == "views"]
    assert len(rooms) >= len(CYCLE)
    assert [fault for path in rooms for fault in long_views(path)] == []


def test_a_long_view_is_found(tmp_path: Path) -> None:
    path = tmp_path / "views.py"
    path.write_text("def everything(request):\n" + "    request.x()\n" * 40)
    assert long_views(path) == [f"{tmp_path.name}/views.py:everything has 41 lines"]


def test_no_model_hides_a_rule_in_save() -> None:
    for model in apps.get_models():
        if model.__module__.startswith("lodestar."):
            assert "save" not in vars(model), f"{model.__name__} hides a rule in save()"
            assert "delete" not in vars(model), f"{model.__name__} hides a rule in delete()"


INLINE = re.compile(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style", re.IGNORECASE)


def inline_code(text: str) -> list[str]:
    return [match.group(0).strip() for match in INLINE.finditer(re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", text, flags=re.DOTALL))]


def test_templates_hold_no_inline_style_or_script() -> None:
    templates = [path for path in SOURCE.rglob("templates/**/*.html") if "pdf" not in path.parts]
    assert len(templates) > 20
    assert {str(path.relative_to(SOURCE)): found for path in templates if (found := inline_code(path.read_text()))} == {}


def test_inline_code_is_found() -> None:
    assert inline_code('<p style="color:red" onclick="x()"><script>1</script>') == ["style=", 'onclick="', "<script>"]


def test_no_page_asks_another_machine_for_anything() -> None:
    """The product works with no network: no address of another host in templates, styles or scripts that a browser would fetch."""
    fetched = re.compile(r"""(?:src|href|action)=["']https?://|url\(["']?https?://|@import\s+["']https?://|fetch\(["']https?://""")
    for path in SOURCE.rglob("*"):
        if path.suffix in (".html", ".css", ".js") and "LICENCE" not in path.name:
            assert not fetched.search(path.read_text(errors="replace")), path
