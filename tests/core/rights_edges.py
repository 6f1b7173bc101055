"""Cases on the edges: first and last days, leap days, repairs that overlap, exchanges on their way."""

from rights_cases import table

CHINA = [
    *table(
        "CN-3B-general",
        """
7-days | 03-16 | sold 02-28, repair 03-09..03-16 | owed 2026-03-16 | in repair on the day that a Saturday moved to
7-days | 03-12 | sold 02-28, repair 03-08..03-12 | owed 2026-03-12 | and on the Sunday before it
7-days | 03-16 | sold 02-28, repair 03-10..03-16 | expired 2026-03-09 | a day too late
7-days | 03-16 | sold 02-28, repair 03-07..03-14 | owed 2026-03-16 | what repairs add ends on a Saturday, too
7-days | 03-12 | sold 02-27, repair 03-04..03-06, repair 03-09..03-12 | owed 2026-03-12 | a Sunday after the first repair moves
7-days | 10-15 | sold 09-24, repair 10-09..10-15 | owed 2026-10-15 | in repair after National Day
7-days | 03-20 | sold 03-02, replaced_on 03-25 | expired 2026-03-09 | the new one is still on its way
7-days | 06-20 | sold 03-02, replaced_on 06-01, claim 06-01 | owed 2026-06-08 | the new one was faulty when it came
7-days | 06-20 | sold 03-02, replaced_on 06-01, claim 05-31 | expired 2026-06-08 | that was the one before
7-days | 03-02 | order 03-01, receipt 03-05, invoice 03-02 | pending 2026-03-05 | a fault of what has not come
7-days | 03-12 | sold 03-02, claim 03-13 | expired 2026-03-09 | a claim to come is none
term | 2027-03-22 | sold 03-02, repair 03-10..03-30 ok, repair 03-15..03-20 ok | owed 2027-03-22 | one within the other
term | 2026-03-20 | sold 03-02, repair 03-10, repair 03-12..03-14 ok | owed 2027-03-12 | one within an open one
term | 2027-03-02 | sold 03-02, repair 03-10..03-10 ok | owed 2027-03-02 | back on the same day
term | 2027-03-05 | sold 03-02, repair 02-20..03-05 ok | owed 2027-03-05 | in repair when it was handed over
term | 2027-03-09 | sold 03-02, repair 2027-03-02..2027-03-09 ok | owed 2027-03-09 | begun on the last day
term | 2027-03-09 | sold 03-02, repair 2027-03-03..2027-03-09 ok | expired 2027-03-02 | begun the day after
term | 2027-03-12 | sold 03-02, repair 2027-02-28..2027-03-07 ok, repair 2027-03-09..2027-03-12 ok | owed 2027-03-12 | begun on a last day that a repair gave
term-main | 2027-02-28 | sold 2024-02-29, part_class main | owed 2027-02-28 | a leap day
two-repairs | 06-10 | sold 03-02, repair 03-10..03-20, repair 04-01..04-06, replaced_on 06-15 | owed 2027-03-17 | exchanged only when it has come
two-repairs | 04-10 | sold 03-02, repair 03-10..03-20, repair 03-15..03-18 | owed 2027-03-12 | two at a time are two
late-repair | 05-02 | sold 03-02, repair 04-01 late_days=? | conditional 2027-04-02 repair_late_days | whose fault, nobody has said
late-repair | 05-01 | sold 03-02, repair 04-01 late_days=? | unmet late_days | it has not lasted so long
late-repair | 05-20 | sold 03-02, repair 04-01..05-02 late_days=30, repair 05-05..05-10 late_days=? | unmet late_days |
late-repair | 05-20 | sold 03-02, repair 04-01..05-02 late_days=31, repair 05-05..05-10 late_days=? | owed 2027-04-07 |
repaired-part | 06-10 | sold 03-02, repair 05-20..05-25, replaced_on 06-20 | owed 2026-06-24 |
""",
    ),
    *table(
        "CN-3B-phone",
        """
earphone | 04-30 | sold 01-31, part_class earphone | owed 2026-04-30 | 31 January + 3 months
battery | 03-02 | sold 2025-08-31, part_class battery | owed 2026-03-02 | 31 August + 6 months, a Saturday moves
battery | 03-05 | sold 2025-08-31, part_class battery, repair 03-02..03-05 ok | owed 2026-03-05 | in repair on the day it moved to
term | 2025-02-28 | sold 2024-02-29 | owed 2025-02-28 | a leap day
""",
    ),
    *table(
        "CN-CPL-25",
        """
7-days | 03-02 | order 03-01, receipt 03-05 | owed 2026-03-12 | without a reason also before it came
7-days | 10-09 | sold 09-24 | owed 2026-10-09 | eight days of holidays
7-days | 2024-03-05 | receipt 2024-02-27 | owed 2024-03-05 | over a leap day
""",
    ),
]
EUROPE = [
    *table(
        "UK-CRA",
        """
reject | 06-01 | receipt 03-02, repair 03-20 | owed 2026-06-14 | never over while one waits
reject | 04-08 | receipt 03-02, repair 04-01..04-01 | owed 2026-04-08 | seven days after a wait on the last day
reject | 04-06 | receipt 03-02, repair 03-10..03-12, repair 03-12..03-14 | owed 2026-04-06 | a day that ends one wait and begins another
reject | 04-07 | receipt 03-02, repair 03-10..03-12, repair 03-13..03-15 | owed 2026-04-07 |
reject | 04-12 | receipt 03-02, repair 03-10..03-20, repair 03-12..03-15 | owed 2026-04-12 | one within the other
final | 04-20 | receipt 03-02, replaced_on 04-25 | unmet attempts | the replacement is still on its way
final | 04-20 | receipt 03-02, replaced_on 04-25, replacements 1 | unmet attempts |
final | 04-20 | receipt 03-02, replaced_on 04-25, replacements 2 | owed 2032-03-02 | not the one before
presumption | 2024-08-29 | receipt 2024-02-29 | seller 2024-08-29 |
remedy | 2030-02-28 | receipt 2024-02-29 | owed 2030-02-28 | six years after a leap day
remedy | 2030-03-01 | receipt 2024-02-29 | expired 2030-02-28 |
""",
    ),
    *table(
        "EU-conformity",
        """
remedy | 2030-02-28 | receipt 2028-02-29 | owed 2030-02-28 | a leap day
remedy | 2031-02-28 | receipt 2028-02-29, repair 2029-01-10..2029-01-20 | owed 2031-02-28 |
remedy | 2032-02-29 | receipt 2029-02-28, repair 2030-01-10..2030-01-20 | expired 2032-02-28 | the same day number
remedy | 2029-08-05 | receipt 08-05, repair 2027-01-10..2027-01-20, repair 2027-01-15..2027-02-20 | owed 2029-08-05 | two at a time extend once
remedy | 2029-08-05 | receipt 08-05, repair 2027-01-10..2027-01-20, replaced_on 2027-03-01 | owed 2029-08-05 | a replacement takes nothing back
remedy | 2029-08-05 | receipt 08-05, replaced_on 2026-12-01, repair 2027-01-10..2027-01-20 | owed 2029-08-05 | repaired after a replacement
remedy | 2028-08-06 | receipt 08-05, repair 2028-08-05 | expired 2028-08-05 | begun on the last day, not yet made
""",
    ),
    *table(
        "EU-withdrawal",
        """
goods | 2024-03-07 | receipt 2024-02-22 | owed 2024-03-07 | over a leap day
""",
    ),
]
AMERICA = table(
    "US-cooling-off",
    """
3-days | 2028-03-01 | contract 2028-02-26 | owed 2028-03-01 | from a Saturday, over a leap day
3-days | 2026-11-30 | contract 2026-11-25 | owed 2026-11-30 | Thanksgiving does not count, the Saturday does
""",
)
CASES = [*CHINA, *EUROPE, *AMERICA]
