"""Cases of the Chinese templates. 2 March 2026 is a Monday."""

from rights_cases import table

CPL = [
    *table(
        "CN-CPL-24",
        """
7-days | 03-09 | sold 03-02 | owed 2026-03-09 | the seventh day after receipt is the last
7-days | 03-10 | sold 03-02 | expired 2026-03-09 | the eighth is too late
7-days | 03-04 | invoice 03-02, receipt 03-04 | owed 2026-03-11 | from receipt, not from the invoice
7-days | 03-02 | sold 03-01 | owed 2026-03-09 | a Sunday moves
7-days | 03-12 | sold 03-02, repair 03-04..03-08 | expired 2026-03-09 | the article stops nothing
7-days | 06-02 | sold 03-02, replaced_on 06-01 | expired 2026-03-09 | nor does it start again
7-days | 09-30 | sold 09-24 | owed 2026-10-09 | National Day moves to the first working day
7-days | 10-10 | sold 10-03 | owed 2026-10-10 | a make-up Saturday is worked
7-days | 03-09 | sold 03-02, fault no | unmet fault |
7-days | 03-09 | sold 03-02, fault unknown | conditional 2026-03-09 fault |
7-days | 03-09 | | conditional - receipt | nobody knows when it came
7-days | 03-20 | sold 03-02, claim 03-09 | owed 2026-03-09 | claimed in time
7-days | 03-20 | sold 03-02, claim 03-10 | expired 2026-03-09 | claimed too late
7-days | 03-09 | sold 03-02, customer_class business | absent | consumers only
7-days | 03-09 | sold 03-02, customer_class ? | conditional 2026-03-09 customer_class |
7-days | 03-09 | sold 03-02, country DE | absent | another country
7-days | 03-09 | sold 03-02, country ? | conditional 2026-03-09 country |
later | 03-09 | sold 03-02 | pending 2026-03-10 |
later | 03-10 | sold 03-02 | owed - |
later | 2031-03-10 | sold 03-02 | owed - | the article names no last day
later | 03-10 | sold 03-02, fault no | unmet fault |
rescission | 03-09 | sold 03-02, condition rescission | pending 2026-03-10 |
rescission | 03-10 | sold 03-02, condition rescission | owed - |
rescission | 03-10 | sold 03-02, condition rescission no | unmet rescission |
rescission | 03-10 | sold 03-02 | conditional - rescission |
rescission | 03-10 | sold 03-02, condition rescission, fault no | unmet fault |
""",
    ),
    *table(
        "CN-CPL-25",
        """
7-days | 03-09 | sold 03-02 | owed 2026-03-09 | the day after signing is the first
7-days | 03-10 | sold 03-02 | expired 2026-03-09 |
7-days | 04-07 | sold 03-30 | owed 2026-04-07 | Qingming moves
7-days | 03-10 | sold 03-03 | owed 2026-03-10 |
7-days | 03-10 | order 03-01, receipt 03-04, claim 03-02 | owed 2026-03-11 | told before it came
7-days | 03-12 | sold 03-02, repair 03-04..03-08 | expired 2026-03-09 | repair stops nothing
7-days | 06-02 | sold 03-02, replaced_on 06-01 | expired 2026-03-09 |
7-days | 03-09 | sold 03-02, country BR | absent |
7-days | 03-09 | sold 03-02, customer_class business | absent |
refund | 03-10 | sold 03-02, claim 03-04, goods_back 03-06, remedy refund | due 2026-03-13 |
delay-claim | 03-10 | sold 03-02, claim 03-04, remedy refund | due 2026-03-20 |
delay-refund | 03-10 | sold 03-02, claim 03-04, goods_back 03-06, remedy refund | due 2026-03-22 |
7-days | 03-09 | sold 03-02, fault no | owed 2026-03-09 | without a reason
7-days | 03-09 | sold 03-02, intact no | unmet intact |
7-days | 03-09 | sold 03-02, intact unknown | conditional 2026-03-09 intact |
7-days | 03-09 | sold 03-02, channel store | absent | bought in a shop
7-days | 03-09 | sold 03-02, channel ? | conditional 2026-03-09 channel |
7-days | 03-09 | sold 03-02, exclusion custom_made | excluded custom_made |
7-days | 03-09 | sold 03-02, exclusion perishable | excluded perishable |
7-days | 03-09 | sold 03-02, exclusion unsealed_media | excluded unsealed_media |
7-days | 03-09 | sold 03-02, exclusion download | excluded download |
7-days | 03-09 | sold 03-02, exclusion periodical | excluded periodical |
7-days | 03-09 | sold 03-02, exclusion misuse | owed 2026-03-09 | not on the list
7-days | 03-09 | sold 03-02, exclusion perishable unknown | conditional 2026-03-09 perishable |
7-days | 03-09 | sold 03-02, exclusion unsuited, condition confirmed | excluded unsuited |
7-days | 03-09 | sold 03-02, exclusion unsuited, condition confirmed no | owed 2026-03-09 |
7-days | 03-09 | sold 03-02, exclusion unsuited | conditional 2026-03-09 confirmed |
refund | 03-10 | sold 03-02, claim 03-04, goods_back 03-06 | due 2026-03-13 |
refund | 03-14 | sold 03-02, claim 03-04, goods_back 03-06 | late 2026-03-13 |
refund | 03-10 | sold 03-02, claim 03-04, goods_back 03-07 | due 2026-03-16 | a Saturday moves
refund | 03-10 | sold 03-02, claim 03-04, goods_back 03-06, remedy exchange | absent |
refund | 03-10 | sold 03-02, claim 03-04 | absent | nothing is back yet
delay-claim | 03-10 | sold 03-02, claim 03-04 | due 2026-03-20 | more than 15 days
delay-claim | 03-21 | sold 03-02, claim 03-04 | late 2026-03-20 |
delay-claim | 03-10 | sold 03-02, claim 03-04, goods_back 03-06 | absent | it has been handled
delay-claim | 03-10 | sold 03-02, claim 03-04, remedy repair | absent |
delay-refund | 03-10 | sold 03-02, claim 03-04, goods_back 03-06 | due 2026-03-22 |
delay-refund | 03-23 | sold 03-02, claim 03-04, goods_back 03-06 | late 2026-03-22 |
delay-refund | 03-10 | sold 03-02, claim 03-04, goods_back 03-06, remedy repair | absent |
""",
    ),
    *table(
        "CN-CPL-23",
        """
6-months | 09-02 | sold 03-02 | seller 2026-09-02 | found on the last day
6-months | 09-03 | sold 03-02 | customer 2026-09-02 | found a day later
6-months | 12-01 | sold 03-02, defect_found 09-02 | seller 2026-09-02 | found in time, told later
6-months | 12-01 | sold 03-02, claim 09-01 | seller 2026-09-02 | claimed in time
6-months | 02-28 | sold 2025-08-31 | seller 2026-02-28 | a shorter month, and a Saturday stays
6-months | 09-02 | invoice 03-02, receipt 03-04 | seller 2026-09-04 | from receipt
6-months | 09-02 | sold 03-02, goods car | seller 2026-09-02 |
6-months | 09-02 | sold 03-02, goods computer | seller 2026-09-02 |
6-months | 09-02 | sold 03-02, goods phone | absent | not on the list
6-months | 09-02 | sold 03-02, country BR | absent |
6-months | 09-02 | sold 03-02, customer_class business | absent |
""",
    ),
]

