"""Rows that are never rewritten: the databases themselves refuse."""

from __future__ import annotations

from django.db import migrations

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION lodestar_refuse_rewrite() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'rows of % are never rewritten', TG_TABLE_NAME; END;
$$ LANGUAGE plpgsql;
"""


class AppendOnly(migrations.operations.base.Operation):
    """Migration operation: the table refuses UPDATE (and DELETE, unless `may_delete`) on SQLite and PostgreSQL alike."""

    reversible = True

    def __init__(self, table: str, may_delete: bool = False) -> None:
        self.table = table
        self.may_delete = may_delete

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return self.__class__.__qualname__, [self.table], {"may_delete": self.may_delete}

    def state_forwards(self, app_label, state):  # type: ignore[no-untyped-def]
        """Nothing: triggers are not part of Django's model state."""

    @property
    def _acts(self) -> tuple[str, ...]:
        return ("UPDATE",) if self.may_delete else ("UPDATE", "DELETE")

    def database_forwards(self, app_label, schema_editor, from_state, to_state):  # type: ignore[no-untyped-def]
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_POSTGRES_FUNCTION, params=None)
        for act in self._acts:
            name = f"{self.table}_no_{act.lower()}"
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(
                    f'CREATE TRIGGER "{name}" BEFORE {act} ON "{self.table}" FOR EACH ROW EXECUTE FUNCTION lodestar_refuse_rewrite()',
                    params=None,
                )
            else:
                schema_editor.execute(
                    f'CREATE TRIGGER "{name}" BEFORE {act} ON "{self.table}" '
                    f"BEGIN SELECT RAISE(ABORT, 'rows of {self.table} are never rewritten'); END",
                    params=None,
                )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):  # type: ignore[no-untyped-def]
        for act in self._acts:
            on = f' ON "{self.table}"' if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f'DROP TRIGGER "{self.table}_no_{act.lower()}"{on}')

    def describe(self) -> str:
        return f"Rows of {self.table} are never rewritten"
