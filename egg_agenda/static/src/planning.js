import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { serializeDate, deserializeDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { CalendarFormController } from "@calendar/views/calendar_form/calendar_form_controller";
import { CaledarListController } from "@calendar/views/list_view/calendar_list_controller";
import { AskRecurrenceUpdatePolicyDialog } from "@calendar/views/ask_recurrence_update_policy_dialog";
import { attendeeCalendarView } from "@calendar/views/attendee_calendar/attendee_calendar_view";
import { AttendeeCalendarCommonPopover } from "@calendar/views/attendee_calendar/common/attendee_calendar_common_popover";
import { AttendeeCalendarCommonRenderer } from "@calendar/views/attendee_calendar/common/attendee_calendar_common_renderer";

const TASK = "egg.task";
const COLOR_KEY = "egg_agenda.planning_color";
/** Ids of tasks among the ids of events: core makes small negative ids for an event shown once per attendee. */
const TASK_ID_BASE = -1000000;

/** What the question "this event, following, all" says of the days that stay; read when the question is put. */
const settledSentence = { text: "" };
patch(AskRecurrenceUpdatePolicyDialog.prototype, {
    setup() {
        super.setup();
        this.eggSettledSentence = settledSentence.text;
    },
});

/** Put that question about a day of a series (ask), with what stays. */
async function askWithSettledSentence(orm, id, ask) {
    settledSentence.text = await orm.call("calendar.event", "get_egg_settled_sentence", [[id]]);
    try {
        return await ask();
    } finally {
        settledSentence.text = "";
    }
}

patch(CalendarFormController.prototype, {
    async deleteRecord() {
        const { resId, data } = this.model.root;
        const ask = () => super.deleteRecord(...arguments);
        return resId && data.recurrency ? askWithSettledSentence(this.orm, resId, ask) : ask();
    },
});
patch(CaledarListController.prototype, {
    async onDeleteSelectedRecords() {
        const [first, ...others] = this.model.root.selection;
        const ask = () => super.onDeleteSelectedRecords(...arguments);
        return first?.data.recurrency && !others.length ? askWithSettledSentence(this.orm, first.resId, ask) : ask();
    },
});

/** Events of the core calendar, and the tasks beside them on their due dates. */
export class PlanningModel extends attendeeCalendarView.Model {
    setup() {
        super.setup(...arguments);
        this.colorMode = browser.localStorage.getItem(COLOR_KEY) === "person" ? "person" : "type";
    }

    async setColorMode(mode) {
        this.colorMode = mode;
        browser.localStorage.setItem(COLOR_KEY, mode);
        await this.load();
    }

    /**
     * @override
     * Tasks are added after the core has sorted out attendees: they have none.
     */
    async updateData(data) {
        await super.updateData(...arguments);
        if (this.colorMode === "type") {
            for (const record of Object.values(data.records)) {
                record.colorIndex = record.rawRecord.egg_color;
            }
        }
        const tasks = await this.orm.call(TASK, "get_planning_tasks", [], {
            start: serializeDate(data.range.start),
            end: serializeDate(data.range.end),
            partner_ids: this.getPlanningPartners(data),
            domain: this.meta.domain,
        });
        for (const task of tasks) {
            const id = TASK_ID_BASE - task.id;
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

    /** @override The types in the side panel wear their own colours, known from the events: no request. */
    async loadDynamicFilterSection(data, fieldName) {
        const section = await super.loadDynamicFilterSection(...arguments);
        if (fieldName === "egg_type_id") {
            const colors = {};
            for (const { rawRecord } of Object.values(data.records)) {
                colors[rawRecord.egg_type_id?.[0]] = rawRecord.egg_color;
            }
            for (const filter of section.filters) {
                filter.colorIndex = this.colorMode === "type" ? colors[filter.value] || 0 : null;
                filter.hasAvatar = false;
            }
        }
        return section;
    }

    /** @override What is done says so in words' place: a tick, not only a colour. */
    normalizeRecord(rawRecord) {
        const record = super.normalizeRecord(rawRecord);
        record.eggIcon = rawRecord.egg_done ? "fa-check" : rawRecord.egg_icon;
        record.eggIconTitle = rawRecord.egg_done ? _t("Done") : rawRecord.egg_type_id?.[1] || "";
        return record;
    }

    taskToRecord(id, task) {
        const day = deserializeDate(task.due_date);
        const byType = task.urgency === "late" ? 1 : 7;
        return {
            id,
            taskId: task.id,
            title: task.name,
            isAllDay: true,
            start: day,
            end: day,
            startType: "date",
            endType: "date",
            duration: 24,
            isTimeHidden: true,
            isMonth: this.meta.scale === "month",
            isSmall: this.env.isSmall,
            isHatched: false,
            isStriked: task.done,
            colorIndex: this.colorMode === "person" ? task.user_partner_id : byType,
            // The renderer of events asks each record about attendees.
            attendeeStatus: "accepted",
            isCurrentPartner: false,
            calendarAttendeeId: false,
            rawRecord: {
                ...task, partner_ids: [], partner_id: [0, ""], recurrency: false, user_can_edit: true,
                attendees_count: 1,
            },
        };
    }

    /** @override A task that is dragged gets the day it is dropped on as its due date. */
    async updateRecord(record) {
        const task = this.records[record.id];
        if (!task?.taskId) {
            const ask = () => super.updateRecord(...arguments);
            return task.rawRecord.recurrency ? askWithSettledSentence(this.orm, record.id, ask) : ask();
        }
        try {
            await this.orm.write(TASK, [task.taskId], { due_date: serializeDate(record.start) });
        } finally {
            await this.load();
        }
    }

    async toggleTask(record) {
        await this.orm.call(TASK, "action_toggle_done", [[record.taskId]]);
        await this.load();
    }

    async toggleEvent(record) {
        await this.orm.call("calendar.event", "action_egg_toggle_done", [[record.id]]);
        await this.load();
    }
}

export class PlanningPopover extends AttendeeCalendarCommonPopover {
    static subTemplates = {
        ...AttendeeCalendarCommonPopover.subTemplates,
        body: "egg_agenda.PlanningPopover.body",
        footer: "egg_agenda.PlanningPopover.footer",
    };

    get task() {
        return this.props.record.taskId ? this.props.record.rawRecord : null;
    }

    /** @override A task has no attendees whose answers are to be read; its people are named here. */
    async onWillStart() {
        if (!this.task) {
            return super.onWillStart();
        }
        const [details] = await this.orm.read(
            TASK, [this.props.record.taskId], ["user_id", "egg_customer_id", "egg_contact_id", "urgency", "priority"]
        );
        this.details = details;
    }

    async onToggleDone() {
        const { record, model } = this.props;
        this.props.close();
        await (record.taskId ? model.toggleTask(record) : model.toggleEvent(record));
    }
}

export class PlanningCommonRenderer extends AttendeeCalendarCommonRenderer {
    static eventTemplate = "egg_agenda.PlanningCommonRenderer.event";
    static components = { ...AttendeeCalendarCommonRenderer.components, Popover: PlanningPopover };

    /** @override The box of a task ticks it, without any window. */
    onEventClick(info) {
        const record = this.props.model.records[info.event.id];
        if (record?.taskId && info.jsEvent.target.closest(".o_egg_task_check")) {
            return this.props.model.toggleTask(record);
        }
        return super.onEventClick(info);
    }

    /** @override A task lasts no time: it moves, it is not stretched. */
    convertRecordToEvent(record) {
        const event = super.convertRecordToEvent(record);
        return record.taskId ? { ...event, durationEditable: false } : event;
    }

    eventClassNames({ event }) {
        const classes = super.eventClassNames(...arguments);
        if (this.props.model.records[event.id]?.taskId) {
            classes.push("o_egg_task");
        }
        return classes;
    }
}

export class PlanningRenderer extends attendeeCalendarView.Renderer {
    static components = {
        ...attendeeCalendarView.Renderer.components,
        day: PlanningCommonRenderer,
        week: PlanningCommonRenderer,
        month: PlanningCommonRenderer,
    };
}

export class PlanningController extends attendeeCalendarView.Controller {
    static template = "egg_agenda.PlanningController";

    async editRecord(record, context = {}) {
        if (record.taskId) {
            return this.openTask(record.taskId);
        }
        return super.editRecord(record, context);
    }

    /**
     * Show one task, or a new one, due on the day shown, about the customer and the document the planning was opened
     * from.
     */
    openTask(taskId = false) {
        const { default_egg_customer_id, default_egg_document } = this.props.context;
        this.displayDialog(FormViewDialog, {
            resModel: TASK,
            resId: taskId,
            title: taskId ? _t("Task") : _t("New task"),
            size: "lg",
            context: {
                default_due_date: serializeDate(this.date),
                ...(default_egg_customer_id && { default_egg_customer_id }),
                ...(default_egg_document && { default_egg_document }),
            },
            onRecordSaved: () => this.model.load(),
        });
    }
}

export const planningView = {
    ...attendeeCalendarView,
    Model: PlanningModel,
    Controller: PlanningController,
    Renderer: PlanningRenderer,
};
registry.category("views").add("egg_planning", planningView);

/** "More options" of the small window keeps the type and the customer that were chosen in it. */
const QuickCreateController = registry.category("views").get("calendar_quick_create_form_view").Controller;
patch(QuickCreateController.prototype, {
    async goToFullEvent() {
        // What was chosen a moment ago may still be on its way to the record.
        await this.model.root.getChanges();
        await this.model.mutex.getUnlockedDef();
        for (const name of ["egg_type_id", "egg_customer_id"]) {
            if (this.model.root.data[name]) {
                this.props.context[`default_${name}`] = this.model.root.data[name].id;
            }
        }
        return super.goToFullEvent(...arguments);
    },
});
