import { serializeDate, deserializeDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { attendeeCalendarView } from "@calendar/views/attendee_calendar/attendee_calendar_view";

const TASK = "egg.task";

/** Events of the core calendar, and the tasks beside them on their due dates. */
export class PlanningModel extends attendeeCalendarView.Model {
    /**
     * @override
     * Tasks are added after the core has sorted out attendees: they have none.
     */
    async updateData(data) {
        await super.updateData(...arguments);
        const tasks = await this.orm.call(TASK, "get_planning_tasks", [], {
            start: serializeDate(data.range.start),
            end: serializeDate(data.range.end),
            user_ids: this.getPlanningPartners(data),
            customer_id: this.meta.context.egg_customer_id || null,
        });
        for (const task of tasks) {
            const id = -1000000 - task.id;
            data.records[id] = this.taskToRecord(id, task);
        }
    }

    /** Partners ticked in the list of people, or null for everybody. */
    getPlanningPartners(data) {
        const section = data.filterSections.partner_ids;
        if (!section || section.filters.some((filter) => filter.type === "all" && filter.active)) {
            return null;
        }
        return section.filters.filter((f) => f.active && f.value && f.type !== "all").map((f) => f.value);
    }

    taskToRecord(id, task) {
        const day = deserializeDate(task.due_date);
        return {
            id,
            taskId: task.id,
            title: `${task.done ? "☑" : "☐"} ${task.name}`,
            isAllDay: true,
            start: day,
            end: day,
            startType: "date",
            endType: "date",
            duration: 24,
            isTimeHidden: true,
            isMonth: false,
            isSmall: true,
            isHatched: false,
            isStriked: task.done,
            colorIndex: task.urgency === "late" ? 1 : 7,
            // The renderer of events asks each record about attendees.
            attendeeStatus: "accepted",
            isCurrentPartner: true,
            calendarAttendeeId: false,
            rawRecord: { ...task, partner_ids: [], partner_id: [0, ""], recurrency: false, user_can_edit: true, attendees_count: 1 },
        };
    }

    /** @override A task that is dragged gets the day it is dropped on as its due date. */
    async updateRecord(record) {
        const task = this.records[record.id];
        if (!task?.taskId) {
            return super.updateRecord(...arguments);
        }
        await this.orm.write(TASK, [task.taskId], { due_date: serializeDate(record.start) });
        await this.load();
    }
}

export class PlanningController extends attendeeCalendarView.Controller {
    async editRecord(record, context = {}) {
        if (record.taskId) {
            return this.openTask(record.taskId);
        }
        return super.editRecord(record, context);
    }

    openTask(taskId) {
        return this.actionService.doAction({
            type: "ir.actions.act_window",
            res_model: TASK,
            res_id: taskId,
            views: [[false, "form"]],
        });
    }
}

export const planningView = {
    ...attendeeCalendarView,
    Model: PlanningModel,
    Controller: PlanningController,
};
registry.category("views").add("egg_planning", planningView);
