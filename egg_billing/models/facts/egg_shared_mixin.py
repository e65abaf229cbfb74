from odoo import api, models
from odoo.exceptions import AccessError

from .changes import check_company_kept


class EggSharedMixin(models.AbstractModel):
    """An entry of a list that companies may share: without a company it is everybody's,
    and changed by whoever works for all of them. A model that knows no company has everybody's entries only.

    What an entry holds for each company apart is changed in each of them.
    """

    _name = "egg.shared.mixin"
    _description = "Entry of a List That Companies Share"

    def _get_egg_shared_owner(self):
        """Hook: the records whose company decides, where they have one."""
        return self

    @api.model
    def _works_for_all_companies(self) -> bool:
        user = self.env.user
        if self.env.su or user.has_group("base.group_system"):
            return True
        # sudo: how many companies there are, for those who see their own only
        companies_sudo = self.env["res.company"].sudo()
        return companies_sudo.search_count([]) <= len(user.company_ids)

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever works for one company adds to its own list."""
        company = self._fields.get("company_id")
        if (
            company and not company.related
            and not self._works_for_all_companies()
            and self._get_egg_shared_owner() is self
        ):
            vals_list = [values | {"company_id": values.get("company_id") or self.env.company.id}
                         for values in vals_list]
        entries = super().create(vals_list)
        entries._check_egg_shared()
        return entries

    def write(self, vals):
        shared = [name for name in vals if name in self._fields and not self._fields[name].company_dependent]
        if shared:
            self._check_egg_shared()
        result = super().write(vals)
        if shared:
            self._check_egg_shared()
        check_company_kept(self, vals)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_egg_shared(self):
        self._check_egg_shared()

    def _check_egg_shared(self):
        """:raises AccessError: one of these is everybody's, and the user works for some of the companies only"""
        owners = self._get_egg_shared_owner()
        knows_companies = "company_id" in owners._fields
        shared = owners.filtered(lambda one: not one.company_id) if knows_companies else owners
        if not shared or self._works_for_all_companies():
            return
        if not knows_companies:
            raise AccessError(self.env._("All companies share this: ask somebody who works for all of them."))
        raise AccessError(
            self.env._(
                "All companies share this entry: make one for your company, or ask somebody who works for all of "
                "them."
            )
        )
