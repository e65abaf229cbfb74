from lxml import etree
from odoo import api, models


class EggMapMixin(models.AbstractModel):
    """A document that events and tasks can be about: they hang below it in the map,
    and its shortcut opens the planning.

    All this holds for each model that says what it is called (`_get_egg_subject_label`), whichever addon it comes from.
    """

    _inherit = "egg.map.mixin"

    #: when a form hides the shortcut
    _egg_agenda_invisible = "not id or not partner_id"

    def action_egg_agenda(self):
        """Open the planning on the customer's events and tasks; what is entered there is about this document."""
        action = self.partner_id.action_egg_agenda()
        return action | {"context": action["context"]
                         | {"default_egg_document": f"{self._name},{self.id}"}} if self.id else action

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """The shortcut to the agenda stands among those of the document."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and self._get_egg_subject_label():
            self._add_egg_agenda_button(arch)
        return arch, view

    @api.model
    def _add_egg_agenda_button(self, arch):
        button = etree.Element("button", {
            "name": "action_egg_agenda", "type": "object", "class": "oe_stat_button", "icon": "fa-calendar-check-o",
            "invisible": self._egg_agenda_invisible,
        })
        info = etree.SubElement(button, "div", {"class": "o_stat_info"})
        etree.SubElement(info, "span", {"class": "o_stat_text"}).text = self.env._("Agenda")
        box = "//div[@name='button_box']"
        for customer in arch.xpath(f"{box}/button[@name='action_egg_customer']")[:1]:
            customer.addprevious(button)
            return
        for related in arch.xpath(f"{box}/button[@name='action_egg_map']")[:1]:
            related.addnext(button)

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        if not self._get_egg_subject_label():
            return links
        return links | self.env["calendar.event"]._get_egg_map_links_about(self)
