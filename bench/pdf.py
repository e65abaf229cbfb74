"""Printed invoices against the stock report, with the same engine in one run.

Targets: at least 4 times faster for 1 invoice, 3 for 20, 5 for 100; peak memory of the engine under 150 MiB; an issued invoice's
stored PDF is handed out without rendering. The stock report fetches its stylesheets from the running server, so the database is
served during the run, as in real life; ours fetches nothing.
"""

import os
import re
import shutil
import subprocess
import time
from unittest.mock import patch

from bench.support import Figures
from tests.support.web import served

LINES = 30
SIZES = (1, 20, 100)


def run(env, sizes=SIZES) -> list:
    """Return the `Figures` of each piece of work; the invoices stay in the database, which is a copy made for this run."""
    invoices = _make_invoices(env, max(sizes))
    # Two processes that build one bundle of stylesheets at a time wait for each other.
    for bundle in ("web.report_assets_common", "web.report_assets_pdf"):
        env["ir.qweb"]._get_asset_bundle(bundle, assets_params={}).css()
    env.cr.commit()
    with served(env.cr.dbname) as address:
        env["ir.config_parameter"].set_param("report.url", address)
        env.cr.commit()
        found = _measure(env, invoices, sizes)
    env.cr.rollback()
    return found


def _measure(env, invoices, sizes) -> list:
    found = []
    _render(env, "warm", invoices[:1])
    _render(_stock(env), "warm", invoices[:1])
    for size in sizes:
        some = invoices[:size]
        ours = _render(env, f"egg: {size} invoices of {LINES} lines", some)
        stock = _render(_stock(env), f"stock: {size} invoices of {LINES} lines", some)
        ratios = f"ratio for {size}: {stock.wall / ours.wall:.1f} times faster, {stock.cpu / ours.cpu:.1f} times less CPU"
        found += [ours, stock, Figures(ratios, size, ours.wall, ours.cpu)]
    return [*found, _stored(env, invoices[:1])]


def _stock(env):
    return env.user.with_context(egg_stock_report=True).env


def _make_invoices(env, count):
    partner = env["res.partner"].create({"name": "Bench", "is_company": True, "street": "1 rue", "city": "Lyon"})
    product = env["product.product"].create({"name": "Bench product", "default_code": "B-1"})
    tax = env["account.tax"].search([("type_tax_use", "=", "sale"), ("amount", "=", 20), ("company_id", "=", env.company.id)], limit=1)
    invoices = env["account.move"].create([{
        "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": "2026-01-15", "invoice_line_ids": [(0, 0, {
            "product_id": product.id, "name": f"Work number {number}, supply and fitting", "quantity": number, "price_unit": 12.5,
            "discount": 5 if number % 3 else 0, "tax_ids": [(6, 0, tax.ids)]}) for number in range(1, LINES + 1)],
    } for _invoice in range(count)])
    invoices.action_post()
    env.flush_all()
    return invoices


class Engine:
    """Runs wkhtmltopdf and watches it, to know the child's own peak of memory."""

    def __init__(self):
        self.peak = 0.0

    def __call__(self, arguments):
        binary = shutil.which("wkhtmltopdf")
        child = subprocess.Popen([binary, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        peak = 0
        while child.poll() is None:
            try:
                with open(f"/proc/{child.pid}/status") as status:
                    read = re.search(r"VmHWM:\s+(\d+)", status.read())
            except OSError:
                break
            peak = max(peak, int(read[1]) if read else 0)
            time.sleep(0.005)
        _out, errors = child.communicate()
        self.peak = max(self.peak, peak / 1024)
        return subprocess.CompletedProcess(arguments, child.returncode, "", errors.decode(errors="replace"))


def _render(env, name, invoices) -> Figures:
    engine, figures = Engine(), Figures(name, len(invoices))
    Report = env["ir.actions.report"].with_context(force_report_rendering=True, **env.context)
    env.invalidate_all()
    with patch("odoo.addons.base.models.ir_actions_report._run_wkhtmltopdf", engine):
        start, cpu, queries = time.perf_counter(), _cpu(), env.cr.sql_log_count
        content, _kind = Report._render_qweb_pdf("account.account_invoices", invoices.ids)
    assert content.startswith(b"%PDF")
    figures.wall, figures.cpu, figures.peak_mib = time.perf_counter() - start, _cpu() - cpu, engine.peak
    figures.queries = env.cr.sql_log_count - queries
    return figures


def _cpu() -> float:
    """CPU seconds of this process and of the engines it ran."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _stored(env, invoice) -> Figures:
    env["ir.attachment"].create({"name": "i.pdf", "res_model": "account.move", "res_id": invoice.id,
                                 "res_field": "invoice_pdf_report_file", "raw": invoice._get_egg_pdf()})
    env.invalidate_all()
    figures, start = Figures("egg: a stored PDF"), time.perf_counter()
    invoice._get_egg_pdf()
    figures.wall = time.perf_counter() - start
    return figures
