from datetime import date

from odoo import api, models
from odoo.tools import format_date, format_list
from odoo.tools.translate import LazyTranslate

from ...core import rightsdecision, rightswords

_lt = LazyTranslate(__name__)

# The sentences of core.rightswords once more, for the translators: a term has to stand in the code
# of the addon's models to reach them. A test holds the two against each other.
SENTENCES = {
    "owed": _lt("%(remedies)s: owed, without a last day."),
    "owed_until": _lt("%(remedies)s: owed until %(last)s; days left: %(left)s."),
    "owed_day": _lt("%(remedies)s: day %(day)s of %(days)s, owed until %(last)s."),
    "owed_today": _lt("%(remedies)s: owed today for the last time."),
    "conditional": _lt("%(remedies)s: depends on what is not known yet: %(facts)s."),
    "conditional_until": _lt(
        "%(remedies)s: until %(last)s, if what is not known yet allows it: %(facts)s."
    ),
    "pending": _lt("%(remedies)s: from %(first)s on."),
    "expired": _lt("%(remedies)s: the last day was %(last)s."),
    "expired_use": _lt("%(remedies)s: the limit is passed: %(limit)s, %(unit)s."),
    "unmet": _lt("%(remedies)s: not met: %(what)s."),
    "unmet_counter": _lt("%(remedies)s: %(counter)s: %(counted)s, from %(needed)s on."),
    "excluded": _lt("%(remedies)s: excluded: %(exclusion)s."),
    "judged_on": _lt(
        "The claim of %(day)s is what counts: a right that was claimed in time is kept."
    ),
    "policy": _lt("%(policy)s, %(article)s."),
    "counted_from": _lt("Counted from: %(event)s, %(day)s."),
    "restarted": _lt("The replacement of %(day)s started the term again."),
    "suspended": _lt("Days added for repairs: %(days)s."),
    "extended": _lt("Months added by a repair, once: %(months)s."),
    "moved": _lt(
        "The last day would have been %(day)s, which is closed: it moved to the next working day."
    ),
    "usage_left": _lt("%(unit)s left: %(left)s of %(limit)s."),
    "counter": _lt("%(counter)s: %(counted)s, from %(needed)s on."),
    "chooser": _lt("%(chooser)s."),
    "freight": _lt("Freight: %(freight)s."),
    "burden_seller": _lt(
        "The seller has to prove that the goods were right, for defects found until %(day)s."
    ),
    "burden_customer": _lt("The customer has to prove the defect, since %(day)s is past."),
    "fee": _lt("Fee for use: at most %(amount)s."),
    "next_repair": _lt("If the next repair fails: %(remedies)s."),
    "next_repair_extends": _lt("A repair would extend the term to %(last)s."),
    "reading": _lt("This is a reading of the text: %(reading)s"),
    "other_reading": _lt("The other reading: %(reading)s"),
    "person": _lt(
        "The law stands behind this: only a person refuses, with a reason and the article."
    ),
    "unconfirmed": _lt("The source is not the text of the law: have it confirmed."),
    "answer_owed": _lt("Owed: %(remedies)s, by %(policy)s, %(article)s."),
    "answer_conditional": _lt(
        "May be owed: %(remedies)s, by %(policy)s, %(article)s. It depends on: %(facts)s."
    ),
    "answer_person": _lt(
        "No right was found. Under the law a person decides, and names reason and article."
    ),
    "answer_none": _lt("Nothing is owed by the policies in force."),
    "answer_others": _lt("Other rights that hold beside it: %(count)s."),
    "answer_next_repair": _lt("If the next repair fails, by %(policy)s: %(remedies)s."),
    "duty": _lt("%(party)s: %(what)s."),
    "duty_by": _lt("%(party)s: %(what)s, by %(due)s."),
    "duty_from": _lt("%(party)s: %(what)s, from %(due)s on."),
    "duty_until": _lt("%(party)s: %(what)s, until %(due)s."),
    "duty_late": _lt("%(party)s: %(what)s, was due on %(due)s."),
    "duty_waits": _lt(
        "%(party)s: %(what)s, by %(due)s; it may wait for the goods or proof of their dispatch."
    ),
    "cost": _lt("%(party)s: %(what)s."),
    "cost_amount": _lt("%(party)s: %(what)s, at most %(amount)s."),
}
FACTS = {
    "fault": _lt("whether there is a fault"),
    "intact": _lt("whether the goods are intact"),
    "fault_class": _lt("how serious the fault is"),
    "part_class": _lt("which part the fault lies in"),
    "fault_key": _lt("whether it is the fault that was repaired before"),
    "part_key": _lt("which part it is"),
    "not_minor": _lt("that the fault is not minor"),
    "repair_success": _lt("whether the repairs have helped"),
    "repair_fault_class": _lt("how serious the repaired faults were"),
    "repair_fault_key": _lt("which faults were repaired"),
    "repair_part_key": _lt("which parts were replaced"),
    "repair_late_days": _lt("how many days of the repair were the repairer's fault"),
    "customer_class": _lt("whether the customer is a consumer"),
    "channel": _lt("how it was sold"),
    "country": _lt("the customer's country"),
    "state": _lt("the customer's province"),
    "age": _lt("whether the goods were new"),
    "price": _lt("the price paid"),
    "km": _lt("the kilometres driven"),
    "hour": _lt("the hours of operation"),
}

