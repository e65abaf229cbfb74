"""One benchmark on one database: each row as a line of JSON behind the word BENCH.

usage: bench_job.py DATABASE NAME [ADDONS]

NAME is a module of bench/ with `run(env)`, which returns `Figures` or dicts; ADDONS are the folders of addons when they
are not those of the configuration.
"""

import importlib
import json
import sys
from pathlib import Path

import odoo
from odoo import api
from odoo.modules.registry import Registry

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main(database: str, name: str, addons: str = "") -> None:
    more = ["--addons-path", addons] if addons else []
    odoo.tools.config.parse_config(["-d", database, "--no-http", *more])
    with Registry(database).cursor() as cr:
        admin = api.Environment(cr, api.SUPERUSER_ID, {}).ref("base.user_admin")
        env = api.Environment(cr, admin.id, {"lang": "en_US", "tz": "Europe/Paris"})
        for row in importlib.import_module(f"bench.{name}").run(env):
            print("BENCH", json.dumps(row if isinstance(row, dict) else row.per_item()), flush=True)
        cr.rollback()


if __name__ == "__main__":
    main(*sys.argv[1:])
