import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.egg_billing.core.typed import clean_signer
from odoo.addons.egg_billing.models.facts.turns import take_turn
from odoo.addons.egg_billing.tools.picture import is_drawn
from odoo.addons.egg_debit.core.iban import clean_iban, find_iban_fault, mask_iban
from odoo.exceptions import UserError
from odoo.tools import consteq, format_datetime, hmac

from ...core.signing import (
    CODE_DIGITS,
    CODE_MINUTES,
    CODE_TRIES,
    Code,
    clean_code,
    find_code_problem,
    is_same_holder,
    mask_email,
)

#: What nobody reads: what is typed until it is signed.
SECRET = "base.group_system"
#: What was begun and left is forgotten after so many hours.
LEFT_HOURS = 24


def make_code() -> str:
    """Return a code that nobody guesses: digits, as people type them."""
    return "".join(secrets.choice("0123456789") for _digit in range(CODE_DIGITS))


class EggMandateSigning(models.Model):
    """One customer signs one mandate online: what he typed, and the proof that it was he.

    typed -> signed (a code was sent) -> done. Nobody of the firm writes it.
    """

    _name = "egg.mandate.signing"
    _description = "Mandate Signed Online"
    _order = "id desc"
    _rec_name = "partner_id"

    state = fields.Selection([("typed", "Account entered"), ("signed", "Signature drawn"), ("done", "Signed")],
                             required=True, readonly=True, default="typed", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, index=True,
                                 ondelete="restrict")
    mandate_id = fields.Many2one("egg.debit.mandate", "Mandate", readonly=True, index="btree_not_null",
                                 ondelete="cascade")
    scheme = fields.Char(readonly=True, required=True, default="CORE")
    kind = fields.Char("Mode", readonly=True, required=True, default="recurrent")
    iban = fields.Char("IBAN", readonly=True, groups=SECRET, help="Until it is signed; then it is the account's.")
    holder = fields.Char("Account holder", readonly=True)
    town = fields.Char("Signature town", readonly=True)
    signer_name = fields.Char("Signed by", readonly=True)
    signature = fields.Binary(readonly=True, attachment=True)
    email = fields.Char("Code sent to", readonly=True)
    code_hash = fields.Char(readonly=True, groups=SECRET)
    code_until = fields.Datetime(readonly=True, groups=SECRET)
    code_tries = fields.Integer(readonly=True, groups=SECRET)
    signed_at = fields.Datetime("Signed on", readonly=True, index=True)
    ip = fields.Char("IP address", readonly=True)
    user_agent = fields.Char("Browser", readonly=True)
    sha256 = fields.Char("SHA-256 of the PDF", readonly=True)

    # The account

    @api.model
    def _begin(self, customer, company, address: str, typed: dict, mandate=None):
        """Return the signing that begins with what the customer typed.

        :param typed: iban, holder, town
        :raises UserError: why it is not taken, in words
        """
        if not self.env["egg.mandate.try"]._take_try("account", customer, company):
            raise UserError(self._get_problem_text("often"))
        iban = clean_iban(typed["iban"])
        if problem := self._find_account_problem(customer, company, iban, typed):
            raise UserError(self._get_problem_text(problem))
        return self.create({
            "company_id": company.id, "partner_id": customer.id, "iban": iban, "email": address,
            "holder": " ".join(typed["holder"].split())[:70], "town": " ".join(typed["town"].split())[:70],
            "mandate_id": mandate.id if mandate else False, "scheme": mandate.scheme if mandate else "CORE",
            "kind": mandate.kind if mandate else "recurrent"})

    def _find_account_problem(self, customer, company, iban: str, typed: dict) -> str:
        """Return the code of what is wrong; empty: nothing."""
        if not (typed["holder"].strip() and typed["town"].strip()):
            return "empty"
        if fault := find_iban_fault(iban):
            return "country" if fault == "country" else "iban"
        known = self._find_accounts(company, iban)
        own = known.filtered(lambda one: one.partner_id.commercial_partner_id == customer)
        if known and not own:
            return "other"
        # Whom the firm entered, as it did: no contact or name that a customer enters in the portal is a known holder.
        family = customer | self.env["res.partner"].search([("commercial_partner_id", "=", customer.id)]).filtered(
            lambda one: not one.create_uid.share)
        firms, persons = (family.filtered(lambda one, kind=kind: one.is_company == kind) for kind in (True, False))
        persons = [*persons._get_egg_known_names(), *own.mapped("acc_holder_name")]
        return "" if is_same_holder(typed["holder"], firms._get_egg_known_names(), persons) else "holder"

    def _find_accounts(self, company, iban: str):
        """Return all accounts with this number, in use or not."""
        return self.env["res.partner.bank"].with_context(active_test=False).search(
            [("sanitized_acc_number", "=", iban), ("company_id", "in", (False, company.id))])

    def _get_bic(self) -> str:
        """Return the BIC that the IBAN says."""
        return self.env["res.partner.bank"].new({"acc_number": self.iban})._suggest_egg_bic() or ""

    # The signature

    def _sign(self, name: str, signature: str):
        """Keep the drawn signature and send the code.

        :raises UserError: no name or nothing drawn, no further code is sent, or it is signed already
        """
        self.ensure_one()
        signer = clean_signer(name)
        if not signer:
            raise UserError(self.env._("Please enter your name beside the signature."))
        if not is_drawn(signature):
            raise UserError(self.env._("The signature is missing: please draw it."))
        take_turn(self)
        if self.state != "signed":  # else sent twice by one window, and the code is on its way
            self._send_code()
        self.write({"state": "signed", "signature": signature, "signer_name": signer[:70]})

    def _send_code(self):
        """Send a new code to the address on file; the one before is void. Asked twice at one moment, it is sent once.

        :raises UserError: too many were sent, or the mail could not be
        """
        if self.state == "done":
            raise UserError(self._get_problem_text("done"))
        if not self.try_lock_for_update():
            return
        tries = self.env["egg.mandate.try"]
        taken = tries._take_try("mail", self.partner_id, self.company_id)
        if not taken:
            raise UserError(self._get_problem_text("often"))
        code = make_code()
        mail = self.env["mail.mail"].create(self._prepare_code_mail(code))
        mail.send()
        if mail.exists() and mail.state == "exception":
            mail.unlink()  # it holds the code
            tries._give_back(taken)
            raise UserError(self.env._("The code could not be sent. Please try again later, or call us."))
        self.write({"code_hash": self._hash_code(code), "code_tries": 0,
                    "code_until": fields.Datetime.now() + timedelta(minutes=CODE_MINUTES)})

    def _prepare_code_mail(self, code: str) -> dict:
        body = self.env["ir.qweb"]._render("egg_portal_debit.code_mail", {
            "code": code, "minutes": CODE_MINUTES, "company": self.company_id, "account": mask_iban(self.iban)})
        return {"subject": self.env._("%(company)s: your code to sign the mandate", company=self.company_id.name),
                "body_html": body, "email_to": self.email, "auto_delete": True,
                "email_from": self.company_id.email_formatted or self.env.user.email_formatted}

    def _hash_code(self, code: str) -> str:
        return hmac(self.env(su=True), "egg_portal_debit.code", (self.id, code))

    def _confirm(self, text: str, ip: str, user_agent: str) -> str:
        """Take the code; with the right one the mandate is ready. Return why it is not taken; empty: it is.

        Nothing is raised: a wrong code counts. A customer's mandates are signed one after the other: what another
        browser signs meanwhile under the same link is seen when the page is read again.
        """
        self.ensure_one()
        take_turn(self.partner_id)
        if self.state != "signed":
            return self._get_problem_text("done" if self.state == "done" else "order")
        if not self.env["egg.mandate.try"]._take_try("code", self.partner_id, self.company_id):
            return self._get_problem_text("often")
        is_right = consteq(self.code_hash or "", self._hash_code(clean_code(text)))
        is_late = not self.code_until or self.code_until < fields.Datetime.now()
        if problem := find_code_problem(Code(is_right, is_late, self.code_tries)):
            self.code_tries += 1
            return self._get_problem_text("tries" if self.code_tries >= CODE_TRIES else problem)
        self._finish(ip, user_agent)
        return ""

    # The mandate

    def _finish(self, ip: str, user_agent: str):
        """Make the account and the mandate, keep the PDF with its hash, and send it to both."""
        self.write({"ip": (ip or "")[:60], "user_agent": (user_agent or "")[:300],
                    "signed_at": fields.Datetime.now(), "code_hash": False, "code_until": False})
        self.mandate_id = self._make_mandate(self._make_account())
        self.mandate_id.signing_id = self
        pdf = self.mandate_id._render_egg_signed_pdf()
        self.sha256 = hashlib.sha256(pdf).hexdigest()
        self.mandate_id._keep_egg_signed_pdf(pdf)
        self.mandate_id.action_insert()
        self.mandate_id._message_log(body=self._get_proof_text())
        self.write({"state": "done", "iban": False})
        self.mandate_id._send_egg_signed_pdf()

    def _make_account(self):
        """Return the customer's account with this IBAN, a new one if need be."""
        own = self._find_accounts(self.company_id, self.iban).filtered(
            lambda one: one.partner_id.commercial_partner_id == self.partner_id)[:1]
        if not own:
            return self.env["res.partner.bank"].create({
                "partner_id": self.partner_id.id, "acc_number": self.iban, "acc_holder_name": self.holder})
        if not own.active or not own.acc_holder_name:
            own.write({"active": True, "acc_holder_name": own.acc_holder_name or self.holder})
        return own

    def _make_mandate(self, account):
        """Return the mandate that is signed: the one that was prepared, if it still is, else a new one."""
        values = {"bank_account_id": account.id, "signature_town": self.town,
                  "signature_date": fields.Date.context_today(self)}
        prepared = self.mandate_id.filtered(lambda one: one.state == "draft")
        if prepared:
            prepared.write(values)
            return prepared
        return self.env["egg.debit.mandate"].with_company(self.company_id).create(
            values | {"company_id": self.company_id.id, "scheme": self.scheme, "kind": self.kind})

    def _get_proof_text(self) -> str:
        language = self.company_id.partner_id.lang
        signing = self.with_context(lang=language) if language else self
        return signing.env._(
            "Signed online by %(name)s on %(when)s (UTC), confirmed by a code sent to %(address)s. Address: %(ip)s. "
            "Browser: %(browser)s. SHA-256 of the PDF: %(hash)s.", name=self.signer_name,
            when=format_datetime(signing.env, self.signed_at, tz="UTC"), address=mask_email(self.email), ip=self.ip,
            browser=self.user_agent, hash=self.sha256)

    def _get_problem_text(self, problem: str) -> str:
        return {
            "empty": self.env._("Please enter the IBAN, the holder of the account and the town."),
            "iban": self.env._("This IBAN is not right: please check each sign against your bank details."),
            "country": self.env._("This account cannot be debited: it is not in a country of the SEPA area."),
            "other": self.env._("This account cannot be used here. Please check the IBAN, or call us."),
            "holder": self.env._("The holder is not the name that we know you by. Please enter the name as on the bank "
                                 "details; if the account is somebody else's, call us."),
            "often": self.env._("There were too many tries. Please try again tomorrow, or call us."),
            "order": self.env._("Please sign first: then we send you a code."),
            "done": self.env._("This mandate is signed already."),
            "late": self.env._("This code is too old: please ask for a new one."),
            "tries": self.env._("This code was entered wrongly too often: please ask for a new one."),
            "wrong": self.env._("This is not the code that we sent you: please check it."),
        }[problem]

    @api.autovacuum
    def _gc_left(self):
        """Forget what was begun and left."""
        self.search([("state", "!=", "done"),
                     ("create_date", "<", fields.Datetime.now() - timedelta(hours=LEFT_HOURS))]).unlink()
