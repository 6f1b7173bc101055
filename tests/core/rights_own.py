"""Cases of the templates of the United States, of own terms, and of the supplier's."""

from rights_cases import table

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
CASES = [*US, *OWN, *SUPPLIER]
