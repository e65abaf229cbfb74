"""Every column of every table of a database, and where another one differs from it.

A dump holds one hash per row: a copy of the database is compared with what was there before (its tables, its columns),
and only of rows that differ the values are read, from both databases.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .databases import connected

SHAPES = """
    SELECT c.table_name, 'column ' || c.column_name, c.udt_name || ' ' || coalesce(c.character_maximum_length::text,
        '') || ' ' || c.is_nullable
      FROM information_schema.columns c WHERE c.table_schema = 'public'
    UNION ALL SELECT r.relname, 'constraint ' || c.conname, pg_get_constraintdef(c.oid)
      FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid WHERE r.relnamespace = 'public'::regnamespace
    UNION ALL SELECT tablename, 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"""
COLUMNS = """
    SELECT c.table_name, c.column_name FROM information_schema.columns c
      JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY c.table_name, c.column_name"""
KEYS = """
    SELECT r.relname, a.attname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
      JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = ANY (c.conkey)
     WHERE c.contype = 'p' AND r.relnamespace = 'public'::regnamespace ORDER BY r.relname, a.attnum"""
#: The next number of each series, which is no column of a table.
SERIES = "SELECT sequencename, last_value FROM pg_sequences WHERE sequencename LIKE 'ir\\_sequence\\_%'"
#: Records that belong to the data of an addon of the suite.
OWNED = "SELECT replace(model, '.', '_'), res_id FROM ir_model_data WHERE module LIKE 'egg\\_%'"


@dataclass(frozen=True)
class Difference:
    """A row, or a part of the shape of a table, that is not as it was; `what`: changed, new, gone, shape, number."""

    table: str
    what: str
    key: tuple = ()
    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    owned: bool = False  # a record of an addon of the suite

    @property
    def columns(self) -> list:
        """The columns that changed; all those of a row that is new or gone."""
        names = self.before or self.after
        return [name for name in names if self.what != "changed" or self.before[name] != self.after[name]]

    def __str__(self):
        if self.what != "changed":
            return f"{self.table} {', '.join(map(str, self.key))}: {self.what} {_short(self.after or self.before, 400)}"
        told = ", ".join(f"{name} {_short(self.before[name])} -> {_short(self.after[name])}" for name in self.columns)
        return f"{self.table} {', '.join(map(str, self.key))}: {told}"


@dataclass(frozen=True)
class Allowed:
    """A difference that is right, and why: patterns of tables and columns, what it is, and a look at it."""

    tables: str
    what: str
    reason: str
    columns: str = ".*"
    where: Callable = lambda difference: True

    def covers(self, one: Difference) -> bool:
        return bool(
            re.fullmatch(self.what, one.what) and re.fullmatch(self.tables, one.table)
            and (one.what != "changed" or all(re.fullmatch(self.columns, name) for name in one.columns))
            and self.where(one)
        )


@dataclass
class Dump:
    """What a database holds: by table its columns, the columns of its key, its shape,
    and the hash of each row by its key.
    """

    database: str
    columns: dict
    keys: dict
    shapes: dict
    rows: dict
    numbers: dict

    @property
    def size(self) -> str:
        """Tables, columns and rows, for people."""
        columns, rows = (sum(map(len, one.values())) for one in (self.columns, self.rows))
        return f"{len(self.columns)} tables, {columns} columns, {rows} rows"


def take_dump(database: str, like: Dump | None = None) -> Dump:
    """Read a database; with `like` only the columns that were there before, where they still are."""
    with connected(database) as cr:
        columns, keys, shapes = _grouped(_read(cr, COLUMNS)), _grouped(_read(cr, KEYS)), {}
        if like:
            columns = {table: [name for name in names if name in columns[table]]
                       for table, names in like.columns.items() if table in columns}
            keys = like.keys
        for table, name, definition in _read(cr, SHAPES):
            shapes.setdefault(table, {})[name] = definition
        for table, names in columns.items():
            keys.setdefault(table, names)
        rows = {table: dict(_read(cr, _hashes(table, keys[table], names))) for table, names in columns.items()}
        return Dump(database, columns, keys, shapes, rows, dict(_read(cr, SERIES)))


def compare(before: Dump, database: str, allowed: list[Allowed] = ()) -> list[Difference]:
    """Return how a database differs from what was there before, but for what is allowed."""
    after = take_dump(database, before)
    found = []
    with connected(before.database) as old, connected(database) as new:
        owned = set(_read(new, OWNED))
        for table in before.columns:
            found += _compare_shape(before, after, table)
            if table in after.rows:
                found += _compare_rows(before, after, table, old, new, owned)
    found += [Difference(name, "number", before={"last": last}, after={"last": after.numbers.get(name)})
              for name, last in before.numbers.items() if after.numbers.get(name) != last]
    return [one for one in found if not any(rule.covers(one) for rule in allowed)]


def told(found: list[Difference], examples: int = 3) -> str:
    """Differences for people: each sort with how many there are of it, and a few of them."""
    sorts = {}
    for one in found:
        sorts.setdefault((one.table, one.what, *(one.columns if one.what == "changed" else ())), []).append(one)
    return "\n".join(line for (table, what, *columns), ones in sorted(sorts.items())
                     for line in (f"{len(ones)} {what} in {table}: {', '.join(columns)}",
                                  *(f"    {one}" for one in ones[:examples])))


def _compare_shape(before: Dump, after: Dump, table: str):
    """Columns, constraints and indexes that changed or are gone,
    and new ones that have a say over columns that were there before.
    """
    old, new = before.shapes[table], after.shapes.get(table, {})
    for name in sorted(old.keys() | new.keys()):
        if name not in old and not _is_over_old_columns(new[name], before.columns[table]):
            continue
        if old.get(name) != new.get(name):
            yield Difference(table, "shape", (name,), {"is": old.get(name)}, {"is": new.get(name)})


def _is_over_old_columns(definition: str, columns: list) -> bool:
    """Tell if a new constraint or unique index restricts only columns that were there before."""
    if not re.match(r"UNIQUE|CHECK|EXCLUDE|FOREIGN|CREATE UNIQUE", definition):
        return False
    text = definition.split(" REFERENCES ")[0].split(" USING ")[-1]
    return not any(word.startswith("egg_") for word in re.findall(r"\w+", text.split("(", 1)[-1])) and bool(columns)


def _compare_rows(before: Dump, after: Dump, table: str, old, new, owned: set):
    was, now, key = before.rows[table], after.rows[table], before.keys[table]
    names = after.columns[table]
    missing = set(before.columns[table]) - set(names)
    # A column that is gone changes all hashes: the shape tells it, once.
    changed = [] if missing else [one for one in was if one in now and was[one] != now[one]]
    gone, added = [one for one in was if one not in now], [one for one in now if one not in was]
    values_before = _values(old, table, key, names, [*changed, *gone])
    values_after = _values(new, table, key, names, [*changed, *added])
    for what, keys in (("changed", changed), ("gone", gone), ("new", added)):
        for one in keys:
            yield Difference(table, what, one, values_before.get(one, {}), values_after.get(one, {}),
                             owned=key == ["id"] and (table, int(one[0])) in owned)


def _hashes(table: str, key: list, names: list) -> str:
    return f'SELECT {_key(key)}, md5(ROW({_listed(names)})::text) FROM "{table}"'


def _values(cr, table: str, key: list, names: list, wanted: list) -> dict:
    """Rows as {column: text}, by their keys. A table is read whole: a condition on its key would be slower."""
    if not wanted:
        return {}
    wanted, texts = set(wanted), ", ".join(f'"{name}"::text' for name in names)
    cr.execute(f'SELECT {_key(key)}, {texts} FROM "{table}"')
    return {tuple(one): dict(zip(names, values, strict=True)) for one, *values in cr if tuple(one) in wanted}


def _key(names: list) -> str:
    return "ARRAY[" + ", ".join(f"""coalesce("{name}"::text, '')""" for name in names) + "]"


def _listed(names: list) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _short(value, length: int = 80) -> str:
    text = str(value)
    return text if len(text) <= length else text[:length] + "..."


def _grouped(pairs: list) -> dict:
    grouped = {}
    for one, other in pairs:
        grouped.setdefault(one, []).append(other)
    return grouped


def _read(cr, statement: str) -> list:
    """Rows of a statement; a key that comes as a list becomes a tuple."""
    cr.execute(statement)
    return [tuple(tuple(one) if isinstance(one, list) else one for one in row) for row in cr.fetchall()]
