"""Cases of cars, of a province, and of recalls in China. 2 March 2026 is a Monday."""

from rights_cases import table

CAR = table(
    "CN-3B-car",
    """
7-days | 03-09 | sold 03-02, part_class assembly | owed 2026-03-09 |
7-days | 03-10 | sold 03-02, part_class assembly | expired 2026-03-09 |
7-days | 03-09 | sold 02-28, part_class assembly | owed 2026-03-09 | a Saturday moves
7-days | 03-11 | invoice 03-02, receipt 03-04, part_class assembly | owed 2026-03-11 | delivered later
7-days | 03-11 | invoice 03-04, receipt 03-02, part_class assembly | owed 2026-03-11 | invoiced later
7-days | 03-09 | sold 03-02 | absent | not of a main part
7-days | 03-09 | sold 03-02, part_class ? | conditional 2026-03-09 part_class |
7-days | 03-09 | sold 03-02, part_class assembly, fault no | unmet fault |
7-days | 03-10 | sold 03-02, part_class assembly, repair 03-03..03-05 | expired 2026-03-09 | repair time is not added
7-days | 06-08 | sold 03-02, part_class assembly, replaced_on 06-01 | owed 2026-06-08 | a replaced car starts again
7-days | 03-09 | order 2021-12-31, sold 03-02, part_class assembly | absent | contracts before 2022
7-days | 03-09 | order 2022-01-01, sold 03-02, part_class assembly | owed 2026-03-09 |
60-days-assembly | 05-01 | sold 03-02, part_class assembly | owed 2026-05-01 |
60-days-assembly | 05-02 | sold 03-02, part_class assembly | expired 2026-05-01 |
60-days-assembly | 05-01 | sold 03-02, part_class assembly, km 3000 | owed 2026-05-01 |
60-days-assembly | 05-01 | sold 03-02, part_class assembly, km 3001 | expired by use | whichever comes first
60-days-assembly | 05-01 | sold 03-02, part_class assembly, km ? | conditional 2026-05-01 km |
60-days-assembly | 05-02 | sold 03-02, part_class assembly, km ? | expired 2026-05-01 |
60-days-assembly | 05-04 | sold 03-04, part_class assembly | owed 2026-05-04 | a Sunday moves
60-days-assembly | 05-02 | invoice 03-02, receipt 03-06, part_class assembly | owed 2026-05-05 |
60-days-assembly | 05-02 | invoice 03-06, receipt 03-02, part_class assembly | owed 2026-05-05 |
60-days-assembly | 05-02 | sold 03-02, part_class assembly, repair 03-03..03-05 | expired 2026-05-01 |
60-days-assembly | 05-01 | sold 03-02 | absent |
60-days-assembly | 05-01 | sold 03-02, part_class assembly, fault no | unmet fault |
60-days-assembly | 07-31 | sold 03-02, part_class assembly, replaced_on 06-01 | owed 2026-07-31 |
60-days-critical | 05-01 | sold 03-02, fault_class critical | owed 2026-05-01 | the brakes fail
60-days-critical | 05-02 | sold 03-02, fault_class critical | expired 2026-05-01 |
60-days-critical | 05-01 | sold 03-02, fault_class critical, km 3000 | owed 2026-05-01 |
60-days-critical | 05-01 | sold 03-02, fault_class critical, km 3001 | expired by use |
60-days-critical | 05-01 | sold 03-02, fault_class safety | unmet fault_class |
60-days-critical | 05-01 | sold 03-02, fault_class ? | conditional 2026-05-01 fault_class |
60-days-critical | 05-04 | sold 03-04, fault_class critical | owed 2026-05-04 |
60-days-critical | 05-02 | invoice 03-02, receipt 03-06, fault_class critical | owed 2026-05-05 |
60-days-critical | 05-02 | invoice 03-06, receipt 03-02, fault_class critical | owed 2026-05-05 |
60-days-critical | 05-02 | sold 03-02, fault_class critical, repair 03-03..03-05 | expired 2026-05-01 |
60-days-critical | 05-01 | sold 03-02, fault_class critical, fault no | unmet fault |
60-days-critical | 07-31 | sold 03-02, fault_class critical, replaced_on 06-01 | owed 2026-07-31 |
two-safety-repairs | 2028-03-02 | sold 03-02, fault_class safety, repair 03-10..03-12 fault_class=safety, repair 04-01..04-03 fault_class=critical | owed 2028-03-02 |
two-safety-repairs | 2028-03-03 | sold 03-02, fault_class safety, repair 03-10..03-12 fault_class=safety, repair 04-01..04-03 fault_class=critical | expired 2028-03-02 | repair time is not added
two-safety-repairs | 05-01 | sold 03-02, fault_class safety, repair 03-10..03-12 fault_class=safety | unmet failed_safety_repairs |
two-safety-repairs | 05-01 | sold 03-02, fault_class safety, repair 03-10..03-12 fault_class=safety, repair 04-01..04-03 fault_class=performance | unmet failed_safety_repairs |
two-safety-repairs | 05-01 | sold 03-02, fault_class safety, repair 03-10..03-12 fault_class=safety, repair 04-01..04-03 | conditional 2028-03-02 repair_fault_class |
two-safety-repairs | 05-01 | sold 03-02, repair 03-10..03-12 fault_class=safety, repair 04-01..04-03 fault_class=safety | unmet fault_class | today's fault is not serious
two-safety-repairs | 05-01 | sold 03-02, fault_class safety, km 50000, repair 03-10..03-12 fault_class=safety, repair 04-01..04-03 fault_class=safety | owed 2028-03-02 |
two-safety-repairs | 05-01 | sold 03-02, fault_class safety, km 50001, repair 03-10..03-12 fault_class=safety, repair 04-01..04-03 fault_class=safety | expired by use |
two-safety-repairs | 05-01 | sold 03-01, fault_class safety, replaced_on 03-02, repair 03-01..03-01 fault_class=safety, repair 04-01..04-03 fault_class=safety | unmet failed_safety_repairs | counted anew
two-safety-repairs | 05-01 | invoice 03-02, receipt 03-04, fault_class safety, repair 03-10..03-12 fault_class=safety, repair 04-01..04-03 fault_class=safety | owed 2028-03-04 | a Saturday stays
two-safety-repairs | 05-01 | invoice 03-04, receipt 03-02, fault_class safety, repair 03-10..03-12 fault_class=safety, repair 04-01..04-03 fault_class=safety | owed 2028-03-04 |
two-safety-repairs | 05-01 | sold 03-02, fault no, fault_class safety, repair 03-10..03-12 fault_class=safety, repair 04-01..04-03 fault_class=safety | unmet fault |
two-replacements | 2028-03-02 | sold 03-02, repair 03-10..03-12 part=gearbox, repair 04-01..04-03 part=gearbox | owed 2028-03-02 |
two-replacements | 2028-03-03 | sold 03-02, repair 03-10..03-12 part=gearbox, repair 04-01..04-03 part=gearbox | expired 2028-03-02 |
two-replacements | 05-01 | sold 03-02, repair 03-10..03-12 part=gearbox | unmet part_replacements |
two-replacements | 05-01 | sold 03-02, repair 03-10..03-12 part=gearbox, repair 04-01..04-03 part=motor | unmet part_replacements | two different ones
two-replacements | 05-01 | sold 03-02, part_key ?, repair 03-10..03-12 part=gearbox, repair 04-01..04-03 part=gearbox | conditional 2028-03-02 part_key |
two-replacements | 05-01 | sold 03-02, km 50000, repair 03-10..03-12 part=gearbox, repair 04-01..04-03 part=gearbox | owed 2028-03-02 |
two-replacements | 05-01 | sold 03-02, km 50001, repair 03-10..03-12 part=gearbox, repair 04-01..04-03 part=gearbox | expired by use |
two-replacements | 05-01 | sold 03-01, replaced_on 04-01, repair 03-10..03-12 part=gearbox, repair 04-01..04-03 part=gearbox | unmet part_replacements |
two-replacements | 05-01 | invoice 03-02, receipt 03-04, repair 03-10..03-12 part=gearbox, repair 04-01..04-03 part=gearbox | owed 2028-03-04 |
two-replacements | 05-01 | invoice 03-04, receipt 03-02, repair 03-10..03-12 part=gearbox, repair 04-01..04-03 part=gearbox | owed 2028-03-04 |
two-replacements | 05-01 | sold 03-02, fault no, repair 03-10..03-12 part=gearbox, repair 04-01..04-03 part=gearbox | unmet fault |
30-days | 05-01 | sold 03-02, repair 03-10..03-30, repair 04-01..04-11 | unmet repair_days | thirty days
30-days | 05-01 | sold 03-02, repair 03-10..03-30, repair 04-01..04-12 | owed 2028-03-02 | thirty-one
30-days | 04-12 | sold 03-02, repair 03-10..03-30, repair 04-01 | owed 2028-03-02 | an open repair counts to today
30-days | 04-11 | sold 03-02, repair 03-10..03-30, repair 04-01 | unmet repair_days |
30-days | 05-01 | sold 03-02, repair 03-10..03-30, repair 03-20..04-09 | unmet repair_days | no day counts twice
30-days | 2028-03-02 | sold 03-02, repair 03-10..03-30, repair 04-01..04-12 | owed 2028-03-02 |
30-days | 2028-03-03 | sold 03-02, repair 03-10..03-30, repair 04-01..04-12 | expired 2028-03-02 | not prolonged
30-days | 05-01 | sold 03-02, repair 03-10..03-30 ok, repair 04-01..04-12 ok | owed 2028-03-02 | helped or not
30-days | 05-01 | sold 03-02, km 50000, repair 03-10..04-30 | owed 2028-03-02 |
30-days | 05-01 | sold 03-02, km 50001, repair 03-10..04-30 | expired by use |
30-days | 06-01 | sold 03-02, replaced_on 04-20, repair 03-10..04-30 | unmet repair_days | counted anew
30-days | 05-01 | invoice 03-02, receipt 03-04, repair 03-10..04-30 | owed 2028-03-04 |
30-days | 05-01 | invoice 03-04, receipt 03-02, repair 03-10..04-30 | owed 2028-03-04 |
30-days | 05-01 | sold 03-02, fault no, repair 03-10..04-30 | unmet fault |
same-fault | 05-01 | sold 03-02, repair 03-10..03-10, repair 03-12..03-12, repair 03-14..03-14, repair 03-16..03-16 | unmet same_fault_repairs | four
same-fault | 05-01 | sold 03-02, repair 03-10..03-10, repair 03-12..03-12, repair 03-14..03-14, repair 03-16..03-16, repair 03-18..03-18 | owed 2028-03-02 | five
same-fault | 05-01 | sold 03-02, repair 03-10..03-10, repair 03-12..03-12, repair 03-14..03-14, repair 03-16..03-16, repair 03-18..03-18 fault=smell | unmet same_fault_repairs | one was another
same-fault | 05-01 | sold 03-02, fault_key ?, repair 03-10..03-10, repair 03-12..03-12, repair 03-14..03-14, repair 03-16..03-16, repair 03-18..03-18 | conditional 2028-03-02 fault_key |
same-fault | 2028-03-03 | sold 03-02, repair 03-10..03-10, repair 03-12..03-12, repair 03-14..03-14, repair 03-16..03-16, repair 03-18..03-20 | expired 2028-03-02 |
same-fault | 05-01 | sold 03-02, km 50000, repair 03-10..03-10, repair 03-12..03-12, repair 03-14..03-14, repair 03-16..03-16, repair 03-18..03-18 | owed 2028-03-02 |
same-fault | 05-01 | sold 03-02, km 50001, repair 03-10..03-10, repair 03-12..03-12, repair 03-14..03-14, repair 03-16..03-16, repair 03-18..03-18 | expired by use |
same-fault | 05-01 | sold 03-02, replaced_on 03-13, repair 03-10..03-10, repair 03-12..03-12, repair 03-14..03-14, repair 03-16..03-16, repair 03-18..03-18 | unmet same_fault_repairs |
same-fault | 05-01 | invoice 03-02, receipt 03-04, repair 03-10..03-10, repair 03-12..03-12, repair 03-14..03-14, repair 03-16..03-16, repair 03-18..03-18 | owed 2028-03-04 |
same-fault | 05-01 | invoice 03-04, receipt 03-02, repair 03-10..03-10, repair 03-12..03-12, repair 03-14..03-14, repair 03-16..03-16, repair 03-18..03-18 | owed 2028-03-04 |
same-fault | 05-01 | sold 03-02, fault no, repair 03-10..03-10, repair 03-12..03-12, repair 03-14..03-14, repair 03-16..03-16, repair 03-18..03-18 | unmet fault |
repair | 2029-03-02 | sold 03-02, km 60000 | owed 2029-03-02 | three years
repair | 2029-03-03 | sold 03-02 | expired 2029-03-02 |
repair | 05-01 | sold 03-02, km 60001 | expired by use |
repair | 2029-03-03 | sold 03-02, repair 03-10..04-30 | expired 2029-03-02 | repair time is not added
repair | 05-01 | invoice 03-02, receipt 03-03 | owed 2029-03-03 | a Saturday stays
repair | 05-01 | invoice 03-03, receipt 03-02 | owed 2029-03-03 |
repair | 05-01 | sold 03-02, replaced_on 04-01 | owed 2029-04-01 |
repair | 05-01 | sold 03-02, part_class wear | absent | wear parts have their own term
repair | 05-01 | sold 03-02, part_class ? | conditional 2029-03-02 part_class |
repair | 05-01 | sold 03-02, fault no | unmet fault |
wear | 05-01 | sold 03-02, part_class wear, part_end 05-02 | owed 2026-05-02 | a Saturday stays
wear | 05-03 | sold 03-02, part_class wear, part_end 05-02 | expired 2026-05-02 |
wear | 05-01 | sold 03-02, part_class wear | conditional - part_end |
wear | 05-01 | sold 03-02, part_end 05-02 | absent |
wear | 05-01 | sold 03-02, part_class wear, part_end 05-02, fault no | unmet fault |
wear | 03-03 | invoice 03-02, receipt 03-04, part_class wear, part_end 05-02 | pending 2026-03-04 |
wear | 03-03 | invoice 03-04, receipt 03-02, part_class wear, part_end 05-02 | pending 2026-03-04 |
loaner | 03-15 | sold 03-02, repair 03-10 | due 2026-03-16 | more than five days: from day six
loaner | 03-17 | sold 03-02, repair 03-10 | late 2026-03-16 |
loaner | 03-17 | sold 03-02, repair 03-10..03-12 | absent | it is back
answer | 03-10 | sold 03-02, claim 03-09 | due 2026-03-23 | ten working days
answer | 09-30 | sold 03-02, claim 09-29 | due 2026-10-20 | over National Day, its make-up Saturday worked
answer | 03-24 | sold 03-02, claim 03-09 | late 2026-03-23 |
answer | 03-10 | sold 03-02 | absent | nobody has claimed
complete | 03-10 | sold 03-02, claim 03-09 | due 2026-04-07 | twenty working days, over Qingming
complete | 04-08 | sold 03-02, claim 03-09 | late 2026-04-07 |
records | 04-01 | sold 03-02, repair 03-10..03-12 | due 2032-03-12 | six years
records | 04-01 | sold 2020-03-02, order 2023-01-01, repair 03-10..03-12 | due 2032-03-12 | also when the rights have run out
records | 04-01 | sold 03-02 | absent |
holder | 04-01 | sold 03-02 | always |
holder | 04-01 | sold 03-02, country BR | absent |
holder | 04-01 | sold 03-02, customer_class business | absent |
holder | 04-01 | sold 03-02, goods computer | absent |
workshop | 04-01 | sold 03-02 | always |
use-fee | 04-01 | sold 03-02, price 200000, km 12000 | customer 12000.00 | 200 000 x 12 x 0.5 %
use-fee | 04-01 | sold 03-02, price 99999, km 777 | customer 388.50 | to the cent
use-fee | 04-01 | sold 03-02, price 200000, km ? | customer km |
use-fee | 04-01 | sold 03-02, price ?, km 100 | customer price |
use-fee | 04-01 | sold 03-02, remedy repair | absent | no fee for a repair
use-fee | 04-01 | sold 03-02, price 200000, km 12000, remedy refund | customer 12000.00 |
use-fee | 04-01 | sold 03-02, price 200000, km 12000, remedy exchange | customer 12000.00 |
""",
)
_TWO = "repair 03-10..03-12, repair 04-01..04-03"
ZHEJIANG = table(
    "CN-Zhejiang",
    f"""
7-days | 03-09 | receipt 03-02 | owed 2026-03-09 |
7-days | 03-10 | receipt 03-02 | expired 2026-03-09 |
7-days | 03-09 | receipt 03-02, state CN-浙 | owed 2026-03-09 | as Odoo has its code
7-days | 03-09 | receipt 03-02, state CN-GD | absent | another province
7-days | 03-09 | receipt 03-02, state ? | conditional 2026-03-09 state |
7-days | 03-09 | receipt 02-28 | owed 2026-03-09 | a Saturday moves
7-days | 03-09 | receipt 03-02, customer_class business | absent |
7-days | 03-11 | receipt 03-02, repair 03-03..03-05 | owed 2026-03-11 | the rest stops
7-days | 06-08 | receipt 03-02, replaced_on 06-01 | owed 2026-06-08 |
7-days | 03-09 | receipt 03-02, fault no | unmet fault |
15-days | 03-17 | receipt 03-02 | owed 2026-03-17 |
15-days | 03-18 | receipt 03-02 | expired 2026-03-17 |
15-days | 03-16 | receipt 02-28 | owed 2026-03-16 | a Sunday moves
15-days | 03-19 | receipt 03-02, repair 03-03..03-05 | owed 2026-03-19 |
15-days | 06-16 | receipt 03-02, replaced_on 06-01 | owed 2026-06-16 |
15-days | 03-17 | receipt 03-02, fault no | unmet fault |
two-repairs | 04-10 | receipt 03-02, {_TWO} | owed 2027-03-06 | four days are added; a Saturday stays
two-repairs | 2027-03-07 | receipt 03-02, {_TWO} | expired 2027-03-06 |
two-repairs | 04-10 | receipt 03-02, repair 03-10..03-12 | unmet failed_repairs |
two-repairs | 04-10 | receipt 03-02, warranty_end 2028-05-05, {_TWO} | owed 2028-05-05 | a longer promise, its repairs in it
two-repairs | 06-10 | receipt 03-02, {_TWO}, replaced_on 06-01 | unmet failed_repairs |
two-repairs | 04-10 | receipt 03-02, {_TWO}, fault no | unmet fault |
35-days | 05-01 | receipt 03-02, repair 03-10..04-14 | unmet repair_days | thirty-five
35-days | 05-01 | receipt 03-02, repair 03-10..04-15 | owed 2027-04-07 | thirty-six
35-days | 2027-04-11 | receipt 03-06, repair 03-10..04-15 | owed 2027-04-11 | a Sunday stays
35-days | 2027-04-08 | receipt 03-02, repair 03-10..04-15 | expired 2027-04-07 |
35-days | 05-01 | receipt 03-02, warranty_end 2028-05-05, repair 03-10..04-15 | owed 2028-05-05 |
35-days | 05-01 | receipt 03-02, warranty_end 2027-04-07, repair 03-10..04-15 | owed 2027-04-07 | no day is added twice
35-days | 06-10 | receipt 03-02, repair 03-10..04-15, replaced_on 06-01 | unmet repair_days |
35-days | 05-01 | receipt 03-02, repair 03-10..04-15, fault no | unmet fault |
term | 2027-03-02 | receipt 03-02 | owed 2027-03-02 |
term | 2027-03-03 | receipt 03-02 | expired 2027-03-02 |
term | 2027-02-28 | receipt 02-28 | owed 2027-02-28 | a Sunday stays
term | 2027-03-04 | receipt 03-02, repair 03-10..03-12 ok | owed 2027-03-04 |
term | 04-10 | receipt 03-02, warranty_end 2028-05-05 | owed 2028-05-05 |
term | 06-10 | receipt 03-02, replaced_on 06-01 | owed 2027-06-01 |
term | 06-10 | receipt 03-02, fault no | unmet fault |
repaired-part | 2027-03-20 | receipt 2024-03-02, repair 03-10..03-20 | owed 2027-03-20 | its term starts again
repaired-part | 2027-03-21 | receipt 2024-03-02, repair 03-10..03-20 | expired 2027-03-20 |
repaired-part | 2027-03-20 | receipt 2024-03-02, repair 03-10..03-20 fault=smell | absent |
repaired-part | 05-01 | receipt 2024-03-02, repair 03-10..03-20, repair 04-10 | owed 2027-04-10 | it stops, too
repaired-part | 05-01 | receipt 2024-03-02, repair 03-10..03-20, fault_key ? | conditional 2027-03-20 fault_key |
repaired-part | 05-01 | receipt 2024-03-02, repair 03-10..03-20, fault no | unmet fault |
repair | 03-14 | receipt 03-02, repair 03-10 | due 2026-03-15 | in five days
repair | 03-16 | receipt 03-02, repair 03-10 | late 2026-03-15 |
loaner | 03-14 | receipt 03-02, repair 03-10 | due 2026-03-16 |
loaner | 03-14 | receipt 03-02, repair 03-10..03-12 | absent |
transport | 03-14 | receipt 03-02, condition carry_in_large | always |
transport | 03-14 | receipt 03-02, condition carry_in_large no | absent |
no-depreciation | 03-14 | receipt 03-02 | seller |
""",
)
RECALLS = [
    *table(
        "CN-recall-car",
        """
stop-sale | 03-10 | sold 03-02, recall 03-09 | late 2026-03-09 | at once
recall | 03-09 | sold 03-02, recall 03-09 | due 2026-03-09 |
report | 03-09 | sold 03-02, recall 03-09 | due 2026-03-09 |
notify | 03-09 | sold 03-02, recall 03-09 | due 2026-03-09 |
remedy | 03-09 | sold 03-02, recall 03-09 | due 2026-03-09 |
transport | 03-09 | sold 03-02, recall 03-09 | due 2026-03-09 |
stop-sale | 03-09 | sold 03-02 | absent | nothing is recalled
recall | 03-09 | sold 03-02 | absent |
report | 03-09 | sold 03-02 | absent |
notify | 03-09 | sold 03-02 | absent |
remedy | 03-09 | sold 03-02 | absent |
transport | 03-09 | sold 03-02 | absent |
remedy | 03-09 | sold 03-02, recall 03-09, customer_class business | due 2026-03-09 | for everybody
remedy | 03-09 | sold 03-02, recall 03-09, goods phone | absent |
remedy | 03-09 | sold 03-02, recall 03-09, country BR | absent |
records-maker | 03-09 | invoice 03-02 | due 2036-03-02 | ten years
records-dealer | 03-09 | invoice 03-02 | due 2031-03-02 | five years
""",
    ),
    *table(
        "CN-recall-general",
        """
report | 03-09 | sold 03-02, recall 03-09 | due 2026-03-09 |
report | 03-10 | sold 03-02, recall 03-09 | late 2026-03-09 | at once
inform | 03-09 | sold 03-02, recall 03-09 | due 2026-03-09 |
stop-sale | 03-09 | sold 03-02, recall 03-09 | due 2026-03-09 |
warn | 03-09 | sold 03-02, recall 03-09 | due 2026-03-09 |
recall | 03-09 | sold 03-02, recall 03-09 | due 2026-03-09 |
destroy | 03-09 | sold 03-02, recall 03-09 | due 2026-03-09 |
costs | 03-09 | sold 03-02, recall 03-09 | seller |
report | 03-09 | sold 03-02 | absent |
inform | 03-09 | sold 03-02 | absent |
stop-sale | 03-09 | sold 03-02 | absent |
warn | 03-09 | sold 03-02 | absent |
recall | 03-09 | sold 03-02 | absent |
destroy | 03-09 | sold 03-02 | absent |
costs | 03-09 | sold 03-02 | absent |
report | 03-09 | sold 03-02, recall 03-09, country DE | absent |
""",
    ),
]
CASES = [*CAR, *ZHEJIANG, *RECALLS]
