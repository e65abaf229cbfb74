from odoo import api, models
from odoo.modules.module import Manifest


class IrModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        """Load the catalogues of the suite's addons again with each addon built on them.

        The choices of a mixin's fields are texts of the mixin's addon, also on the model that adopts it. They do not
        exist yet when the mixin's addon is installed, so their French would be missing there.
        """
        modules = list(modules)
        bases = set().union(*map(self._get_egg_bases, modules)) - set(modules)
        return super()._load_module_terms([*sorted(bases), *modules], langs, overwrite)

    @api.model
    def _get_egg_bases(self, name: str) -> set:
        """Return the addons of the suite that an addon is built on, directly or not."""
        manifest = Manifest.for_addon(name, display_warning=False)
        direct = {depend for depend in manifest["depends"] if depend.startswith("egg_")} if manifest else set()
        return direct.union(*map(self._get_egg_bases, direct))
