from itertools import islice

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RACES

from ...core.sheet import SheetFault

#: Lines that are dealt with while the person waits; a longer file is dealt with in the background.
AT_ONCE = 300
WORKING = ("reading", "loading", "undoing")


class EggMoveInWorkMixin(models.AbstractModel):
    """A short list is dealt with while the person waits; a long one in the background, batch by batch."""

    _name = "egg.move.in.work.mixin"
    _description = "How a List Is Dealt With"

    def _start(self) -> bool:
        """Deal with a short list at once, with a long one in the background."""
        is_short = self._count_rows() <= AT_ONCE if self.state == "reading" else self.work_total <= AT_ONCE
        if is_short:
            self._work()
        else:
            self.env.ref("egg_move_in.egg_move_in_cron")._trigger_egg()
        return True

    def _count_rows(self) -> int:
        try:
            return sum(1 for _row in islice(self._get_sheet().rows(), AT_ONCE + 1))
        except SheetFault as fault:
            raise UserError(self._get_fault_words(fault.code)) from fault

    def _lock(self):
        """Nobody else deals with this import until this is done."""
        self.env.cr.execute("SELECT FROM egg_move_in WHERE id = ANY(%s) FOR UPDATE", [self.ids])
        self.invalidate_recordset()

    def _prepare_work(self):
        """This import as its work needs it: in its company, in the language of who started it, as superuser."""
        self.ensure_one()
        user = self.env.user if self.env.uid != self.env.ref("base.user_root").id else self.user_id
        # sudo: who may import was tested when it was started; all that it makes follows
        return self.with_user(user).sudo().with_company(self.company_id).with_context(
            lang=user.lang, allowed_company_ids=self.company_id.ids, tz=user.tz)

    @api.model
    def _cron_work(self):
        """Deal with the long lists that wait, some lines at a time. Each batch is committed: what was cut goes on."""
        cron = self.env["ir.cron"]
        waiting = self.search([("state", "in", WORKING)], order="id")
        cron._commit_progress(remaining=len(waiting))
        for one in waiting:
            if not one._work_or_wait(cron) or not cron._commit_progress(1):
                break

    def _work_or_wait(self, cron) -> bool:
        """Deal with this import; False: the time is up, or somebody else is at it, and it goes on later."""
        try:
            self._lock()
            return self.state not in WORKING or self._work(lambda: cron._commit_progress())
        except RACES:
            self.env.cr.rollback()
            self.env.ref("egg_move_in.egg_move_in_cron")._trigger_egg()
            return False

    def _work(self, commit=None) -> bool:
        """Deal with this import to its end, unless the time is up.

        :param commit: keeps what was done so far and says whether there is time left; None: all at once
        """
        work = self._prepare_work()
        steps = {"reading": work._read_on, "loading": work._load_on, "undoing": work._undo_on}
        state = self.state
        for _step in steps[state]():
            if commit and not commit():
                return False
            if commit:  # what was committed is locked no more: whoever came in between goes on with it
                self._lock()
                if self.state != state:
                    return True
        return True
