"""Cases of the templates of the European Union and of the United Kingdom."""

from rights_cases import table

EU_WITHDRAWAL = table(
    "EU-withdrawal",
    """
goods | 03-16 | receipt 03-02 | owed 2026-03-16 | the fourteenth day
goods | 03-17 | receipt 03-02 | expired 2026-03-16 |
goods | 03-16 | receipt 03-01 | owed 2026-03-16 | a Sunday moves
goods | 04-07 | receipt 03-20 | owed 2026-04-07 | Good Friday, the weekend and Easter Monday
goods | 03-16 | receipt 03-02, fault no | owed 2026-03-16 | without a reason
goods | 03-16 | receipt 03-02, intact no | owed 2026-03-16 | also when tried out
goods | 03-16 | receipt 03-02, channel store | absent | bought in a shop
goods | 03-16 | receipt 03-02, channel distance | owed 2026-03-16 |
goods | 03-16 | receipt 03-02, customer_class business | absent |
goods | 03-16 | receipt 03-02, country GB | absent |
goods | 03-16 | receipt 03-02, goods service | unmet service |
goods | 03-10 | order 03-02 | conditional - receipt | not yet received
goods | 05-01 | receipt 03-02, claim 03-16 | owed 2026-03-16 | told in time
goods | 05-01 | order 03-01, receipt 03-04, claim 03-02 | owed 2026-03-18 | told before it came
goods | 03-18 | receipt 03-02, repair 03-05..03-08 | expired 2026-03-16 | repair stops nothing
goods | 06-10 | receipt 03-02, replaced_on 06-01 | expired 2026-03-16 | nor starts it again
goods | 03-16 | receipt 03-02, exclusion custom_made | excluded custom_made |
goods | 03-16 | receipt 03-02, exclusion unsealed_hygiene | excluded unsealed_hygiene |
goods | 03-16 | receipt 03-02, exclusion unsealed_media | excluded unsealed_media |
goods | 03-16 | receipt 03-02, exclusion perishable | excluded perishable |
goods | 03-16 | receipt 03-02, exclusion misuse | owed 2026-03-16 |
services | 03-16 | contract 03-02, goods service | owed 2026-03-16 |
services | 03-17 | contract 03-02, goods service | expired 2026-03-16 |
services | 03-16 | contract 03-01, goods service | owed 2026-03-16 | a Sunday moves
services | 03-17 | contract 03-03, goods service, fault no | owed 2026-03-17 |
services | 03-16 | order 03-02, receipt 03-09, goods service | owed 2026-03-16 | not from receipt
services | 03-16 | contract 03-02 | unmet service |
services | 03-18 | contract 03-02, goods service, repair 03-05..03-08 | expired 2026-03-16 |
services | 06-10 | contract 03-02, goods service, replaced_on 06-01 | expired 2026-03-16 |
refund | 03-16 | receipt 03-02, claim 03-10, goods_back 03-12 | due 2026-03-24 |
refund | 03-25 | receipt 03-02, claim 03-10, goods_back 03-12 | late 2026-03-24 |
refund | 03-16 | receipt 03-02, claim 03-10 | waits 2026-03-24 | neither the goods nor proof of dispatch
refund | 03-30 | receipt 03-02, claim 03-10 | waits 2026-03-24 | never late while it may wait
refund | 03-30 | receipt 03-02, claim 03-10, goods_back 03-30 | due 2026-03-30 | it has waited
refund | 03-30 | receipt 03-02, claim 03-10, dispatch_proof 03-26, goods_back 03-30 | late 2026-03-26 | proof is enough
refund | 03-20 | contract 03-02, goods service, claim 03-10 | due 2026-03-24 | no goods to wait for
refund | 03-16 | receipt 03-02, claim 03-10, remedy repair | absent |
refund | 03-16 | receipt 03-02, claim 03-10, remedy refund | waits 2026-03-24 |
return | 03-16 | receipt 03-02, claim 03-10, remedy refund | due 2026-03-24 |
outbound | 03-16 | receipt 03-02, remedy refund | seller |
return | 03-16 | receipt 03-02, claim 03-10 | due 2026-03-24 | the customer's duty
return | 03-25 | receipt 03-02, claim 03-10 | late 2026-03-24 |
return | 03-16 | contract 03-02, goods service, claim 03-10 | absent |
return | 03-16 | receipt 03-02, claim 03-10, remedy repair | absent |
outbound | 03-16 | receipt 03-02 | seller |
outbound | 03-16 | receipt 03-02, remedy repair | absent |
""",
)
# what both versions of the directive have; {o}: the year of the order, {e}: two years later
_EU = """
remedy | {e}-09-10 | receipt {o}-09-10 | owed {e}-09-10 | two years
remedy | {n}-09-11 | receipt {o}-09-10 | expired {e}-09-10 |
remedy | {o}-10-10 | receipt {o}-09-10, fault no | unmet fault |
remedy | {o}-10-10 | receipt {o}-09-10, digital_end 2035-01-31 | owed 2035-01-31 | digital supply for longer
remedy | {o}-10-10 | receipt {o}-09-10, digital_end {o}-12-31 | owed {e}-09-10 | never for shorter
remedy | {l}-09-10 | receipt {o}-09-10, age used, condition shorter_term | owed {l}-09-10 | used, one year agreed
remedy | {l}-09-11 | receipt {o}-09-10, age used, condition shorter_term | expired {l}-09-10 |
remedy | {l}-09-11 | receipt {o}-09-10, age used, condition shorter_term no | owed {e}-09-10 |
remedy | {l}-09-10 | receipt {o}-09-10, age used | owed {l}-09-10 | within a year in any case
remedy | {l}-09-11 | receipt {o}-09-10, age used | conditional {e}-09-10 shorter_term |
remedy | {l}-09-11 | receipt {o}-09-10, age ? | conditional {e}-09-10 age shorter_term |
remedy | {e}-09-11 | receipt {o}-09-10, replaced_on {o}-12-01 | expired {e}-09-10 | a replacement restarts nothing
remedy | {o}-10-10 | receipt {o}-09-10, exclusion known_defect | excluded known_defect |
remedy | {o}-10-10 | receipt {o}-09-10, exclusion misuse | owed {e}-09-10 |
remedy | {o}-10-10 | receipt {o}-09-10, customer_class business | absent |
remedy | {o}-10-10 | receipt {o}-09-10, country BR | absent |
reduction | {o}-10-10 | receipt {o}-09-10 | unmet attempts | repair or replacement first
reduction | {o}-12-10 | receipt {o}-09-10, replaced_on {o}-12-01 | owed {e}-09-10 | the new one is faulty, too
reduction | {o}-12-10 | receipt {o}-09-10, condition remedy_refused | owed {e}-09-10 |
reduction | {o}-12-10 | receipt {o}-09-10, condition remedy_refused unknown | conditional {e}-09-10 remedy_refused |
reduction | {o}-12-10 | receipt {o}-09-10, condition remedy_refused, fault_class minor | owed {e}-09-10 | minor or not
reduction | {o}-12-10 | receipt {o}-09-10, condition remedy_refused, fault no | unmet fault |
reduction | {n}-09-11 | receipt {o}-09-10, condition remedy_refused | expired {e}-09-10 |
reduction | {o}-12-10 | receipt {o}-09-10, digital_end 2035-01-31, condition remedy_refused | owed 2035-01-31 |
reduction | {l}-09-11 | receipt {o}-09-10, age used, condition shorter_term, condition remedy_refused | expired {l}-09-10 |
termination | {o}-10-10 | receipt {o}-09-10 | unmet attempts |
termination | {o}-12-10 | receipt {o}-09-10, replaced_on {o}-12-01 | owed {e}-09-10 |
termination | {o}-12-10 | receipt {o}-09-10, condition remedy_refused | owed {e}-09-10 |
termination | {o}-12-10 | receipt {o}-09-10, condition remedy_refused, fault_class minor | unmet not_minor |
termination | {o}-12-10 | receipt {o}-09-10, condition remedy_refused, fault_class ? | conditional {e}-09-10 fault_class |
termination | {o}-12-10 | receipt {o}-09-10, condition remedy_refused, fault no | unmet fault |
termination | {n}-09-11 | receipt {o}-09-10, condition remedy_refused | expired {e}-09-10 |
termination | {o}-12-10 | receipt {o}-09-10, digital_end 2035-01-31, condition remedy_refused | owed 2035-01-31 |
termination | {l}-09-11 | receipt {o}-09-10, age used, condition shorter_term, condition remedy_refused | expired {l}-09-10 |
presumption | {l}-09-10 | receipt {o}-09-10 | seller {l}-09-10 | found within a year
presumption | {l}-09-11 | receipt {o}-09-10 | customer {l}-09-10 | found later
free | {o}-10-10 | receipt {o}-09-10, claim {o}-10-10 | due {o}-10-10 | a reasonable time, told from the claim
free | {o}-10-10 | receipt {o}-09-10 | absent |
free | {o}-10-10 | receipt {o}-09-10, claim {o}-10-10, remedy refund | absent |
free | {o}-10-10 | receipt {o}-09-10, claim {o}-10-10, remedy repair | due {o}-10-10 |
free | {o}-10-10 | receipt {o}-09-10, claim {o}-10-10, remedy exchange | due {o}-10-10 |
"""
EU_CONFORMITY = [
    *table("EU-conformity@0", _EU.format(o=2024, l=2025, e=2026, n=2026)),
    *table(
        "EU-conformity@0",
        """
remedy | 2028-07-30 | order 07-30, receipt 08-05 | owed 2028-08-05 | contracts until 30 July 2026
remedy | 2028-07-30 | order 07-31, receipt 08-05 | absent |
remedy | 2028-08-06 | order 07-30, receipt 08-05, repair 2027-01-10..2027-01-20 | expired 2028-08-05 | a repair adds nothing
remedy | 2023-12-31 | order 2021-12-31, receipt 2022-01-03 | absent | older contracts
remedy | 2023-12-31 | order 2022-01-01, receipt 2022-01-03 | owed 2024-01-03 |
remedy | 2026-02-28 | receipt 2024-02-29 | owed 2026-02-28 | a leap day; a Saturday stays
reduction | 03-01 | receipt 2024-09-10, repair 2025-01-10..2025-01-20 | owed 2026-09-10 | the repair has not helped
reduction | 03-01 | receipt 2024-02-29, condition remedy_refused | expired 2026-02-28 | a Saturday stays
reduction | 02-01 | receipt 2024-02-29, condition remedy_refused | owed 2026-02-28 |
termination | 03-01 | receipt 2024-09-10, repair 2025-01-10..2025-01-20 | owed 2026-09-10 |
termination | 02-01 | receipt 2024-02-29, condition remedy_refused | owed 2026-02-28 |
presumption | 03-01 | receipt 2025-02-28 | customer 2026-02-28 | a Saturday stays
""",
    ),
    *table("EU-conformity", _EU.format(o=2026, l=2027, e=2028, n=2028)),
    *table(
        "EU-conformity",
        """
remedy | 2028-07-30 | order 07-30, receipt 08-05 | absent | contracts from 31 July 2026
remedy | 2028-08-05 | order 07-31, receipt 08-05 | owed 2028-08-05 |
remedy | 2028-08-05 | order ?, receipt 08-05 | conditional 2028-08-05 contract | ordered before or after?
remedy | 2029-08-05 | receipt 08-05, repair 2027-01-10..2027-01-20 | owed 2029-08-05 | a repair adds twelve months
remedy | 2029-08-05 | receipt 08-05, repair 2027-01-10..2027-01-20 ok | owed 2029-08-05 | also one that has helped
remedy | 2029-08-06 | receipt 08-05, repair 2027-01-10..2027-01-20, repair 2027-03-10..2027-03-20 | expired 2029-08-05 | once
remedy | 2028-08-05 | receipt 08-05, repair 2028-08-05..2028-08-05 | owed 2029-08-05 | begun on the last day
remedy | 2028-09-01 | receipt 08-05, repair 2028-08-06..2028-08-20 | expired 2028-08-05 | begun too late
remedy | 2027-01-15 | receipt 08-05, repair 2027-01-10 | owed 2028-08-05 | not yet made
remedy | 2028-08-06 | receipt 08-05, repair 2027-01-10..2027-01-20 replaced | expired 2028-08-05 | a replacement instead
remedy | 2028-06-01 | receipt 08-05, digital_end 2030-02-28, repair 2027-01-10..2027-01-20 | owed 2031-02-28 |
remedy | 2028-06-01 | receipt 2026-12-31, repair 2027-01-10..2027-01-20 | owed 2029-12-31 | a Monday; months end on the day
remedy | 2028-01-01 | receipt 08-05, age used, condition shorter_term, repair 2027-01-10..2027-01-20 | owed 2028-08-05 |
remedy | 2027-01-15 | receipt 08-06 | owed 2028-08-06 | a Sunday stays
reduction | 2027-03-01 | receipt 08-05, repair 2027-01-10..2027-01-20 | owed 2029-08-05 | the repair has not helped
reduction | 2027-03-01 | receipt 08-05, repair 2027-01-10..2027-01-20 ok | unmet attempts |
reduction | 2027-03-01 | receipt 08-06, condition remedy_refused | owed 2028-08-06 | a Sunday stays
termination | 2027-03-01 | receipt 08-05, repair 2027-01-10..2027-01-20 | owed 2029-08-05 |
termination | 2027-03-01 | receipt 08-06, condition remedy_refused | owed 2028-08-06 |
presumption | 2026-12-01 | receipt 08-07 | seller 2027-08-07 | a Saturday stays
inform | 2026-10-10 | receipt 09-10, claim 10-10 | due 2026-10-10 | before the remedy
inform | 2026-10-10 | receipt 09-10 | absent |
inform | 2026-10-10 | receipt 09-10, claim 10-10, remedy refund | absent |
inform | 2026-10-10 | receipt 09-10, claim 10-10, remedy exchange | due 2026-10-10 |
inform | 2026-10-10 | receipt 09-10, claim 10-10, remedy repair | due 2026-10-10 |
refurbished | 2026-10-10 | receipt 09-10 | always | only on request
refurbished | 2026-10-10 | receipt 09-10, remedy repair | absent |
refurbished | 2026-10-10 | receipt 09-10, remedy exchange | always |
loaner | 2026-10-10 | receipt 09-10, repair 10-01, remedy repair | late 2026-10-01 |
loaner | 2026-10-10 | receipt 09-10, repair 10-01 | late 2026-10-01 |
loaner | 2026-10-10 | receipt 09-10 | absent |
loaner | 2026-10-10 | receipt 09-10, repair 10-01, remedy exchange | absent |
""",
    ),
]
UK = [
    *table(
        "UK-CRA",
        """
reject | 04-01 | receipt 03-02 | owed 2026-04-01 | thirty days from the day after
reject | 04-02 | receipt 03-02 | expired 2026-04-01 |
reject | 04-03 | receipt 03-02, installation 03-04 | owed 2026-04-03 | installed later; a holiday stays
reject | 04-03 | receipt 03-02, ownership 03-04 | owed 2026-04-03 | paid off later
reject | 04-01 | receipt 03-02, installation 02-20, ownership 02-20 | owed 2026-04-01 |
reject | 03-20 | receipt 03-02, fault no | unmet fault |
reject | 03-20 | receipt 03-02, exclusion known_defect | excluded known_defect |
reject | 03-20 | receipt 03-02, exclusion misuse | owed 2026-04-01 |
reject | 04-12 | receipt 03-02, repair 03-10..03-20 | owed 2026-04-12 | eleven days: both end days count
reject | 04-13 | receipt 03-02, repair 03-10..03-20 | expired 2026-04-12 |
reject | 05-08 | receipt 03-02, repair 04-01..05-01 | owed 2026-05-08 | at least seven days after it; or 1 + 31
reject | 04-08 | receipt 03-02, repair 04-01..04-01 | owed 2026-04-08 | seven days after a repair of one
reject | 03-20 | receipt 03-02, repair 03-10 | owed 2026-04-12 | still waiting
reject | 04-12 | receipt 03-02, repair 03-10..03-20 replaced | owed 2026-04-12 | also for a replacement
reject | 04-30 | receipt 03-02, repair 04-05..04-10 | expired 2026-04-01 | begun too late
reject | 04-30 | receipt 03-02, replaced_on 04-15 | expired 2026-04-01 | a replacement does not start it again
remedy | 2032-03-02 | receipt 03-02 | owed 2032-03-02 | six years
remedy | 2032-03-03 | receipt 03-02 | expired 2032-03-02 |
remedy | 05-01 | receipt 02-28, fault no | unmet fault |
remedy | 05-01 | receipt 2025-12-26 | owed 2031-12-26 |
remedy | 05-01 | receipt 02-28 | owed 2032-02-28 | a Saturday stays
remedy | 05-01 | receipt 03-02, repair 03-10..03-20, replaced_on 04-15 | owed 2032-03-02 |
final | 05-01 | receipt 03-02 | unmet attempts |
final | 05-01 | receipt 03-02, repair 03-10..03-20 | owed 2032-03-02 | one repair has not helped
final | 05-01 | receipt 03-02, replaced_on 04-15 | owed 2032-03-02 | nor a replacement
final | 05-01 | receipt 03-02, repair 03-10..03-20 ok | unmet attempts |
final | 05-01 | receipt 03-02, repair 03-10..03-20 ? | conditional 2032-03-02 repair_success |
final | 05-01 | receipt 03-02, condition remedy_refused | owed 2032-03-02 |
final | 2032-03-03 | receipt 03-02, repair 03-10..03-20 | expired 2032-03-02 |
final | 05-01 | receipt 02-28, repair 03-10..03-20 | owed 2032-02-28 | a Saturday stays, and repair adds nothing
final | 05-01 | receipt 03-02, repair 03-10..03-20, fault no | unmet fault |
presumption | 09-02 | receipt 03-02 | seller 2026-09-02 | found within six months
presumption | 09-03 | receipt 03-02 | customer 2026-09-02 |
presumption | 05-01 | receipt 03-05 | seller 2026-09-05 | a Saturday stays
refund | 04-01 | receipt 03-02, claim 03-20, agreement 03-25 | due 2026-04-08 | fourteen days after it was agreed
refund | 04-09 | receipt 03-02, claim 03-20, agreement 03-25 | late 2026-04-08 |
refund | 04-01 | receipt 03-02, claim 03-20, agreement 03-25, remedy refund | due 2026-04-08 |
refund | 04-01 | receipt 03-02, claim 03-20 | absent |
remedy | 05-01 | receipt 03-02, country BR | absent |
remedy | 05-01 | receipt 03-02, customer_class business | absent |
refund | 04-01 | receipt 03-02, claim 03-20, agreement 03-25, remedy repair | absent |
""",
    ),
    *table(
        "UK-distance",
        """
14-days | 03-16 | receipt 03-02 | owed 2026-03-16 |
14-days | 03-17 | receipt 03-02 | expired 2026-03-16 |
14-days | 04-07 | receipt 03-23 | owed 2026-04-07 | Easter Monday moves
14-days | 03-16 | receipt 03-02, fault no, intact no | owed 2026-03-16 | without a reason
14-days | 03-16 | receipt 03-02, channel store | absent |
14-days | 03-17 | receipt 03-03 | owed 2026-03-17 |
14-days | 03-16 | receipt 03-02, customer_class business | absent |
refund | 03-16 | receipt 03-02, claim 03-10, remedy refund | due 2026-03-24 |
14-days | 03-16 | receipt 03-02, channel doorstep | absent |
14-days | 03-16 | receipt 03-02, country DE | absent |
14-days | 03-18 | receipt 03-02, repair 03-05..03-08 | expired 2026-03-16 |
14-days | 06-10 | receipt 03-02, replaced_on 06-01 | expired 2026-03-16 |
refund | 03-16 | receipt 03-02, claim 03-10 | due 2026-03-24 | from the notice, as it is read here
refund | 03-25 | receipt 03-02, claim 03-10 | late 2026-03-24 |
refund | 03-16 | receipt 03-02 | absent |
refund | 03-16 | receipt 03-02, claim 03-10, remedy repair | absent |
""",
    ),
]
CASES = [*EU_WITHDRAWAL, *EU_CONFORMITY, *UK]
