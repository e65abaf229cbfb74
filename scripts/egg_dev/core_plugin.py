"""For pytest: what Odoo's own test runner always sets, and some of its tests look for."""


def pytest_sessionstart(session):
    from odoo.tools import config
    config["test_tags"] = config["test_tags"] or "+standard"
