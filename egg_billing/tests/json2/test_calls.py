import inspect
import json
from datetime import datetime, timedelta

from odoo.addons.egg_billing.controllers.json2 import find_suite_method
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

#: What no argument of the suite's methods may be, as it is written in JSON.
JUNK = ("NaN", "Infinity", "-Infinity", "1e999", "1e300", "1" + 30 * "0", "-1", "true", '"\\u0000"', '"a\\u0000b"',
        '"31/02/2026"', '"\\ud800"', "[]", "[null]", "{}", '{"a": [NaN]}')
JUNK_IDS = ("7", '"7"', "[0]", "[-1]", "[true]", "[1.5]", '["1"]', "[null]", "[[1]]", "[NaN]", "[99999999999]",
            '{"a": 1}', "null")


@tagged("post_install", "-at_install")
class TestCallsOverJson(HttpCase):
    """COR-07: whatever a program sends to the suite, it is answered in words and nothing is half done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.user = cls.env.ref("base.user_admin")
        cls.user.lang = "fr_FR"
        cls.headers = cls.make_headers(cls.user)

    @classmethod
    def make_headers(cls, user):
        key = cls.env["res.users.apikeys"].with_user(user)._generate(
            scope="rpc", name="test", expiration_date=datetime.now() + timedelta(hours=1))
        return {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def call(self, model, method, body="{}", headers=None):
        return self.url_open(f"/json/2/{model}/{method}", data=body, headers=headers or self.headers)

    def get_methods(self):
        """Yield (model, method, parameters) of each function of the suite that programs can call, once per function."""
        seen, base = set(), self.env.registry["base"]
        for model in sorted(self.env.registry):
            cls = self.env.registry[model]
            for name in dir(cls):
                function = getattr(cls, name, None)
                if name.startswith("_") or not inspect.isfunction(function) or hasattr(base, name):
                    continue
                makers = [one.__module__ for one in cls.mro() if name in vars(one)]
                if not any(one.startswith("odoo.addons.egg_") for one in makers) or function.__code__ in seen:
                    continue
                try:
                    method = find_suite_method(self.env[model], name)
                except AccessError:
                    continue  # private
                seen.add(function.__code__)
                yield model, name, [one.name for one in inspect.signature(method.function).parameters.values()
                                    if one.kind is one.POSITIONAL_OR_KEYWORD][1:]

    def assertRefused(self, response):
        self.assertIn(response.status_code, (403, 404, 422), response.text[-2000:])
        self.assertTrue(response.json()["message"])

    @mute_logger("odoo.http", "odoo.addons.egg_billing.controllers.json2", "odoo.sql_db")
    def test_junk_for_each_method(self):
        """COR-07: each method of the suite refuses junk as its arguments and as its records; none fails within."""
        methods = list(self.get_methods())
        self.assertGreater(len(methods), 20)
        for model, name, parameters in methods:
            ids = "" if hasattr(getattr(self.env.registry[model], name), "_api_model") else '"ids": [2147483647], '
            for junk in JUNK if parameters else ():
                body = ", ".join(f'"{one}": {junk}' for one in parameters)
                with self.subTest(model=model, method=name, body=body):
                    self.assertRefused(self.call(model, name, f"{{{ids}{body}}}"))
            for body in ('{"ids": []}', '{"ids": [2147483647]}', '{"ids": [1, 2]}', '{"ids": [true]}', '{"colour": 1}'):
                with self.subTest(model=model, method=name, body=body):
                    response = self.call(model, name, body)
                    self.assertLess(response.status_code, 500, response.text[-2000:])
            self.assertRefused(response)

    @mute_logger("odoo.http", "odoo.addons.egg_billing.controllers.json2", "odoo.sql_db")
    def test_junk_for_existing_documents(self):
        """COR-07: the same with a record that is there: the check of its number hides no other fault."""
        documents = [model for model in ("account.move", "sale.order") if model in self.env]
        for model in documents:
            partner = self.env["res.partner"].create({"name": "Client Alpha"})
            values = {"partner_id": partner.id} | ({"move_type": "out_invoice"} if model == "account.move" else {})
            document = self.env[model].create(values)
            before = document.read(["egg_state", "egg_refused", "write_date"])
            for name, parameters in (("egg_set_state", ["target", "reason"]), ("egg_set_state", ["target"]),
                                     ("egg_register_payment", ["amount"]), ("egg_register_payment", ["date"]),
                                     ("egg_register_payment", ["payment_mode"]),
                                     ("egg_register_payment", ["reference"]),
                                     ("action_egg_move_forecast", ["item_id", "stage_id"])):
                if not hasattr(document, name):
                    continue
                known = '"amount": 1, ' if "egg_register_payment" in name and "amount" not in parameters else ""
                for junk in JUNK:
                    if junk in ("[]", "{}") and parameters[0] in ("date", "payment_mode", "reference"):
                        continue  # empty: none given
                    body = ", ".join(f'"{one}": {junk}' for one in parameters)
                    with self.subTest(model=model, method=name, body=body):
                        self.assertRefused(self.call(model, name, f'{{"ids": [{document.id}], {known}{body}}}'))
            self.assertRefused(self.call(
                model, "egg_set_state", f'{{"ids": [{document.id}], "target": "refused", "reason": 99999999}}'))
            two = [document.id, document.copy().id]
            for name, body in (("egg_set_state", '"target": "cancelled"'), ("egg_register_payment", '"amount": 1'),
                               ("action_egg_change_state", ""), ("action_egg_map", ""), ("egg_create_order", "")):
                if not hasattr(document, name):
                    continue
                response = self.call(model, name, f'{{"ids": {two}{", " if body else ""}{body}}}')
                with self.subTest(model=model, method=name):
                    self.assertRefused(response)
            document.invalidate_recordset()
            self.assertEqual(document.read(["egg_state", "egg_refused", "write_date"]), before)
            self.assertFalse(document.egg_payment_ids)

    @mute_logger("odoo.http", "odoo.addons.egg_billing.controllers.json2", "odoo.sql_db")
    def test_junk_for_the_screens(self):
        """COR-07: what a screen of the suite is made with: junk in a field is refused, and nothing is made."""
        for model, fields in (
            ("egg.followup.send", ("res_ids", "res_model", "stage_id", "grouping")),
            ("egg.sepa.collect", ("collect_on", "stamp_time", "ticked_ids", "journal_id", "format")),
            ("egg.task", ("due_date", "user_id", "priority")),
        ):
            if model not in self.env:
                continue
            count = self.env[model].search_count([])
            for field in fields:
                for junk in JUNK:
                    if junk in ("[]", "{}", "-1", "1e300", "true", "[null]"):
                        continue  # Odoo reads these as a value, or as none
                    values = {"name": "Call"} if model == "egg.task" else {"res_model": "account.move.line"}
                    values = json.dumps({key: value for key, value in values.items()
                                         if key in self.env[model]._fields and key != field})[1:-1]
                    body = f'{{"vals_list": [{{{values}{", " if values else ""}"{field}": {junk}}}]}}'
                    with self.subTest(model=model, body=body):
                        response = self.call(model, "create", body)
                        if response.status_code == 200 and model != "egg.task":  # read when it is used
                            step = "action_simulate" if model == "egg.followup.send" else "action_validate"
                            response = self.call(model, step, f'{{"ids": {response.text}}}')
                        self.assertRefused(response)
            if model == "egg.task":
                self.assertEqual(self.env[model].search_count([]), count)

    @mute_logger("odoo.http", "odoo.addons.egg_billing.controllers.json2")
    def test_junk_as_ids_and_context(self):
        """COR-07: records and context of a call are read before anything else."""
        for ids in JUNK_IDS:
            with self.subTest(ids=ids):
                self.assertRefused(self.call("account.move", "egg_register_payment", f'{{"ids": {ids}, "amount": 1}}'))
        for context in ("5", '"fr_FR"', "[1]", "null", '{"lang": "\\u0000"}', '{"lang": "xx"}', '{"lang": [1]}',
                        '{"allowed_company_ids": "all"}', '{"allowed_company_ids": [99999999]}'):
            with self.subTest(context=context):
                body = f'{{"ids": [1], "amount": 1, "context": {context}}}'
                self.assertRefused(self.call("account.move", "egg_register_payment", body))

    @mute_logger("odoo.http", "odoo.addons.egg_billing.controllers.json2")
    def test_messages_are_in_the_language_of_the_user(self):
        """COR-07: a message is in the user's own language, or in that of the context."""
        body = '"res_model": "res.country", "res_id": 1'
        for context, word in (("{}", "carte"), ('{"lang": "en_US"}', "map")):
            response = self.call("egg.document.map", "get_map", f'{{{body}, "context": {context}}}')
            self.assertEqual(response.status_code, 422)
            self.assertIn(word, response.json()["message"])
        self.assertIn("arguments", self.call("egg.document.map", "get_map", '{"colour": 1}').json()["message"])
        self.assertIn("caractère", self.call(
            "egg.document.map", "get_map", '{"res_model": "\\u0000", "res_id": 1}').json()["message"])

    @mute_logger("odoo.http")
    def test_rights_come_before_all(self):
        """COR-07: a call that is refused to a person stays refused: 403."""
        user = new_test_user(self.env, "json2nobody", "base.group_user")
        move = self.env["account.move"].create({"move_type": "out_invoice"})
        response = self.call("account.move", "egg_set_state", f'{{"ids": [{move.id}], "target": "cancelled"}}',
                             self.make_headers(user))
        self.assertEqual(response.status_code, 403, response.text)
