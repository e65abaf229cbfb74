from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...core import numbers
from ...core.inside import INSIDE

#: Context key of the look for the last number of a series: documents that were never issued have none yet.
ISSUED_ONLY = "egg_issued_only"

ISSUED = Domain("state", "=", "posted") | Domain("posted_before", "=", True)
REFUNDS = ("out_refund", "in_refund")

#: Where issued documents are locked, the core goes on after those that were issued once. A number that somebody typed
#: in a draft is his wish until then.
_ISSUED_SQL = " AND (state = 'posted' OR posted_before)"
#: In one series for all, credit notes have no prefix of their own: one of before, when they had, is not gone on with.
_SHARED_SQL = """
    AND (account_move.move_type NOT IN ('out_refund', 'in_refund')
         OR EXISTS (SELECT FROM account_move AS shared
                     WHERE shared.journal_id = account_move.journal_id
                       AND shared.sequence_prefix = account_move.sequence_prefix AND shared.name != '/'
                       AND shared.move_type NOT IN ('out_refund', 'in_refund')
                       AND (shared.state = 'posted' OR shared.posted_before))
         OR NOT EXISTS (SELECT FROM account_move AS invoice
                         WHERE invoice.journal_id = %(journal_id)s AND invoice.name != '/'
                           AND invoice.move_type NOT IN ('out_refund', 'in_refund')
                           AND (invoice.state = 'posted' OR invoice.posted_before))) """


