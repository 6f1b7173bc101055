import { Component, onMounted, onWillRender, onWillUnmount } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { describe, sayDuration } from "./countdown";
import { everySecond, learnServerTime, serverTime } from "./ticker";

/**
 * Counts working time down: what is left, when it is due, or how late it is.
 *
 * <field name="sla_due_at" widget="sla_countdown" options="{'named': True}"/>
 *
 * Stands on the instant at which something is due, so that a column can be sorted; what it
 * shows comes from the record's field `sla_countdown`. `named`: say also what is due.
 */
export class SlaCountdown extends Component {
    static template = "aftersales_addon.SlaCountdown";
    static props = { ...standardFieldProps, named: { type: Boolean, optional: true } };

    setup() {
        onWillRender(() => {
            if (this.value?.now) {
                learnServerTime(this.value.now);
            }
            this.shown = this.value && describe(this.value, serverTime());
        });
        onMounted(() => (this.stop = everySecond(() => this.tick())));
        onWillUnmount(() => this.stop());
    }

    get value() {
        return this.props.record.data.sla_countdown;
    }

    /** Render again only where the words have changed. */
    tick() {
        if (this.value?.spans && describe(this.value, serverTime()).text !== this.shown?.text) {
            this.render();
        }
    }

    get tooltip() {
        return [this.value.metric, this.shown.exact].filter(Boolean).join(": ");
    }

    get label() {
        return [this.value.metric, this.shown.text, this.shown.exact].filter(Boolean).join(", ");
    }
}

registry.category("fields").add("sla_countdown", {
    component: SlaCountdown,
    displayName: _t("Working Time Left"),
    supportedTypes: ["datetime"],
    fieldDependencies: [{ name: "sla_countdown", type: "json" }],
    supportedOptions: [{ label: _t("Say What Is Due"), name: "named", type: "boolean" }],
    extractProps: ({ options }) => ({ named: Boolean(options.named) }),
});

/** A number of seconds as people say it. */
export class SlaSeconds extends Component {
    static template = "aftersales_addon.SlaSeconds";
    static props = standardFieldProps;

    get text() {
        const seconds = this.props.record.data[this.props.name];
        return seconds ? sayDuration(seconds) : "";
    }
}

registry.category("fields").add("sla_seconds", {
    component: SlaSeconds,
    displayName: _t("Duration"),
    supportedTypes: ["integer"],
});
