"""Whether values that somebody sends would change a record."""

from itertools import product

from odoo.exceptions import AccessError

#: Addons whose fields are a record's chatter and activities, never a fact of it.
CHATTER = frozenset({"mail", "sms", "snailmail", "rating", "web", "phone_validation"})


def is_chatter(field) -> bool:
    """Whether this field is of a record's chatter or activities."""
    return bool(field._modules) and set(field._modules) <= CHATTER


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


def without_defaults(records, names=None, kept=()):
    """Return the records without what a client's context would put into these fields of new ones.

    :param names: fields, by default all but those that are `kept`.
    """
    context = {key: value for key, value in records.env.context.items() if not key.startswith("default_")
               or (key[8:] in kept if names is None else key[8:] not in names)}
    return records.with_context(context)  # pylint: disable=context-overridden


def check_company_kept(records, values):
    """A user hands records to his own companies only: record rules are asked before a write, not after it.

    :raises AccessError: the company that was written is not one of the user's
    """
    # sudo: which company it is, also where the user may not see it
    if "company_id" in values and not records.env.su and records.sudo().company_id - records.env.user.company_ids:
        raise AccessError(records.env._("You do not work for this company: its records are made by its own people."))


def check_transactions(records, vals_list):
    """Payments that a provider took are linked to documents by its programs, which write as superuser.

    :raises AccessError: a user links them, or takes a link away
    """
    name = "transaction_ids"
    if records.env.su or name not in records._fields:
        return
    given = [values[name] for values in vals_list if values.get(name)]
    # sudo: links to payments that the user may not see are compared
    records = records.sudo() if given else records.browse()
    if any(is_changed(record, name, value) for value, record in product(given, records)):
        raise AccessError(records.sudo(False).env._(
            "Payments by a provider are linked to their documents by the provider's programs, never by hand."))