class AccountMove(models.Model):
    """Numbers follow each other without a gap, none twice (CGI ann. II 242 nonies A I 7°).

    A number is taken when a document is issued. Until then a typed one holds no place: the next document that is issued
    gets it, and the draft can be cancelled, dated anew or deleted, or its number emptied, whatever it says.
    """

    _inherit = "account.move"

    def _is_egg_numbered(self) -> bool:
        """Whether the numbers of this journal are those of issued documents that are locked."""
        # sudo: settings of companies whose form one may not open; branches number in the journals of their parent
        companies_sudo = (self.company_id | self.journal_id.company_id).sudo()
        return self.journal_id.type == "sale" and any(companies_sudo.mapped("egg_lock_issued"))

    def _has_egg_wish(self) -> bool:
        """Whether this has a number that was never given to it: somebody typed it."""
        return (not self.posted_before and self.state != "posted" and (self.name or "/") != "/"
                and self._is_egg_numbered())

    def _get_last_sequence_domain(self, relaxed=False):
        if not self._is_egg_numbered():
            return super()._get_last_sequence_domain(relaxed)
        self.flush_model(["state", "posted_before"])
        where, params = super(
            AccountMove, self.with_context(**{ISSUED_ONLY: INSIDE}))._get_last_sequence_domain(relaxed)
        if params and not self.journal_id.refund_sequence:
            where += _SHARED_SQL
        return where + _ISSUED_SQL, params

    @api.model
    def _search(self, domain, *args, **kwargs):
        if self.env.context.get(ISSUED_ONLY) is INSIDE:
            domain = Domain(domain) & ISSUED
        return super()._search(domain, *args, **kwargs)

    def _set_next_made_sequence_gap(self, made_gap):
        """A number that was never given leaves no gap, and fills none."""
        return super(AccountMove, self.filtered(lambda one: not one._has_egg_wish()))._set_next_made_sequence_gap(
            made_gap)

    def _is_end_of_seq_chain(self):
        return super(AccountMove, self.filtered(lambda one: not one._has_egg_wish()))._is_end_of_seq_chain()

    def write(self, vals):
        if vals.get("state") == "cancel" and (wishes := self.filtered(lambda one: one._has_egg_wish())):
            wishes.name = False
        return super().write(vals)

    def _post(self, soft=True):
        again = self.filtered("posted_before")
        typed = self.filtered(lambda one: (one.name or "/") != "/")
        posted = super()._post(soft)
        numbered = posted.filtered(lambda one: one._is_egg_numbered())
        for series in numbered.grouped(lambda one: (one.journal_id, one.sequence_prefix)).values():
            if series & typed or any(series.mapped("made_sequence_gap")):
                (series - again)._check_egg_new_numbers()
                (series & again)._check_egg_old_numbers()
        return posted

    def _check_egg_new_numbers(self):
        """Documents of one prefix that were issued just now go on with its series, or begin it.

        :raises UserError: a number is not the next one, or is not written as those before
        """
        moves = self.sorted("sequence_number")
        if not moves:
            return
        first, last_sudo = moves[0], self._get_egg_last_numbered()
        if last_sudo:
            self._check_egg_own_series()
        else:
            first._check_egg_begins(self)
        model, number = last_sudo or first, last_sudo.sequence_number + 1 if last_sudo else first.sequence_number
        for place, move in enumerate(moves):
            wanted = numbers.numbered_as(model.name, model.sequence_prefix, number + place)
            if move.name != wanted:
                raise move._refuse_egg_number(self.env._("the next one of this series is %(next)s", next=wanted))

    def _check_egg_old_numbers(self):
        """A document that was issued before comes with its number.

        :raises UserError: it stands twice, leaves a gap or is written in another way than those around it
        """
        for move in self:
            model = move._get_egg_last_numbered() or move
            wanted = numbers.numbered_as(model.name, model.sequence_prefix, move.sequence_number)
            # sudo: numbers of all documents count, whoever may see them
            is_twice = self.sudo().search_count(
                move._get_egg_series_domain() & Domain("sequence_number", "=", move.sequence_number)
                & Domain("id", "!=", move.id), limit=1)
            if move.name != wanted or is_twice:
                raise move._refuse_egg_number(self.env._("this series writes it %(wanted)s, each once", wanted=wanted))
            if move.made_sequence_gap and move._is_egg_series_begun(self):
                raise move._refuse_egg_number(self.env._("the number before is missing"))

    def _get_egg_series_domain(self) -> Domain:
        """What was issued in the journal and prefix of these documents, of all kinds."""
        return ISSUED & Domain("journal_id", "=", self.journal_id.id) & Domain(
            "sequence_prefix", "=", self[:1].sequence_prefix)

    def _get_egg_last_numbered(self):
        """The document with the highest number of this series, besides these."""
        # sudo: numbers of all documents count, whoever may see them
        return self.sudo().search(self._get_egg_series_domain() & Domain("id", "not in", self.ids),
                                  order="sequence_number desc, id", limit=1)

    def _get_egg_own_kinds(self) -> Domain:
        """The documents that are numbered with this one, by the setting of the journal."""
        if not self.journal_id.refund_sequence:
            return Domain("journal_id", "=", self.journal_id.id)
        operator = "in" if self[:1].move_type in REFUNDS else "not in"
        return Domain("journal_id", "=", self.journal_id.id) & Domain("move_type", operator, REFUNDS)

    def _is_egg_series_begun(self, besides) -> bool:
        """Whether the journal has issued documents of this kind."""
        # sudo: numbers of all documents count, whoever may see them
        return bool(self.sudo().search_count(
            ISSUED & self._get_egg_own_kinds() & Domain("id", "not in", besides.ids), limit=1))

    def _check_egg_own_series(self):
        """:raises UserError: a credit note is numbered with the invoices, or an invoice with the credit notes, although
        the journal says that each have their own numbers
        """
        for move in self:
            # sudo: numbers of all documents count, whoever may see them
            if not self.sudo().search_count(
                    self._get_egg_series_domain() & move._get_egg_own_kinds() & Domain("id", "not in", self.ids),
                    limit=1):
                raise move._refuse_egg_number(self.env._(
                    "the journal numbers invoices and credit notes apart, and this series is that of the others"))

    def _check_egg_begins(self, besides):
        """:raises UserError: a new series does not begin with 1 where there are documents already, does not end with
        digits, or is written like another one
        """
        override = self.journal_id.sequence_override_regex
        if not override and not numbers.ends_with_digits(self.name, self.sequence_prefix):
            raise self._refuse_egg_number(self.env._("a number ends with digits"))
        if self.sequence_number != 1 and (self._is_egg_series_begun(besides) or not self.sequence_number):
            raise self._refuse_egg_number(self.env._("a new series begins with 1"))
        prefixes = self._get_egg_company_prefixes(besides)
        if numbers.spelling(self.sequence_prefix) in map(numbers.spelling, prefixes):
            raise self._refuse_egg_number(self.env._("another series of the company is written alike"))

    def _get_egg_company_prefixes(self, besides) -> list:
        """The prefixes of all issued documents of the journal's company, but those of some."""
        # sudo: numbers of all documents count, whoever may see them
        rows = self.sudo()._read_group(
            ISSUED & Domain("journal_id.type", "=", "sale") & Domain("id", "not in", besides.ids)
            & Domain("journal_id.company_id", "=", self.journal_id.company_id.id)
            & Domain("name", "not in", ("/", False)), ["sequence_prefix"])
        return [prefix for (prefix,) in rows]

    def _refuse_egg_number(self, reason: str) -> UserError:
        return UserError(self.env._(
            "The number %(number)s cannot be given: %(reason)s. Numbers of issued documents follow each other without "
            "a gap, none twice (CGI ann. II art. 242 nonies A). Empty the number: the next one is given by itself.",
            number=self.name, reason=reason))
