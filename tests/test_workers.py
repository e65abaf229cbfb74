"""The suite behind a proxy, on several worker processes, as firms run Odoo."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from .support.databases import cloned, run_script, sql
from .support.web import free_port, served

from egg_dev import odoo  # isort: skip

INVOICE = """
partner = env["res.partner"].create({"name": "Client Alpha"})
invoice = env["account.move"].create({
    "move_type": "out_invoice", "partner_id": partner.id,
    "invoice_line_ids": [(0, 0, {"name": "Work", "quantity": 1, "price_unit": 100})]})
print("INVOICE", invoice.id)
env.cr.commit()
"""
#: What a proxy adds to the requests of people outside.
PROXY = {"X-Forwarded-Host": "egg.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}


@pytest.mark.proof
def test_workers_behind_a_proxy():
    """QLT-04: the set-up's own configuration on two workers behind a proxy: log in, preview PDFs at the same time."""
    with cloned("workers", odoo.ensure_suite_template()) as database:
        invoice = re.search(r"INVOICE (\d+)", run_script(database, INVOICE))[1]
        options = ("--workers", 2, "--proxy-mode", "--gevent-port", free_port())
        with served(database, *options) as address, requests.Session() as person:
            person.headers.update(PROXY)
            page = person.get(f"{address}/web/login", timeout=120)
            token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
            form = {"csrf_token": token, "login": "admin", "password": "admin"}
            entered = person.post(f"{address}/web/login", data=form, timeout=120, allow_redirects=False)
            assert entered.status_code == 303, entered.text[:2000]
            base = sql(database, "SELECT value FROM ir_config_parameter WHERE key = 'web.base.url'")
            assert base == [["https://egg.example"]], "the proxy was believed, so links in mails lead outside"

            def preview(_number):
                return person.get(f"{address}/egg/print/preview/account.move/{invoice}", timeout=120)

            with ThreadPoolExecutor(4) as pool:
                answers = list(pool.map(preview, range(4)))
            for answer in answers:
                assert answer.status_code == 200, answer.text[:2000]
                assert answer.headers["Content-Type"] == "application/pdf"
                assert answer.content.startswith(b"%PDF")
