// The staff's side of the walk: the complaint is in the pipeline, the printer with its customer.
const click = (trigger, content) => ({ trigger, content, run: "click" });

registry.category("web_tour.tours").add("aftersales_staff_walk", {
    steps: () => [
        click(".o_kanban_record:contains(My new printer is dead)", "open the complaint"),
        click("button[name=action_assign_to_me]", "take it"),
        { trigger: ".o_arrow_button_current:contains(In Progress)", content: "it is in progress" },
        click("button[name=action_request_rma]", "the customer wants to return it"),
        click(".modal .o_data_row:contains(SN-BROWSER-1) td[name=quantity]", "this printer"),
        {
            trigger: ".modal .o_data_row:contains(SN-BROWSER-1) td[name=quantity] input",
            run: "edit 1",
        },
        {
            trigger: ".modal [name=reason_id] input",
            content: "why it comes back",
            run: "edit Defective",
        },
        click(".o-autocomplete--dropdown-item a:contains(Defective)"),
        click(".modal button[name=action_request]", "ask for the return"),
        click("button[name=action_approve]", "approve it"),
        click("button[name=action_open_receipts]", "the warehouse receives it"),
        click("button[name=button_validate]:not(:disabled)"),
        { trigger: ".o_arrow_button_current:contains(Done)", content: "the printer is back" },
        click(".o_back_button a, a.o_back_button", "back to the return"),
        click("button[name=action_create_refund]", "the money goes back"),
        click("button[name=action_open_refunds]", "accounting checks it"),
        { trigger: "[name=amount_total]:contains(300.00), .oe_subtotal_footer:contains(300.00)" },
        click("button[name=action_post]:visible"),
        { trigger: ".o_arrow_button_current:contains(Posted)" },
        click(".o_back_button a, a.o_back_button", "back to the return"),
        { trigger: ".o_arrow_button_current:contains(Done)", content: "the return is done" },
        click("button[name=action_open_ticket]", "back to the ticket"),
        click("button[name=action_resolve]", "resolved"),
        click("button[name=action_close]", "closed: the customer is asked how it went"),
        { trigger: ".o_arrow_button_current:contains(Closed)" },
        click(".nav-link:contains(Timeline)"),
        { trigger: ".o_aftersales_timeline:contains(Refund issued):contains(Survey planned)" },
    ],
});
