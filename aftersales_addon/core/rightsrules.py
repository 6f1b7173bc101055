"""What a policy says about rights: flat rows of plain data, and the words they choose from.

A :class:`Policy` is one released version of a policy: who it holds for, where it comes from, and its
rows. A :class:`Rule` is one row, and one row is one thing:

* ``right``: remedies that are owed in one window, under one condition;
* ``burden``: until when the seller has to prove that the goods were right;
* ``exclusion``: what takes the rights of the policy away;
* ``duty``: what somebody has to do, and by when;
* ``cost``: who bears a cost, or how it is reckoned.

Empty (``""``, 0, ``False``, ``None``) means: it does not matter to the row. Every vocabulary is a tuple of
(key, English label) pairs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

Pairs = tuple[tuple[str, str], ...]

# === WHERE A POLICY COMES FROM, AND WHOM IT HOLDS FOR === #

REGIMES: Pairs = (
    ("withdrawal", "Withdrawal without a reason"),
    ("statutory", "Statutory conformity"),
    ("three_guarantees", "Three guarantees (三包)"),
    ("recall", "Recall"),
    ("commercial", "Commercial warranty"),
    ("supplier", "Supplier's warranty to us"),
)
STATUTORY_REGIMES = frozenset({"withdrawal", "statutory", "three_guarantees", "recall"})
CUSTOMER_CLASSES: Pairs = (("consumer", "Consumer"), ("business", "Business"))
CHANNELS: Pairs = (
    ("distance", "At a distance (online, phone, mail order)"),
    ("doorstep", "Away from business premises"),
    ("store", "In a shop"),
)
GOODS: Pairs = (
    ("durable", "Durable goods of the burden-of-proof list"),
    ("appliance", "Household appliance"),
    ("phone", "Mobile phone"),
    ("computer", "Computer"),
    ("car", "Family car"),
    ("service", "Service"),
)
# A policy for the wider class holds for the narrower ones, too.
GOODS_COVERED = {"durable": frozenset({"durable", "appliance", "computer", "car"})}
QUALITIES: Pairs = (
    ("law", "Text of the law"),
    ("secondary", "Secondary text"),
    ("unconfirmed", "To be confirmed"),
)

# === WHAT A ROW CHOOSES FROM === #

KINDS: Pairs = (
    ("right", "Right"),
    ("burden", "Burden of proof"),
    ("exclusion", "Exclusion"),
    ("duty", "Duty"),
    ("cost", "Cost"),
)
EVENTS: Pairs = (
    ("contract", "Contract"),
    ("order", "Order"),
    ("invoice", "Invoice"),
    ("ship", "Dispatch"),
    ("delivery", "Delivery"),
    ("receipt", "Customer's receipt"),
    ("ownership", "Ownership passed"),
    ("installation", "Installation"),
    ("registration", "Registration"),
    ("replacement", "Replacement handed over"),
    ("defect_found", "Defect found"),
    ("claim", "Customer's notice or claim"),
    ("agreement", "Remedy agreed"),
    ("goods_back", "Goods back with the seller"),
    ("dispatch_proof", "Customer's proof of dispatch"),
    ("repair_start", "Start of the open repair"),
    ("repair_end", "End of the last repair"),
    ("promised_ship", "Promised dispatch"),
    ("base_end", "End of the base or statutory term"),
    ("warranty_end", "End of the warranty as written"),
    ("part_end", "End of the part's own term"),
    ("digital_end", "End of the digital supply"),
    ("production_end", "End of production"),
    ("customer_sale", "Sale to the customer"),
    ("supplier_receipt", "Our receipt from the supplier"),
    ("recall", "Defect known to the maker"),
)
UNITS: Pairs = (
    ("day", "Days"),
    ("working_day", "Working days"),
    ("business_day", "Business days, Saturday counted"),
    ("month", "Months"),
    ("year", "Years"),
)
USAGE_UNITS: Pairs = (("km", "Kilometres"), ("hour", "Hours of operation"))
REMEDIES: Pairs = (
    ("refund", "Return and refund"),
    ("exchange", "Exchange"),
    ("part", "Free replacement of the part"),
    ("repair", "Repair"),
    ("reduction", "Price reduction"),
    ("credit", "Supplier's credit"),
)
WORTH = {"refund": 5, "exchange": 4, "part": 3, "repair": 2, "credit": 2, "reduction": 1}
CHOOSERS: Pairs = (
    ("customer", "The customer chooses"),
    ("seller", "The seller chooses"),
    ("order", "In this order"),
)
NEEDS: Pairs = (
    ("fault", "A fault"),
    ("none", "No reason"),
    ("intact", "No reason, goods intact"),
)
# A row for the wider class holds for the narrower ones, too.
FAULT_CLASSES: Pairs = (
    ("minor", "Minor fault"),
    ("performance", "Performance fault"),
    ("safety", "Serious safety fault"),
    ("critical", "Steering, brakes, body, fuel leak or battery fire"),
)
FAULT_COVERED = {
    "minor": frozenset({"minor"}),
    "performance": frozenset({"performance", "safety", "critical"}),
    "safety": frozenset({"safety", "critical"}),
    "critical": frozenset({"critical"}),
}
PART_CLASSES: Pairs = (
    ("unit", "The unit, without accessories and wear parts"),
    ("main", "Main part"),
    ("assembly", "Main part of engine, gearbox, traction battery or motor"),
    ("battery", "Battery"),
    ("charger", "Charger"),
    ("earphone", "Wired earphone"),
    ("data_card", "Data card"),
    ("wear", "Wear part"),
)
# `unit` covers these, too; accessories and wear parts have terms of their own.
UNIT_PARTS = frozenset({"unit", "main", "assembly"})
AGES: Pairs = (("new", "New goods"), ("used", "Used goods"))  # a fact only
COUNTERS: Pairs = (
    ("failed_repairs", "Repairs without success"),
    ("failed_safety_repairs", "Repairs of serious safety faults without success"),
    ("same_fault_repairs", "Repairs of the same fault"),
    ("part_replacements", "Replacements of the same part or assembly"),
    ("attempts", "Repairs or replacements without success, or refused"),
    ("repair_days", "Days in repair, in all"),
    ("parts_days", "Days without parts, in one repair"),
    ("late_days", "Days of one repair through the repairer's fault"),
)
DAY_COUNTERS = frozenset({"repair_days", "parts_days", "late_days"})
PAUSES: Pairs = (
    ("none", "Runs on during repair"),
    ("repair", "Stops during repair"),
    ("uk", "Stops while waiting for repair or replacement, at least 7 days left after it"),
)
FREIGHT: Pairs = (
    ("seller", "The seller"),
    ("customer", "The customer"),
    ("customer_agreed", "The customer, unless agreed otherwise"),
    ("customer_told", "The customer, if told before the contract"),
)
PARTIES: Pairs = (
    ("seller", "Seller"),
    ("maker", "Maker"),
    ("repairer", "Repairer"),
    ("customer", "Customer"),
    ("supplier", "Supplier"),
)
CONDITIONS: Pairs = (
    ("rescission", "The statutory conditions of rescission are met"),
    ("confirmed", "The buyer confirmed the exclusion when buying"),
    ("shorter_term", "A shorter term for used goods was agreed"),
    ("full_warranty", "The written warranty is a full one"),
    ("remedy_refused", "Repair and replacement are impossible, refused, late or a burden"),
    ("service", "It is a service"),
    ("ship_promised", "A time of dispatch was promised"),
    ("carry_in_large", "Large goods, brought in for repair"),
    ("refurbished_request", "The customer asked for a refurbished replacement"),
    ("returnable", "The supplier takes goods back"),
    ("written_warranty", "A written warranty was given"),
)
EXCLUSIONS: Pairs = (
    ("custom_made", "Made to the customer's order"),
    ("perishable", "Fresh or perishable"),
    ("unsealed_media", "Opened audio, video or software"),
    ("download", "Downloaded digital goods"),
    ("periodical", "Newspapers and periodicals"),
    ("unsealed_hygiene", "Unsealed goods of health or hygiene"),
    ("unsuited", "Unsuited to return by their nature"),
    ("misuse", "Misuse, or use against the instructions"),
    ("self_repair", "Taken apart or repaired by the customer"),
    ("no_proof", "Neither invoice nor guarantee certificate"),
    ("altered_proof", "Proof altered, or serial number not matching"),
    ("force_majeure", "Force majeure"),
    ("virus", "Virus"),
    ("pirated_software", "Pirated or unlicensed software"),
    ("known_defect", "The defect was told when buying"),
    ("commercial_use", "Commercial use"),
    ("modified", "Modified by the customer"),
    ("accident_unreported", "Damage aggravated after the fault"),
    ("wear_and_tear", "Normal wear and tear"),
)
DUTIES: Pairs = (
    ("refund", "Refund"),
    ("return", "Send the goods back"),
    ("delay", "Deliberate delay from then on"),
    ("repair", "Repair"),
    ("answer", "Answer"),
    ("complete", "Complete the matter"),
    ("loaner", "Loaner or compensation"),
    ("remedy", "Free remedy"),
    ("inform", "Inform the customer"),
    ("parts", "Supply spare parts"),
    ("records", "Keep records"),
    ("report", "Report to the authority"),
    ("stop_sale", "Stop the sale"),
    ("recall", "Recall"),
    ("notify", "Notify owners"),
    ("warn", "Warn"),
    ("destroy", "Destroy the goods"),
    ("transport", "Pick-up, or transport costs"),
    ("ship", "Dispatch"),
    ("label", "Label the warranty as full or limited"),
    ("disclaimer", "No disclaimer of implied warranties"),
    ("tie_in", "No tie-in to brand or workshop"),
    ("terms", "Written terms before the sale"),
    ("workshop", "Free choice of workshop"),
    ("holder", "Rights follow the goods"),
    ("consent", "Refurbished goods on explicit request only"),
    ("claim", "Claim to the supplier"),
)
LASTING = frozenset({"parts", "records"})  # until a day; the others are done by a day
COSTS: Pairs = (
    ("use_fee", "Fee for use"),
    ("no_depreciation", "No depreciation"),
    ("outbound", "Standard outbound shipping"),
    ("recall", "Necessary costs of the recall"),
    ("parts", "Parts"),
    ("labour", "Labour"),
    ("travel", "Travel"),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a policy. Its fields are the columns of ``aftersales.rights.rule``."""

    code: str  # unique in its version, stable
    name: str = ""  # what it says, for people; translated
    kind: str = "right"  # KINDS
    sequence: int = 10
    article: str = ""

    # the window: from the latest of the starts, value + unit, and until the later event, if any
    start: str = ""  # EVENTS
    start_2: str = ""  # EVENTS: counts where known and later
    start_3: str = ""  # EVENTS: counts where known and later
    opens_after: int = 0  # days after the start until the window opens
    value: int = 0  # 0: no last day, unless `until` has one
    used_value: int = 0  # instead, for used goods for which a shorter term was agreed
    unit: str = "day"  # UNITS
    until: str = ""  # EVENTS: the window lasts until then where that is later
    unless: str = ""  # EVENTS: only while this has not happened
    roll: bool = False  # a last day on a closed day moves to the next working day
    usage_limit: int = 0  # km or hours, whichever comes first
    usage_unit: str = ""  # USAGE_UNITS

    # rights: what is owed, who chooses, on which condition
    remedy: str = ""  # REMEDIES
    remedy_2: str = ""
    remedy_3: str = ""
    remedy_4: str = ""
    chooser: str = ""  # CHOOSERS
    needs: str = ""  # NEEDS
    fault_class: str = ""  # FAULT_CLASSES
    part_class: str = ""  # PART_CLASSES; empty: any
    same_fault: bool = False  # only the fault of the last repair
    not_minor: bool = False  # not for a minor fault, which the seller has to prove
    condition: str = ""  # CONDITIONS
    condition_fails: bool = False  # the row asks that the condition does not hold
    min_price: int = 0  # in the policy's currency
    counter: str = ""  # COUNTERS
    counter_min: int = 0  # at least so many

    # what repair and replacement do to the window
    pause: str = "none"  # PAUSES
    repair_adds: int = 0  # months that a repair adds, once
    restart: bool = False  # a replacement starts the window again, and the counters with it

    # burden, freight, exclusion, duty, cost
    freight: str = ""  # FREIGHT
    presumption: bool = True  # the policy's burden of proof serves this right
    exclusion: str = ""  # EXCLUSIONS
    duty: str = ""  # DUTIES
    party: str = ""  # PARTIES: who has to prove, do or pay
    waits: bool = False  # a duty that may wait for the goods or for proof of their dispatch
    cost: str = ""  # COSTS
    # of a cost, or of the fee for use that a right carries; in hundredths of a percent for each
    # 1000 km: 50 is 0.5 %
    rate: int = 0

    # the row is a reading of the text: which, and which other one there is; translated
    reading: str = ""
    other_reading: str = ""

    @property
    def remedies(self) -> tuple[str, ...]:
        """The remedies in the row's order."""
        listed = (self.remedy, self.remedy_2, self.remedy_3, self.remedy_4)
        return tuple(remedy for remedy in listed if remedy)

    @property
    def worth(self) -> int:
        """How much the row is worth to the customer: by what he can be sure to get."""
        values = [WORTH[remedy] for remedy in self.remedies]
        if not values:
            return 0
        if self.chooser == "order":
            return values[0]
        return min(values) if self.chooser == "seller" else max(values)


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of a policy with its rows; text lists are keys separated by blanks."""

    # of the policy
    code: str
    name: str = ""
    policy: int = 0  # id, to be stored with the decision
    sequence: int = 10
    regime: str = "statutory"  # REGIMES
    jurisdiction: str = ""  # for people: China, EU ...
    territories: str = ""  # ISO country codes, or country-state: "CN", "CN-ZJ"; empty: anywhere
    customer_class: str = ""  # CUSTOMER_CLASSES
    channels: str = ""  # CHANNELS, separated by blanks
    goods: str = ""  # GOODS
    currency: str = ""  # of min_price

    # of the version
    version: int = 0  # id
    number: int = 1
    contract_from: date | None = None  # contracts concluded from then on
    contract_until: date | None = None  # and until then
    source: str = ""
    source_date: date | None = None
    quality: str = "unconfirmed"  # QUALITIES
    reading: str = ""
    other_reading: str = ""

    rules: tuple[Rule, ...] = ()
    kinds: dict[str, tuple[Rule, ...]] = field(init=False, repr=False, compare=False)
    places: frozenset[str] = field(init=False, repr=False, compare=False)
    worth: dict[str, int] = field(init=False, repr=False, compare=False)  # of each row, by code
    split: frozenset[str] = field(init=False, repr=False, compare=False)  # only states of these

    def __post_init__(self):
        """Sort the rows once: one policy judges many units."""
        places = frozenset(self.territories.split())
        object.__setattr__(self, "places", places)
        split = (place.partition("-")[0] for place in places if "-" in place)
        object.__setattr__(self, "split", frozenset(split))
        kinds: dict[str, list[Rule]] = {kind: [] for kind, _label in KINDS}
        for rule in sorted(self.rules, key=lambda rule: (rule.sequence, rule.code)):
            kinds[rule.kind].append(rule)
        sorted_kinds = {kind: tuple(rules) for kind, rules in kinds.items()}
        object.__setattr__(self, "kinds", sorted_kinds)
        object.__setattr__(self, "worth", {rule.code: rule.worth for rule in self.rules})

    @property
    def statutory(self) -> bool:
        """Whether the law grants it: then nobody but a person refuses."""
        return self.regime in STATUTORY_REGIMES
