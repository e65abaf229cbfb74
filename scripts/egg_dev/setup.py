"""Set everything up under `.dev/`; what is done already costs next to nothing."""

from . import odoo, odoo_source, postgres, python_env, system, wkhtmltopdf


def ensure(with_browser: bool = True) -> None:
    system.check_python()
    system.check_disk()
    system.ensure_packages(with_browser)
    odoo_source.ensure()
    python_env.ensure()
    wkhtmltopdf.ensure()
    odoo.write_configuration()
    postgres.ensure()
