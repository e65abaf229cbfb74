"""Start Odoo. `python -m odoo` cannot restart itself, and fork-safe start-up wants a real script."""

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
