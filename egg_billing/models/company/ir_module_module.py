from odoo import api, models
from odoo.modules.module import Manifest


class IrModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        """Load the catalogue of this addon again with each addon built on it.

        The choices of a mixin's fields are texts of the mixin's addon, also on the model that adopts it. They do not exist yet
        when this addon is installed, so their French would be missing there.
        """
        modules = list(modules)
        if "egg_billing" not in modules and any(self._is_egg_built_on_billing(name) for name in modules):
            modules.insert(0, "egg_billing")
        return super()._load_module_terms(modules, langs, overwrite)

    @api.model
    def _is_egg_built_on_billing(self, name: str) -> bool:
        manifest = Manifest.for_addon(name, display_warning=False)
        return bool(manifest) and any(depend.startswith("egg_") for depend in manifest["depends"])
