"""Where the set-up keeps its things. Everything lives under one folder, so that `make clean` removes all of it."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEV = Path(os.environ.get("EGG_DEV") or ROOT / ".dev").resolve()

DOWNLOADS = DEV / "downloads"
STAMPS = DEV / "stamps"
LOGS = DEV / "logs"
ODOO = DEV / "odoo"
VENV = DEV / "venv"
PYTHON = VENV / "bin" / "python"
BIN = DEV / "bin"
PG_DATA = DEV / "pg"
DATA_DIR = DEV / "data"
DEMO = DEV / "demo"
ARTEFACTS = DEV / "artefacts"

ADDONS = (
    "egg_billing",
    "egg_sales",
    "egg_sales_stock",
    "egg_sales_purchase",
    "egg_sales_crm",
    "egg_followup",
    "egg_followup_sales",
    "egg_followup_sms",
    "egg_followup_snailmail",
    "egg_cash",
    "egg_portal",
    "egg_move_in",
    "egg_debit",
    "egg_sepa",
    "egg_stripe",
    "egg_followup_debit",
    "egg_cash_followup",
    "egg_cash_sepa",
    "egg_portal_followup",
    "egg_portal_debit",
    "egg_portal_sales",
    "egg_agenda",
    "egg_agenda_sales",
    "egg_agenda_crm",
    "egg_agenda_followup",
    "egg_agenda_followup_sales",
)
#: Addons that stand on a module of Odoo that the Odoo of these tests has not got: installed beside a stub of it.
WAITING = ("egg_billing_pdp",)
SHIPPED = (*ADDONS, *WAITING)