# what the three kinds of guarantees share, for the whole unit
_THREE = """
7-days | 03-09 | sold 03-02 | owed 2026-03-09 |
7-days | 03-10 | sold 03-02 | expired 2026-03-09 |
7-days | 03-11 | invoice 03-02, receipt 03-04 | owed 2026-03-11 | from receipt, where that is later
7-days | 03-11 | invoice 03-04, receipt 03-02 | owed 2026-03-11 | from the invoice, where that is later
7-days | 03-09 | receipt 03-02 | owed 2026-03-09 | without the invoice, and open even so
7-days | 03-10 | receipt 03-02 | conditional 2026-03-09 invoice | the invoice may be later
7-days | 03-09 | invoice 02-28 | owed 2026-03-09 | a Saturday moves
7-days | 03-09 | sold 03-02, fault no | unmet fault |
7-days | 03-09 | sold 03-02, country BR | absent |
7-days | 03-09 | sold 03-02, customer_class business | absent | consumers only
7-days | 03-09 | sold 03-02, goods service | absent |
7-days | 03-13 | sold 03-02, repair 03-04..03-08 | owed 2026-03-13 | four days in repair are added
7-days | 06-08 | sold 03-02, replaced_on 06-01 | owed 2026-06-08 | an exchange starts the days again
7-days | 03-09 | sold 03-02, exclusion misuse | excluded misuse |
7-days | 03-09 | sold 03-02, exclusion self_repair | excluded self_repair |
7-days | 03-09 | sold 03-02, exclusion no_proof | excluded no_proof |
7-days | 03-09 | sold 03-02, exclusion altered_proof | excluded altered_proof |
7-days | 03-09 | sold 03-02, exclusion force_majeure | excluded force_majeure |
7-days | 03-09 | sold 03-02, exclusion custom_made | owed 2026-03-09 | not an exclusion here
15-days | 03-17 | sold 03-02 | owed 2026-03-17 |
15-days | 03-18 | sold 03-02 | expired 2026-03-17 |
15-days | 03-19 | invoice 03-02, receipt 03-04 | owed 2026-03-19 |
15-days | 03-19 | invoice 03-04, receipt 03-02 | owed 2026-03-19 |
15-days | 03-16 | invoice 02-28 | owed 2026-03-16 | a Sunday moves
15-days | 03-17 | sold 03-02, fault no | unmet fault |
15-days | 03-19 | sold 03-02, repair 03-04..03-06 | owed 2026-03-19 |
15-days | 06-16 | sold 03-02, replaced_on 06-01 | owed 2026-06-16 |
term | 2027-03-02 | sold 03-02 | owed 2027-03-02 |
term | 2027-03-03 | sold 03-02 | expired 2027-03-02 |
term | 2027-03-04 | invoice 03-02, receipt 03-04 | owed 2027-03-04 |
term | 2027-03-04 | invoice 03-04, receipt 03-02 | owed 2027-03-04 |
term | 2025-02-28 | sold 2024-02-29 | owed 2025-02-28 | a leap day
term | 2027-03-12 | sold 03-02, repair 03-10..03-20 ok | owed 2027-03-12 | ten days are added
term | 03-20 | sold 03-02, repair 03-10 | owed 2027-03-12 | an open repair counts to today
term | 2027-03-17 | sold 03-02, repair 03-10..03-20, repair 03-15..03-25 | owed 2027-03-17 | no day twice
term | 2027-06-01 | sold 03-02, replaced_on 06-01 | owed 2027-06-01 | an exchange starts it again
term | 2027-06-02 | sold 03-02, repair 03-10..03-20, replaced_on 06-01 | expired 2027-06-01 |
term | 2027-03-02 | sold 03-02, fault no | unmet fault |
term | 2027-03-02 | sold 03-02, part_class ? | conditional 2027-03-02 part_class |
term | 2027-03-02 | sold 03-02, part_class wear | absent |
two-repairs | 04-10 | sold 03-02, repair 03-10..03-20 | unmet failed_repairs | one repair
two-repairs | 04-10 | sold 03-02, repair 03-10..03-20, repair 04-01..04-06 | owed 2027-03-17 | two
two-repairs | 04-10 | sold 03-02, repair 03-10..03-20, repair 04-01..04-06 fault=smell | owed 2027-03-17 | another fault
two-repairs | 04-10 | sold 03-02, repair 03-10..03-20, repair 04-01..04-06 ok | unmet failed_repairs | one has helped
two-repairs | 04-10 | sold 03-02, repair 03-10..03-20, repair 04-01..04-06 ? | conditional 2027-03-17 repair_success |
two-repairs | 04-10 | sold 03-02, repair 03-10..03-20, repair 04-01..04-06 fault_class=minor | unmet failed_repairs |
two-repairs | 04-10 | sold 03-02, repair 03-10..03-20, repair 04-01 | unmet failed_repairs | one is still open
two-repairs | 06-10 | sold 03-02, repair 03-10..03-20, repair 04-01..04-06, replaced_on 06-01 | unmet failed_repairs | counted anew
two-repairs | 2027-03-18 | sold 03-02, repair 03-10..03-20, repair 04-01..04-06 | expired 2027-03-17 |
two-repairs | 04-10 | invoice 03-02, receipt 03-04, repair 03-10..03-20, repair 04-01..04-06 | owed 2027-03-19 |
two-repairs | 04-10 | invoice 03-04, receipt 03-02, repair 03-10..03-20, repair 04-01..04-06 | owed 2027-03-19 |
two-repairs | 04-10 | sold 03-02, repair 03-10..03-20, repair 04-01..04-06, fault no | unmet fault |
two-repairs | 04-10 | sold 03-02, repair 03-10..03-20, repair 04-01..04-06, part_class wear | absent |
no-parts | 07-01 | sold 03-02, repair 04-01..07-01 parts_days=90 | unmet parts_days |
no-parts | 07-01 | sold 03-02, repair 04-01 parts_days=91 | owed 2027-06-01 | more than 90 days
no-parts | 2027-06-02 | sold 03-02, repair 04-01..07-01 parts_days=91 | expired 2027-06-01 |
no-parts | 08-01 | sold 03-02, repair 03-10..05-10 parts_days=60, repair 06-01..07-31 parts_days=60 | unmet parts_days | in one repair
no-parts | 07-01 | invoice 03-02, receipt 03-04, repair 04-01 parts_days=91 | owed 2027-06-03 |
no-parts | 07-01 | invoice 03-04, receipt 03-02, repair 04-01 parts_days=91 | owed 2027-06-03 |
no-parts | 07-01 | sold 03-02, repair 04-01 parts_days=91, fault no | unmet fault |
no-parts | 07-01 | sold 03-02, repair 04-01 parts_days=91, part_class wear | absent |
no-parts | 08-01 | sold 03-02, repair 04-01..07-01 parts_days=91, replaced_on 07-02 | unmet parts_days |
late-repair | 05-01 | sold 03-02, repair 04-01..05-01 late_days=30 | unmet late_days |
late-repair | 05-02 | sold 03-02, repair 04-01 late_days=31 | owed 2027-04-02 | more than 30 days
late-repair | 2027-04-03 | sold 03-02, repair 04-01..05-02 late_days=31 | expired 2027-04-02 |
late-repair | 05-02 | invoice 03-02, receipt 03-05, repair 04-01 late_days=31 | owed 2027-04-05 |
late-repair | 05-02 | invoice 03-05, receipt 03-02, repair 04-01 late_days=31 | owed 2027-04-05 |
late-repair | 05-02 | sold 03-02, repair 04-01 late_days=31, fault no | unmet fault |
late-repair | 05-02 | sold 03-02, repair 04-01 late_days=31, part_class wear | absent |
late-repair | 05-04 | sold 03-02, repair 04-01..05-02 late_days=31, replaced_on 05-03 | unmet late_days |
repaired-part | 04-20 | sold 2024-03-02, repair 03-10..03-20 | owed 2026-04-20 | past the term; a Sunday moves
repaired-part | 04-21 | sold 2024-03-02, repair 03-10..03-20 | expired 2026-04-20 |
repaired-part | 04-20 | sold 2024-03-02, repair 03-10..03-20 fault=smell | absent | another fault
repaired-part | 04-20 | sold 2024-03-02, repair 03-10..03-20, fault_key ? | conditional 2026-04-20 fault_key |
repaired-part | 04-20 | sold 2024-03-02, repair 03-10..03-24 | owed 2026-04-23 |
repaired-part | 05-01 | sold 2024-03-02, repair 03-10..03-24, repair 04-10 | expired 2026-04-23 | a repair does not stop it
repaired-part | 04-20 | sold 2024-03-02, repair 03-10..03-24, replaced_on 04-01 | absent | the unit was replaced
repaired-part | 03-21 | sold 2024-03-02, repair 03-10 | absent | the repair is open
repaired-part | 04-20 | sold 2024-03-02, repair 03-10..03-20, fault no | unmet fault |
repaired-part | 04-20 | sold 2024-03-02, repair 03-10..03-20, repair 04-15..04-16 | owed 2026-05-18 | the last one
"""
# and what the guarantees with a term of their own for main parts share; the term's end is filled in
_MAIN = """
term-main | {last} | sold 03-02, part_class main | owed {last} |
term-main | {next} | sold 03-02, part_class main | expired {last} |
term-main | {next} | sold 03-02, part_class main, repair 03-10..03-20 ok | owed {ten} | ten days are added
term-main | 2026-06-02 | sold 2020-03-02, replaced_on 06-01, part_class main | owed {anew} |
term-main | 04-10 | sold 03-02 | absent | not a main part
term-main | 04-10 | sold 03-02, part_class ? | conditional {last} part_class |
term-main | 04-10 | invoice 03-04, receipt 03-02, part_class main | owed {two} |
term-main | 04-10 | invoice 03-02, receipt 03-04, part_class main | owed {two} |
term-main | 04-10 | sold 03-02, part_class main, fault no | unmet fault |
two-repairs-main | 04-10 | sold 03-02, part_class main, repair 03-10..03-20 | unmet failed_repairs |
two-repairs-main | {last} | sold 03-02, part_class main, repair 03-10..03-12, repair 04-01..04-04 | owed {five} |
two-repairs-main | 04-10 | invoice 03-04, receipt 03-02, part_class main, repair 03-10..03-10, repair 04-01..04-01 | owed {two} |
two-repairs-main | 04-10 | invoice 03-02, receipt 03-04, part_class main, repair 03-10..03-10, repair 04-01..04-01 | owed {two} |
two-repairs-main | {seven} | sold 03-02, part_class main, repair 03-10..03-12, repair 04-01..04-04 | expired {five} |
two-repairs-main | 04-10 | sold 03-02, part_class main, repair 03-10..03-12, repair 04-01..04-04, fault no | unmet fault |
two-repairs-main | 04-10 | sold 03-02, repair 03-10..03-12, repair 04-01..04-04 | absent |
two-repairs-main | 06-10 | sold 03-02, part_class main, repair 03-10..03-12, repair 04-01..04-04, replaced_on 06-01 | unmet failed_repairs |
no-parts-main | 07-01 | sold 03-02, part_class main, repair 03-10..03-15 parts_days=90 | unmet parts_days |
no-parts-main | 07-01 | sold 03-02, part_class main, repair 03-10..03-15 parts_days=91 | owed {five} |
no-parts-main | {seven} | sold 03-02, part_class main, repair 03-10..03-15 parts_days=91 | expired {five} |
no-parts-main | 07-01 | invoice 03-04, receipt 03-02, part_class main, repair 03-10..03-10 parts_days=91 | owed {two} |
no-parts-main | 07-01 | invoice 03-02, receipt 03-04, part_class main, repair 03-10..03-10 parts_days=91 | owed {two} |
no-parts-main | 07-01 | sold 03-02, part_class main, repair 03-10..03-15 parts_days=91, fault no | unmet fault |
no-parts-main | 07-01 | sold 03-02, repair 03-10..03-15 parts_days=91 | absent |
no-parts-main | 07-10 | sold 03-02, part_class main, repair 03-10..03-15 parts_days=91, replaced_on 07-02 | unmet parts_days |
late-repair-main | 05-01 | sold 03-02, part_class main, repair 03-10..03-15 late_days=30 | unmet late_days |
late-repair-main | 05-02 | sold 03-02, part_class main, repair 03-10..03-15 late_days=31 | owed {five} |
late-repair-main | {seven} | sold 03-02, part_class main, repair 03-10..03-15 late_days=31 | expired {five} |
late-repair-main | 05-02 | invoice 03-04, receipt 03-02, part_class main, repair 03-10..03-10 late_days=31 | owed {two} |
late-repair-main | 05-02 | invoice 03-02, receipt 03-04, part_class main, repair 03-10..03-10 late_days=31 | owed {two} |
late-repair-main | 05-02 | sold 03-02, part_class main, repair 03-10..03-15 late_days=31, fault no | unmet fault |
late-repair-main | 05-02 | sold 03-02, repair 03-10..03-15 late_days=31 | absent |
late-repair-main | 07-10 | sold 03-02, part_class main, repair 03-10..03-15 late_days=31, replaced_on 07-02 | unmet late_days |
"""
_GENERAL_MAIN = {
    "last": "2029-03-02",
    "next": "2029-03-03",
    "two": "2029-03-04",
    "five": "2029-03-07",
    "seven": "2029-03-09",
    "ten": "2029-03-12",
    "anew": "2029-06-01",
}
_PC_MAIN = {name: day.replace("2029", "2028") for name, day in _GENERAL_MAIN.items()}

