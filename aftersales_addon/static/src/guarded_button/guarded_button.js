import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { ViewButton } from "@web/views/view_button/view_button";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * A button that stays visible when it cannot be used, and says why.
 *
 * <widget name="guarded_button" action="action_resolve" blocker="resolve_blocker"
 *         string="Resolve" primary="1"/>
 *
 * `blocker` names a field of the record: empty, the button is live; otherwise it holds the
 * reason, the same one that the server would answer with. Where several buttons may be the
 * primary one, `next` names a field that holds the action of the one that is.
 */
export class GuardedButton extends Component {
    static template = "aftersales_addon.GuardedButton";
    static components = { ViewButton };
    static props = {
        ...standardWidgetProps,
        action: { type: String },
        blocker: { type: String },
        string: { type: String },
        hotkey: { type: String, optional: true },
        confirm: { type: String, optional: true },
        primary: { type: Boolean, optional: true },
        next: { type: String, optional: true },
    };

    get reason() {
        return this.props.record.data[this.props.blocker] || "";
    }

    get className() {
        const { next, primary, action, record } = this.props;
        return primary || (next && record.data[next] === action) ? "btn btn-primary" : "btn btn-secondary";
    }

    get clickParams() {
        return { name: this.props.action, type: "object", confirm: this.props.confirm };
    }

    get attrs() {
        return this.props.hotkey ? { "data-hotkey": this.props.hotkey } : {};
    }
}

registry.category("view_widgets").add("guarded_button", {
    component: GuardedButton,
    extractProps: ({ attrs }) => ({
        action: attrs.action,
        blocker: attrs.blocker,
        string: attrs.string,
        hotkey: attrs.hotkey,
        confirm: attrs.confirm,
        primary: Boolean(attrs.primary),
        next: attrs.next,
    }),
});
