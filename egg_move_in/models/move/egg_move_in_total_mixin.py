from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...core.total import Item, compare
from .egg_move_in_line import OUT, READY

#: Items that are named one by one.
MOST_NAMED = 20


class EggMoveInTotalMixin(models.AbstractModel):
    """How many lines there are of each state, and whether open items make the total of the former tool."""

    _name = "egg.move.in.total.mixin"
    _description = "Whether the Total of a List Is Right"

    def _count(self):
        self.env.flush_all()
        counts = dict(self.env["egg.move.in.line"]._read_group([("import_id", "=", self.id)], ["state"], ["__count"]))
        self.write({
            "ready_count": sum(counts.get(state, 0) for state in READY), "doubt_count": counts.get("doubt", 0),
            "error_count": counts.get("error", 0), "there_count": counts.get("there", 0),
            "loaded_count": counts.get("done", 0)})

    def _compare_total(self):
        """Say whether the items make the total of the former tool, and by which they differ if not."""
        if self.kind != "opening":
            return
        self.env["egg.move.in.line"].flush_model()
        rows = self.env.execute_query(SQL(
            "SELECT number, title, amount, state FROM egg_move_in_line WHERE import_id = %s AND state != 'undone' "
            "ORDER BY number", self.id))
        items = [Item(number, title or "", Decimal(str(amount or 0)), state not in OUT)
                 for number, title, amount, state in rows]
        self.total_words = self._get_total_words(items) if items else False

    def _get_total_words(self, items: list) -> str:
        money = self.currency_id.format
        moved = sum((one.amount for one in items if one.is_in), Decimal(0))
        told = [self.env._("Open items of the file, without those in error: %(total)s.", total=money(float(moved)))]
        if not self.told_total:
            return told[0]
        found = compare(Decimal(str(self.told_total)), items)
        if not found.amount:
            return self.env._("%(total)s: exactly the total of the former tool.", total=money(float(moved)))
        told.append(self.env._("The former tool shows %(total)s: %(difference)s differ.",
                               total=money(self.told_total), difference=money(float(found.amount))))
        told += [self.env._("Not taken over: line %(number)s, %(name)s, %(amount)s.", number=one.line, name=one.name,
                            amount=money(float(one.amount))) for one in found.out[:MOST_NAMED]]
        if found.unexplained:
            told.append(self.env._("%(amount)s are not explained by these.", amount=money(float(found.unexplained))))
            told += [self._get_suspect_words(reason, one) for reason, one in found.suspects[:MOST_NAMED]]
        return "\n".join(told)

    def _get_suspect_words(self, reason: str, item: Item) -> str:
        values = {"number": item.line, "name": item.name, "amount": self.currency_id.format(float(item.amount))}
        return {
            "twice": self.env._("Line %(number)s, %(name)s, has just this amount: %(amount)s.", **values),
            "sign": self.env._("Line %(number)s, %(name)s, with the other sign would make it: %(amount)s.", **values),
            "digits": self.env._("Line %(number)s, %(name)s, with two figures exchanged would make it: %(amount)s.",
                                 **values),
        }[reason]
