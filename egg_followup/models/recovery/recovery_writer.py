from decimal import Decimal
from typing import NamedTuple

from odoo.addons.egg_billing.core.archive import Pack, table
from odoo.fields import Domain
from odoo.tools import format_date, html2plaintext

from ...core.limitation import PAST, how_near
from ...core.mail_file import Enclosure, Mail, write_mail
from ...core.pieces import Piece, number_pieces

#: Messages of one file, at most.
MOST_MESSAGES = 500


class Sums(NamedTuple):
    """What is owed of all invoices of a file."""

    principal: Decimal
    interest: Decimal
    fee: Decimal

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest + self.fee


class RecoveryWriter:
    """Gathers the pieces that prove what a customer owes, as far as the user may see them, and writes them into a ZIP
    with their numbered list.
    """

    def __init__(self, env, moves, today):
        self.env, self.moves, self.today = env, moves, today
        self.customer, self.currency = moves.commercial_partner_id, moves.currency_id
        self.family = env["res.partner"].with_context(active_test=False).search(
            [("commercial_partner_id", "=", self.customer.id)])
        self.owed = [move._get_egg_owed(today) for move in moves]
        self.sums = Sums(*(sum((getattr(one, name) for one in self.owed), Decimal(0))
                           for name in ("principal", "interest", "fee")))
        self.first_limit = min((one.limit for one in self.owed if one.limit), default=None)
        self.hidden = 0
        self.numbered = []

    def write_zip(self, target):
        """Write the ZIP."""
        documents = self._find_documents()
        pieces = [*self._get_proofs(documents), *self._get_letters(), *self._get_messages(documents),
                  *self._get_payments(), *self._get_terms()]
        self.numbered = number_pieces(pieces)
        pack = Pack(target)
        pack.add(self.env._("00-List-of-pieces.pdf"), self._draw_list())
        for one in self.numbered:
            if one.piece.content is not None:
                pack.add(one.path, one.piece.content)
        pack.close()

    # Documents

    def _find_documents(self) -> list:
        """Return records, a recordset per model: the invoices, their claims and credit notes, and what they came from;
        what the user may not see is counted, not told.
        """
        document_map, found = self.env["egg.document.map"], {}
        for move in self.moves:
            for model, ids in document_map._collect(move).found.items():
                found.setdefault(model, set()).update(ids)
        found.pop("account.move", None)
        # sudo: which documents belong to the invoices; what is handed over the user sees himself
        moves_sudo = self.moves.sudo()
        items = moves_sudo.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        credits = items.matched_credit_ids.credit_move_id.move_id.filtered(lambda move: move.move_type == "out_refund")
        own = moves_sudo | moves_sudo.egg_interest_move_ids | moves_sudo.reversal_move_ids | credits
        found["account.move"] = own.filtered(lambda move: move.state == "posted").ids
        records = [self.env[model].browse(sorted(ids)).exists() for model, ids in found.items()
                   if hasattr(self.env[model], "_get_egg_proofs")]
        seen = [some._filtered_access("read") for some in records]
        self.hidden = sum(len(some) for some in records) - sum(len(some) for some in seen)
        return [some for some in seen if some]

    def _get_proofs(self, documents) -> list:
        pieces = []
        for records in documents:
            for record in records:
                pieces += [Piece(self._get_kind(record, proof), proof.title, proof.day, proof.name, proof.content)
                           for proof in record._get_egg_proofs()]
        return pieces

    def _get_kind(self, record, proof) -> str:
        if record._name != "account.move":
            return proof.kind
        if record.egg_interest_source_id:
            return "interest"
        return "credit" if record.move_type == "out_refund" else "invoice"

    # What was written

    def _get_letters(self) -> list:
        """Reminders that were no mails: letters as they were printed; of others it is told that they left."""
        letters = self.env["egg.followup.message"].search([
            ("item_ids.due_item_id.move_id", "in", self.moves.ids), ("channel", "!=", "email"),
            ("mail_message_id", "=", False), ("state", "in", ("sent", "uncertain"))], order="sent_at, id")
        kept = letters._get_kept_letters()
        missing = self.env._("printed; no copy of this letter alone was kept")
        return [Piece(
            "letter", f"{letter.stage_id.name} ({letter._get_way()})", letter.sent_at and letter.sent_at.date(),
            f"{letter.stage_id.name}.pdf", kept.get(letter.id),
            missing if letter.channel == "letter" and letter.id not in kept else "",
        ) for letter in letters]

    def _get_messages(self, documents) -> list:
        """Mails and messages from and to the customer on these documents, as files with their headers."""
        keys = Domain.OR(Domain("model", "=", some._name) & Domain("res_id", "in", some.ids) for some in documents)
        messages = self.env["mail.message"].search(
            keys & Domain("message_type", "in", ("email", "email_outgoing", "comment"))
            & (Domain("author_id", "in", self.family.ids) | Domain("partner_ids", "in", self.family.ids)
               | Domain("notified_partner_ids", "in", self.family.ids) | self._get_answers()),
            order="date, id", limit=MOST_MESSAGES)
        # sudo: to whom and how the reminders that the user sees went
        sent_sudo = self.env["egg.followup.message"].sudo().search([("mail_message_id", "in", messages.ids)])
        addresses = {one.mail_message_id.id: one.email_to for one in sent_sudo}
        return [self._to_piece(message, addresses.get(message.id, "")) for message in messages]

    def _get_answers(self) -> Domain:
        """Mails that came in from outside, whatever address the customer wrote from."""
        return Domain("message_type", "=", "email") & (
            Domain("author_id", "=", False) | Domain("author_id.partner_share", "=", True))

    def _to_piece(self, message, address) -> Piece:
        is_reminder = bool(address)
        # sudo: addresses and state of a message that the user sees, and its files
        message_sudo = message.sudo()
        own = message_sudo.notification_ids.filtered(lambda one: one.res_partner_id in self.family)
        readers_sudo = own.res_partner_id | message_sudo.partner_ids
        to = address or ", ".join(filter(None, readers_sudo.mapped("email_formatted")))
        states = dict(own._fields["notification_status"]._description_selection(self.env))
        subject = message_sudo.subject or message_sudo.record_name or self.env._("Message")
        content = write_mail(Mail(
            subject, message_sudo.email_from or message_sudo.author_id.email_formatted or "",
            to or message_sudo.reply_to or "", message_sudo.date, message_sudo.message_id or "",
            message_sudo.parent_id.message_id or "", str(message_sudo.body or ""),
            html2plaintext(message_sudo.body or ""),
            tuple(Enclosure(file.name, file.raw or b"", file.mimetype or "") for file in message_sudo.attachment_ids),
        ))
        return Piece(
            "reminder" if is_reminder else "message", f"{subject} ({message_sudo.email_from or ''})",
            message_sudo.date.date(), f"{subject}.eml", content,
            ", ".join(dict.fromkeys(states.get(one.notification_status, "") for one in own)))

    # Money

    def _get_payments(self) -> list:
        """What was paid of each invoice and what it settled, as a table; nothing when nothing was paid."""
        rows = []
        for one in self.owed:
            for item, settlement in one.settlements.items():
                number = one.move._get_egg_customer_number()
                rows += [[number, format_date(self.env, item.date_maturity), format_date(self.env, step.on),
                          step.interest + step.principal, step.interest, step.principal, self.currency.name]
                         for step in settlement.steps]
        if not rows:
            return []
        head = [self.env._("Invoice"), self.env._("Due date"), self.env._("Paid on"), self.env._("Amount"),
                self.env._("Set off against interest"), self.env._("Set off against the principal"),
                self.env._("Currency")]
        title = self.env._("Payments received")
        return [Piece("payments", title, None, f"{title}.csv", table([head, *rows]))]

    def _get_terms(self) -> list:
        """The general terms that these invoices were issued under."""
        return [Piece("terms", terms.name, None, f"{terms.name}.pdf", terms._get_egg_pdf())
                for terms in self.moves.egg_general_condition_id]

    # The list

    def _draw_list(self) -> bytes:
        company = self.moves.company_id
        page = self.env["ir.qweb"]._render("egg_followup.recovery_page", {
            "file": self, "company": company, "customer": self.customer, "day": format_date(self.env, self.today),
            "money": lambda amount: self.currency.format(float(amount)),
            "show": lambda day: format_date(self.env, day) if day else "", "numbered": self.numbered,
            "is_law": company.egg_set_off == "interest",
            "late": lambda limit: bool(limit) and how_near(limit, self.today) == PAST,
        })
        return self.env["ir.actions.report"]._render_egg_pages([page], company)
