"""Many migrations in one step, for a database that has none of them yet.

Django renders the models anew after every operation, each time nearly all of them: on an empty database four hundred
operations take the better part of a minute, and hardly any of it is SQL. Here the steps tell what the models become,
they are rendered once, and the tables are made as they are in the end. The steps stay what they are: a database that
has some of them goes on with the others, one by one, and the state after both ways is the same one, since it is
reckoned from the same operations.
"""

from __future__ import annotations

from importlib import import_module

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

# What is run beside the models, as it stands in the steps.
STATEMENTS = (migrations.RunSQL, migrations.RunPython)


class CreateAtOnce(Operation):
    """Create the models of an app as they are after ``steps``, the operations of its migrations.

    Columns stand in the order in which the steps add them. The steps must begin with models that are not there yet and
    change no other.
    """

    def __init__(self, steps: list[Operation]) -> None:
        self.steps = steps

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # Rendered again when somebody asks for it, and not after each step.
        state.__dict__.pop("apps", None)
        for step in self.steps:
            step.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        made = _made(from_state, to_state)
        for key in made:
            model = to_state.apps.get_model(*key)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)
        for label, name in made:
            for trigger in to_state.models[label, name].options.get("triggers", []):
                AddTrigger(name, trigger).database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        # Rows that the statements have just deleted are still to be looked at.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for key in reversed(_made(to_state, from_state)):
            model = from_state.apps.get_model(*key)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def describe(self) -> str:
        return f"Create models as they are after {len(self.steps)} operations"


def _made(before: ProjectState, after: ProjectState) -> list[tuple[str, str]]:
    """The models that ``after`` has and ``before`` has not, in the order in which they came."""
    return [key for key in after.models if key not in before.models]


def squashed(package: str, *names: str, without: tuple[str, ...] = ()) -> type[migrations.Migration]:
    """The migration that stands for the migrations ``names`` of the package, which are all of them in a row.

    Extensions come first, then the models, then what the steps run beside them, in their order. ``without`` names steps
    whose statements only move rows of the app's own tables: here these are empty, and the columns may be gone.
    """
    label = package.split(".")[-2]
    steps = {name: import_module(f"{package}.{name}").Migration for name in names}
    operations = [operation for step in steps.values() for operation in step.operations]
    statements = [
        operation
        for name, step in steps.items()
        if name not in without
        for operation in step.operations
        if isinstance(operation, STATEMENTS)
    ]
    extensions = [operation for operation in operations if isinstance(operation, CreateExtension)][:1]
    models = [operation for operation in operations if not isinstance(operation, (*STATEMENTS, CreateExtension))]
    return type(
        "Migration",
        (migrations.Migration,),
        {
            "__module__": package,
            "replaces": [(label, name) for name in names],
            "dependencies": list(
                dict.fromkeys(
                    dependency
                    for step in steps.values()
                    for dependency in step.dependencies
                    if dependency not in {(label, name) for name in names}
                )
            ),
            "operations": [*extensions, CreateAtOnce(models), *statements],
        },
    )
