# egg for Odoo 19. `make demo` shows it at work, `make test` proves it. Everything lives in .dev/.
PYTHON ?= python3
SERVE ?= 1
T ?=
J ?=
B ?=
DB ?=
G ?=
DEV = $(PYTHON) scripts/dev.py

.PHONY: help setup demo test proof core-tests coverage bench shell serve i18n lint clean
help:           ## show this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12
setup:          ## fetch and build all that is needed, under .dev/
	@$(DEV) setup
demo:           ## the whole job on a demo company, then the web client (SERVE=0: stop after the job)
	@$(DEV) demo --serve $(SERVE)
test:           ## every test; one with T=egg_debit/tests/test_core_debit.py or T=path::test
	@$(DEV) test $(if $(J),--jobs $(J)) $(T)
proof:          ## the longer proofs: each addon alone on a database in use, every document there
	@$(DEV) proof $(if $(J),--jobs $(J)) $(T)
core-tests:     ## Odoo's own tests with the suite installed (one group with G=sale)
	@$(DEV) core-tests $(G)
coverage:       ## lines of the addons that their tests run (one addon with T=egg_sepa)
	@$(DEV) coverage $(T)
bench:          ## measured ratios against stock Odoo (one with B=overhead)
	@$(DEV) bench $(B)
shell:          ## a Python prompt on a database (DB=name; default: the test template)
	@$(DEV) shell $(DB)
serve:          ## the web client on a database (DB=name, PORT=8069), upgraded to the code as it stands
	@$(DEV) serve $(DB)
i18n:           ## write each addon's catalogues anew, keeping the translations
	@$(DEV) i18n
lint:           ## ruff and pylint-odoo
	@$(DEV) lint
clean:          ## stop the servers and remove .dev/
	@$(DEV) clean
