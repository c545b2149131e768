"""Training (教育培训): who is trained by whom, in what, for how many hours, and whether it is enough.

It owns the organisers of the 1+7+N system, training plans, classes with their sessions, enrolments, attendance,
completions, the hours ledger and compliance with it, teachers, materials, teaching points with bookings and visits,
and the records of the three online platforms. It knows the cadres only as a replica fed by the registry's events:
ids, levels and units, never a name.
"""
