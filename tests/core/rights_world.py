"""Cases of the templates of the European Union, the United Kingdom, the United States, and of own terms."""

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
US = [
    *table(
        "US-MMWA",
        """
written | 05-01 | receipt 03-02, warranty_end 2027-03-02 | owed 2027-03-02 | as it was written
written | 2027-03-03 | receipt 03-02, warranty_end 2027-03-02 | expired 2027-03-02 |
written | 05-01 | receipt 03-02 | conditional - warranty_end | nobody knows what was written
written | 05-01 | receipt 03-02, warranty_end 2027-02-28 | owed 2027-02-28 | a Sunday stays
written | 05-01 | receipt 03-02, warranty_end 2027-03-02, fault no | unmet fault |
written | 05-01 | receipt 03-02, warranty_end 2027-03-02, repair 03-10..03-20, replaced_on 04-01 | owed 2027-03-02 |
written | 03-01 | receipt 03-02, warranty_end 2027-03-02, replaced_on 02-01 | pending 2026-03-02 |
written | 05-01 | receipt 03-02, warranty_end 2027-03-02, exclusion misuse | excluded misuse |
written | 05-01 | receipt 03-02, warranty_end 2027-03-02, customer_class business | absent |
written | 05-01 | receipt 03-02, warranty_end 2027-03-02, country BR | absent |
full | 05-01 | receipt 03-02, warranty_end 2027-03-02, condition full_warranty, repair 03-10..03-20 | unmet attempts |
full | 05-01 | receipt 03-02, warranty_end 2027-03-02, condition full_warranty, repair 03-10..03-20, repair 04-01..04-05 | owed 2027-03-02 | two attempts are reasonable
full | 2027-03-03 | receipt 03-02, warranty_end 2027-03-02, condition full_warranty, repair 03-10..03-20, repair 04-01..04-05 | expired 2027-03-02 |
full | 05-01 | receipt 03-02, warranty_end 2027-03-02, condition full_warranty no, repair 03-10..03-20, repair 04-01..04-05 | unmet full_warranty | a limited one
full | 05-01 | receipt 03-02, warranty_end 2027-03-02, repair 03-10..03-20, repair 04-01..04-05 | conditional 2027-03-02 full_warranty |
full | 05-01 | receipt 03-02, condition full_warranty, repair 03-10..03-20, repair 04-01..04-05 | conditional - warranty_end |
full | 05-01 | receipt 03-02, warranty_end 2027-03-02, condition full_warranty, repair 03-10..03-20, repair 04-01..04-05, fault no | unmet fault |
full | 05-01 | receipt 03-02, warranty_end 2027-03-02, condition full_warranty, repair 03-10..03-20, repair 04-01..04-05 ok, replaced_on 04-10 | owed 2027-03-02 |
label | 05-01 | receipt 03-02, warranty_end 2027-03-02, price 10, condition written_warranty | always |
label | 05-01 | receipt 03-02, warranty_end 2027-03-02, price 9.99, condition written_warranty | absent |
label | 05-01 | receipt 03-02, warranty_end 2027-03-02, price 10, condition written_warranty no | absent |
terms | 05-01 | receipt 03-02, warranty_end 2027-03-02, price 15, condition written_warranty | always |
terms | 05-01 | receipt 03-02, warranty_end 2027-03-02, price 14.99, condition written_warranty | absent |
terms | 05-01 | receipt 03-02, warranty_end 2027-03-02, price 15, condition written_warranty no | absent |
disclaimer | 05-01 | receipt 03-02, warranty_end 2027-03-02, condition written_warranty | always |
disclaimer | 05-01 | receipt 03-02, warranty_end 2027-03-02, condition written_warranty no | absent |
tie-in | 05-01 | receipt 03-02, warranty_end 2027-03-02, condition written_warranty | always |
tie-in | 05-01 | receipt 03-02, warranty_end 2027-03-02, condition written_warranty no | absent |
repair | 05-01 | receipt 03-02, warranty_end 2027-03-02, claim 04-30, condition full_warranty | late 2026-04-30 |
repair | 05-01 | receipt 03-02, warranty_end 2027-03-02, claim 04-30, condition full_warranty no | absent |
repair | 05-01 | receipt 03-02, warranty_end 2027-03-02, condition full_warranty | absent |
holder | 05-01 | receipt 03-02, warranty_end 2027-03-02, condition full_warranty | always |
holder | 05-01 | receipt 03-02, warranty_end 2027-03-02, condition full_warranty no | absent |
""",
    ),
    *table(
        "US-cooling-off",
        """
3-days | 03-05 | contract 03-02 | owed 2026-03-05 | the third business day
3-days | 03-06 | contract 03-02 | expired 2026-03-05 |
3-days | 03-09 | contract 03-05 | owed 2026-03-09 | Friday, Saturday, and Monday after a Sunday
3-days | 07-07 | contract 07-02 | owed 2026-07-07 | a public holiday does not count
3-days | 03-05 | contract 03-02, price 25 | owed 2026-03-05 |
3-days | 03-05 | contract 03-02, price 24.99 | unmet price |
3-days | 03-05 | contract 03-02, price ? | conditional 2026-03-05 price |
3-days | 03-05 | contract 03-02, currency EUR | conditional 2026-03-05 price | of another currency
3-days | 03-05 | contract 03-02, channel distance | absent |
3-days | 03-05 | contract 03-02, channel store | absent |
3-days | 03-05 | contract 03-02, country BR | absent |
3-days | 03-05 | contract 03-02, customer_class business | absent |
refund | 03-10 | contract 03-02, claim 03-04, remedy refund | due 2026-03-16 |
3-days | 03-05 | contract 03-02, fault no, intact no | owed 2026-03-05 |
3-days | 03-10 | contract 03-02, receipt 03-09 | expired 2026-03-05 | not from receipt
3-days | 03-06 | contract 03-02, repair 03-03..03-05 | expired 2026-03-05 |
3-days | 04-02 | contract 03-02, replaced_on 04-01 | expired 2026-03-05 |
refund | 03-10 | contract 03-02, claim 03-04 | due 2026-03-16 | ten business days, Saturdays counted
refund | 03-17 | contract 03-02, claim 03-04 | late 2026-03-16 |
refund | 03-10 | contract 03-02, claim 03-04, remedy exchange | absent |
refund | 03-04 | contract 03-02 | absent |
""",
    ),
    *table(
        "US-mail-order",
        """
promised | 03-11 | order 03-02, promised_ship 03-10 | owed - | a day after the promise
promised | 03-10 | order 03-02, promised_ship 03-10 | pending 2026-03-11 |
promised | 03-20 | order 03-02, promised_ship 03-10, ship 03-12 | unmet ship | on its way
promised | 03-20 | order 03-02, promised_ship 03-10, ship 03-18, claim 03-12 | owed - | cancelled before
promised | 03-20 | order 03-02 | unmet ship_promised | nothing was promised
promised | 03-20 | order 03-02, promised_ship 03-10, channel store | absent |
promised | 03-20 | order 03-02, promised_ship 03-10, country BR | absent |
promised | 03-20 | order 03-02, promised_ship 03-10, customer_class business | absent |
ship-promised | 03-20 | order 03-02, promised_ship 03-10, ship 03-18, claim 03-12 | absent | shipped after all
ship-30 | 04-20 | order 03-02, ship 04-18, claim 04-05 | absent | shipped after all
promised | 03-20 | order 03-02, promised_ship 03-10, fault no | owed - |
promised | 03-20 | order 03-02, promised_ship 03-10, replaced_on 03-19 | owed - |
30-days | 04-02 | order 03-02 | owed - | after thirty days
30-days | 04-01 | order 03-02 | pending 2026-04-02 |
30-days | 04-10 | order 03-02, ship 04-01 | unmet ship |
30-days | 04-02 | order 03-02, promised_ship 05-01 | unmet ship_promised | a longer time was promised
30-days | 04-02 | order 03-02, fault no | owed - |
ship-promised | 03-05 | order 03-02, promised_ship 03-10 | due 2026-03-10 |
ship-promised | 03-13 | order 03-02, promised_ship 03-10, ship 03-12 | absent | on its way
ship-promised | 03-11 | order 03-02, promised_ship 03-10 | late 2026-03-10 |
ship-promised | 03-11 | order 03-02 | absent |
ship-30 | 03-05 | order 03-02 | due 2026-04-01 |
ship-30 | 04-02 | order 03-02 | late 2026-04-01 |
ship-30 | 04-02 | order 03-02, ship 03-12 | absent |
ship-30 | 04-02 | order 03-02, promised_ship 03-10 | absent |
""",
    ),
]
# {m}: the last day of so many months from 2 March 2026, {x}: the day after
_COM = """
term | {m} | {start} 03-02 | owed {m} |
term | {x} | {start} 03-02 | expired {m} |
term | 04-01 | {start} 2025-11-30 | owed {short} | a shorter month
term | 04-01 | {start} 03-02, fault no | unmet fault |
term | 04-01 | {start} 03-02, fault unknown | conditional {m} fault |
term | 04-01 | {start} 03-02, customer_class business | owed {m} | businesses, too
term | 04-01 | {start} 03-02, repair 03-10..03-20 | owed {m} | repair adds nothing
term | 04-01 | {start} 03-02, replaced_on 03-25 | owed {m} | nor does a replacement
term | 04-01 | {start} 03-02, exclusion misuse | excluded misuse |
term | 04-01 | {start} 03-02, exclusion self_repair | excluded self_repair |
term | 04-01 | {start} 03-02, exclusion modified | excluded modified |
term | 04-01 | {start} 03-02, exclusion wear_and_tear | excluded wear_and_tear |
term | 04-01 | {start} 03-02, exclusion accident_unreported | excluded accident_unreported |
term | 04-01 | {start} 03-02, exclusion virus | owed {m} |
parts | 04-01 | {start} 03-02 | seller |
labour | 04-01 | {start} 03-02 | seller |
travel | 04-01 | {start} 03-02 | customer |
holder | 04-01 | {start} 03-02 | always |
holder | {x} | {start} 03-02 | absent | it has run out
"""
_TERMS = (
    (12, "2027-03-02", "2027-03-03", "2026-11-30"),
    (24, "2028-03-02", "2028-03-03", "2027-11-30"),
    (36, "2029-03-02", "2029-03-03", "2028-11-30"),
)
OWN = [
    case
    for months, last, after, short in _TERMS
    for kind, start in (("standard", "receipt"), ("extended", "base_end"))
    for case in table(
        f"COM-{kind}-{months}", _COM.format(m=last, x=after, short=short, start=start)
    )
]
OWN += [
    case
    for months, last, *_after in _TERMS
    for case in table(
        f"COM-extended-{months}",
        f"""
term | 03-02 | base_end 03-02 | pending 2026-03-03 | it starts where the base ends
term | 03-03 | base_end 03-02 | owed {last} |
term | 03-03 | receipt 2024-03-02 | conditional - base_end |
""",
    )
]
OWN += [
    case
    for months, last in ((12, "2027-02-28"), (24, "2028-02-27"), (36, "2029-02-24"))
    for case in table(
        f"COM-standard-{months}",
        f"term | 04-01 | receipt 2026-{last[5:]} | owed {last} | weekends stay",
    )
    + table(
        f"COM-extended-{months}",
        f"term | 04-01 | base_end 2026-{last[5:]} | owed {last} | weekends stay",
    )
]
_BOUGHT = "supplier_receipt 03-02"
SUPPLIER = table(
    "SUP-recovery",
    f"""
credit | 2028-03-02 | {_BOUGHT} | owed 2028-03-02 | two years from our receipt
credit | 2028-03-03 | {_BOUGHT} | expired 2028-03-02 |
credit | 05-01 | {_BOUGHT}, customer_sale 04-15 | owed 2028-04-15 | from the sale, where that is later
credit | 05-01 | {_BOUGHT}, customer_sale 04-15, customer_class business | owed 2028-04-15 |
credit | 05-01 | {_BOUGHT}, fault no | unmet fault |
credit | 05-01 | {_BOUGHT}, exclusion misuse | excluded misuse |
credit | 05-01 | supplier_receipt 02-26 | owed 2028-02-26 | a Saturday stays
credit | 05-01 | {_BOUGHT}, repair 03-10..03-20, replaced_on 04-01 | owed 2028-03-02 |
exchange | 2028-03-02 | {_BOUGHT}, condition returnable | owed 2028-03-02 |
exchange | 2028-03-03 | {_BOUGHT}, condition returnable | expired 2028-03-02 |
exchange | 05-01 | {_BOUGHT}, condition returnable no | unmet returnable |
exchange | 05-01 | {_BOUGHT} | conditional 2028-03-02 returnable |
exchange | 05-01 | {_BOUGHT}, customer_sale 04-15, condition returnable | owed 2028-04-15 |
exchange | 05-01 | supplier_receipt 02-26, condition returnable | owed 2028-02-26 |
exchange | 05-01 | {_BOUGHT}, condition returnable, repair 03-10..03-20, replaced_on 04-01 | owed 2028-03-02 |
exchange | 05-01 | {_BOUGHT}, condition returnable, fault no | unmet fault |
claim | 04-01 | {_BOUGHT}, repair 03-10..03-20 | due 2026-04-19 | thirty days after the repair
claim | 04-20 | {_BOUGHT}, repair 03-10..03-20 | late 2026-04-19 |
claim | 04-20 | {_BOUGHT} | absent |
return | 04-20 | {_BOUGHT}, claim 04-20, condition returnable | due 2026-04-20 |
return | 04-20 | {_BOUGHT}, claim 04-20, condition returnable no | absent |
return | 04-20 | {_BOUGHT}, condition returnable | absent |
labour | 04-20 | {_BOUGHT} | supplier |
""",
)
CASES = [*EU_WITHDRAWAL, *EU_CONFORMITY, *UK, *US, *OWN, *SUPPLIER]