THREE_GUARANTEES = [
    *table("CN-3B-general", _THREE),
    *table("CN-3B-general", _MAIN.format_map(_GENERAL_MAIN)),
    *table(
        "CN-3B-general",
        """
term | 2027-02-28 | sold 02-28 | owed 2027-02-28 | a Sunday stays: months do not move
term | 2027-03-01 | sold 02-28 | expired 2027-02-28 |
two-repairs | 03-20 | sold 02-28, repair 03-10..03-10, repair 03-12..03-12 | owed 2027-02-28 |
no-parts | 07-01 | sold 02-28, repair 03-10..03-10 parts_days=91 | owed 2027-02-28 |
late-repair | 07-01 | sold 02-28, repair 03-10..03-10 late_days=31 | owed 2027-02-28 |
term-main | 2028-01-01 | sold 2025-03-02, part_class main | owed 2028-03-02 |
term-main | 2026-04-01 | sold 2025-03-01, part_class main | owed 2028-03-01 |
term-main | 2026-04-01 | sold 2024-03-03, part_class main | owed 2027-03-03 |
term-main | 2026-04-01 | sold 2025-09-30, part_class main | owed 2028-09-30 | a Saturday stays
two-repairs-main | 2026-04-01 | sold 2025-09-30, part_class main, repair 03-10..03-10, repair 03-12..03-12 | owed 2028-09-30 |
no-parts-main | 2026-04-01 | sold 2025-09-30, part_class main, repair 03-10..03-10 parts_days=91 | owed 2028-09-30 |
late-repair-main | 2026-04-01 | sold 2025-09-30, part_class main, repair 03-10..03-10 late_days=31 | owed 2028-09-30 |
term | 2026-04-01 | sold 03-02, goods phone | absent | phones have rules of their own
spare-parts | 04-01 | sold 03-02, production_end 2024-05-01 | due 2029-05-01 | five years
spare-parts | 2030-04-01 | sold 03-02, production_end 2024-05-01 | due 2029-05-01 | lasting duties are never late
spare-parts | 04-01 | sold 03-02 | absent | still in production
""",
    ),
    *table("CN-3B-phone", _THREE),
    *table(
        "CN-3B-phone",
        """
term | 2027-03-01 | sold 02-28 | owed 2027-03-01 | a Sunday moves, also for months
two-repairs | 03-20 | sold 02-28, repair 03-10..03-10, repair 03-12..03-12 | owed 2027-03-01 |
no-parts | 07-01 | sold 02-28, repair 03-10..03-10 parts_days=91 | owed 2027-03-01 |
late-repair | 07-01 | sold 02-28, repair 03-10..03-10 late_days=31 | owed 2027-03-01 |
term | 04-01 | sold 03-02, part_class battery | absent | the battery has its own
battery | 09-02 | sold 03-02, part_class battery | owed 2026-09-02 |
battery | 09-03 | sold 03-02, part_class battery | expired 2026-09-02 |
battery | 04-10 | sold 2025-10-01, part_class battery | expired 2026-04-01 | six months
battery | 04-05 | sold 2025-10-05, part_class battery | owed 2026-04-07 | Qingming and its weekend move
battery | 09-03 | sold 03-02, part_class battery, repair 03-10..03-13 ok | owed 2026-09-07 | three days, and a Saturday moves
battery | 11-30 | sold 03-02, part_class battery, replaced_on 06-01 | owed 2026-12-01 |
battery | 09-04 | invoice 03-02, receipt 03-04, part_class battery | owed 2026-09-04 |
battery | 09-04 | invoice 03-04, receipt 03-02, part_class battery | owed 2026-09-04 |
battery | 09-02 | sold 03-02, part_class battery, fault no | unmet fault |
battery | 09-02 | sold 03-02 | absent |
charger | 2027-03-02 | sold 03-02, part_class charger | owed 2027-03-02 | one year is the reading
charger | 2027-03-03 | sold 03-02, part_class charger | expired 2027-03-02 |
charger | 2027-03-01 | sold 02-28, part_class charger | owed 2027-03-01 | a Sunday moves
charger | 2027-03-03 | sold 03-02, part_class charger, repair 03-10..03-12 ok | owed 2027-03-04 |
charger | 11-30 | sold 03-02, part_class charger, replaced_on 06-01 | owed 2027-06-01 |
charger | 09-04 | invoice 03-02, receipt 03-04, part_class charger | owed 2027-03-04 |
charger | 09-04 | invoice 03-04, receipt 03-02, part_class charger | owed 2027-03-04 |
charger | 09-02 | sold 03-02, part_class charger, fault no | unmet fault |
charger | 09-02 | sold 03-02 | absent |
earphone | 06-02 | sold 03-02, part_class earphone | owed 2026-06-02 | three months
earphone | 06-03 | sold 03-02, part_class earphone | expired 2026-06-02 |
earphone | 05-31 | sold 02-28, part_class earphone | expired 2026-05-28 | 28 February + 3 months
earphone | 06-01 | sold 2025-11-30, part_class earphone | expired 2026-03-02 | a shorter month, a Saturday moves
earphone | 06-03 | sold 03-02, part_class earphone, repair 03-10..03-12 ok | owed 2026-06-04 |
earphone | 08-31 | sold 03-02, part_class earphone, replaced_on 06-01 | owed 2026-09-01 |
earphone | 05-04 | invoice 03-02, receipt 03-04, part_class earphone | owed 2026-06-04 |
earphone | 05-04 | invoice 03-04, receipt 03-02, part_class earphone | owed 2026-06-04 |
earphone | 05-02 | sold 03-02, part_class earphone, fault no | unmet fault |
earphone | 05-02 | sold 03-02 | absent |
data-card | 2027-03-02 | sold 03-02, part_class data_card | owed 2027-03-02 |
data-card | 2027-03-03 | sold 03-02, part_class data_card | expired 2027-03-02 |
data-card | 2027-03-01 | sold 02-28, part_class data_card | owed 2027-03-01 |
data-card | 2027-03-03 | sold 03-02, part_class data_card, repair 03-10..03-12 ok | owed 2027-03-04 |
data-card | 11-30 | sold 03-02, part_class data_card, replaced_on 06-01 | owed 2027-06-01 |
data-card | 09-04 | invoice 03-02, receipt 03-04, part_class data_card | owed 2027-03-04 |
data-card | 09-04 | invoice 03-04, receipt 03-02, part_class data_card | owed 2027-03-04 |
data-card | 09-02 | sold 03-02, part_class data_card, fault no | unmet fault |
data-card | 09-02 | sold 03-02 | absent |
""",
    ),
    *table("CN-3B-PC", _THREE),
    *table("CN-3B-PC", _MAIN.format_map(_PC_MAIN)),
    *table(
        "CN-3B-PC",
        """
7-days | 03-09 | sold 03-02, exclusion virus | excluded virus |
7-days | 03-09 | sold 03-02, exclusion pirated_software | excluded pirated_software |
term | 2027-02-28 | sold 02-28 | owed 2027-02-28 | a Sunday stays
two-repairs | 03-20 | sold 02-28, repair 03-10..03-10, repair 03-12..03-12 | owed 2027-02-28 |
no-parts | 07-01 | sold 02-28, repair 03-10..03-10 parts_days=91 | owed 2027-02-28 |
late-repair | 07-01 | sold 02-28, repair 03-10..03-10 late_days=31 | owed 2027-02-28 |
term-main | 04-01 | sold 2025-02-28, part_class main | owed 2027-02-28 | a Sunday stays
two-repairs-main | 04-01 | sold 2025-02-28, part_class main, repair 03-10..03-10, repair 03-12..03-12 | owed 2027-02-28 |
no-parts-main | 04-01 | sold 2025-02-28, part_class main, repair 03-10..03-10 parts_days=91 | owed 2027-02-28 |
late-repair-main | 04-01 | sold 2025-02-28, part_class main, repair 03-10..03-10 late_days=31 | owed 2027-02-28 |
""",
    ),
]
CASES = [*CPL, *THREE_GUARANTEES]
