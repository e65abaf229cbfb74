"""What the registry says of the columns that the suite adds to Odoo's own models, as rows of a table for people."""

from odoo.tools import SQL


def stored_fields(env) -> list:
    """Return (model, field) of all stored fields that addons of the suite add to models of the core,
    or declare anew.
    """
    return [
        (model, field) for model in sorted(env.values(), key=lambda model: model._name)
        if model._auto and not model._original_module.startswith("egg_")
        for field in sorted(model._fields.values(), key=lambda field: field.name)
        if field.store and (field.column_type or field.type == "many2many")
        and any(module.startswith("egg_") for module in field._modules)
    ]


def filling(model, field) -> str:
    """Say what rows that are there already get when the column of this field is made."""
    history = model._get_egg_history() if hasattr(model, "_get_egg_history") else {}
    late = model._get_egg_late_fields() if hasattr(model, "_get_egg_late_fields") else []
    if not field.name.startswith("egg_"):
        return "a field of the core: its column is there"
    if field.name in late:
        start = "SQL, from the row; then" if isinstance(history.get(field.name), SQL) else "empty;"
        return f"{start} open rows by the job"
    if field.name in history:
        value = history[field.name]
        return (
            "SQL, from the row"
            if isinstance(value, SQL)
            else "empty, on purpose"
            if value is None
            else f"`{value}`, with the column"
        )
    if field.compute:
        return "empty until the row changes" if hasattr(model, "_make_egg_columns") else "computed: a handful of rows"
    if field.default:
        return f"its default, {'with the column' if hasattr(model, '_make_egg_columns') else 'one UPDATE'}"
    return "empty"


def table_rows(env) -> list[str]:
    """Return the rows of the table: model, what old rows get, fields."""
    kinds = {}
    for model, field in stored_fields(env):
        kinds.setdefault((model._name, filling(model, field)), []).append(f"`{field.name}`")
    return [f"| `{model}` | {kind} | {', '.join(names)} |" for (model, kind), names in kinds.items()]