# Where a vocabulary of core.rightsrules stands as the choices of a column: model and field.
_RULE, _POLICY = "aftersales.rights.rule", "aftersales.rights.policy"
VOCABULARIES = {
    "CHANNELS": ("aftersales.rights.check", "channel"),
    "CHOOSERS": (_RULE, "chooser"),
    "CONDITIONS": (_RULE, "condition"),
    "COSTS": (_RULE, "cost"),
    "COUNTERS": (_RULE, "counter"),
    "CUSTOMER_CLASSES": (_POLICY, "customer_class"),
    "DUTIES": (_RULE, "duty"),
    "EVENTS": (_RULE, "start"),
    "EXCLUSIONS": (_RULE, "exclusion"),
    "FAULT_CLASSES": (_RULE, "fault_class"),
    "FREIGHT": (_RULE, "freight"),
    "GOODS": (_POLICY, "goods"),
    "PART_CLASSES": (_RULE, "part_class"),
    "PARTIES": (_RULE, "party"),
    "QUALITIES": ("aftersales.rights.policy.version", "quality"),
    "REGIMES": (_POLICY, "regime"),
    "REMEDIES": (_RULE, "remedy"),
    "USAGE_UNITS": (_RULE, "usage_unit"),
}


class AftersalesRightsWords(models.AbstractModel):
    """Decisions in plain sentences, in the reader's language."""

    _name = "aftersales.rights.words"
    _description = "Decisions in Words"

    @api.model
    def _text(self, sentence):
        """Return a sentence of the core in the reader's language.

        :param core.rightswords.Sentence sentence: a key and what it names
        """
        translate = self.env._
        return translate(SENTENCES[sentence.key]) % {
            name: self._word(value) for name, value in sentence.params.items()
        }

    @api.model
    def _texts(self, sentences):
        return [self._text(sentence) for sentence in sentences]

    @api.model
    def _word(self, value):
        """Return what a sentence names, as one says it."""
        match value:
            case rightswords.Term():
                return self._label(value.vocabulary, value.key)
            case tuple():
                style = "or" if value and value[0].vocabulary == "REMEDIES" else "standard"
                return format_list(self.env, [self._word(one) for one in value], style)
            case date():
                return format_date(self.env, value)
        return str(value)

    @api.model
    def _label(self, vocabulary, key):
        """Return the word of a vocabulary for a key."""
        if vocabulary == "FACTS":
            translate = self.env._
            return translate(FACTS[key])
        model, field = VOCABULARIES[vocabulary]
        return dict(self.env[model]._fields[field]._description_selection(self.env))[key]

    # === A DECISION === #

    @api.model
    def _summary(self, decision):
        """Return the answer in short, one sentence a line."""
        return "\n".join(self._texts(decision.sentences))

    @api.model
    def _html(self, decision):
        """Return the whole answer: what is owed, what else holds, what is to be done."""
        return self.env["ir.qweb"]._render(
            "aftersales_addon.rights_answer", self._answer(decision), minimal_qcontext=True
        )

    @api.model
    def _answer(self, decision):
        """Return what the page of an answer shows, in words."""
        shown = [one for one in decision.entitlements if one.state != rightsdecision.EXPIRED]
        run_out = [one for one in decision.entitlements if one.state == rightsdecision.EXPIRED]
        return {
            "answer": decision.answer,
            "sentences": self._texts(decision.sentences),
            "rights": [self._right(one, one == decision.proposed) for one in shown],
            "run_out": [self._right(one) for one in run_out],
            "missing": [self._word(rightswords.fact(name)) for name in decision.missing],
            "duties": [self._text(duty.sentence) for duty in decision.duties],
            "late": any(duty.late for duty in decision.duties),
            "costs": [self._text(cost.sentence) for cost in decision.costs],
        }

    @api.model
    def _right(self, one, proposed=False):
        state, *why = self._texts(one.sentences)
        return {
            "name": one.rule.name or one.policy.name,
            "policy": " ".join(filter(None, (one.policy.code, one.rule.article))),
            "regime": self._label("REGIMES", one.policy.regime),
            "state": one.state,
            "proposed": proposed,
            "says": state,
            "why": why,
        }
