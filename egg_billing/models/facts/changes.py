"""Whether values that somebody sends would change a record."""

#: Addons whose fields are a record's chatter and activities, never a fact of it.
CHATTER = frozenset({"mail", "sms", "snailmail", "rating", "web", "phone_validation"})


def is_changed(record, name: str, value) -> bool:
    """Whether writing `value` in the field of this record would change it."""
    field = record._fields[name]
    if field.type in ("one2many", "many2many"):
        kept = [command for command in value or [] if command[0] == 6]
        return any(set(command[2]) != set(record[name].ids) for command in kept) or len(kept) != len(value or [])
    if field.name == "id":
        return False
    new = field.convert_to_record(field.convert_to_cache(value, record), record)
    return field.convert_to_write(new, record) != field.convert_to_write(record[name], record)
