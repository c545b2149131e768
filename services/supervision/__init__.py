"""Supervision (干部监督): the 五联一平台 of the agencies that watch over cadres, and what follows from it.

It owns the agencies, their conferences, shared items, joint matters, tasks and results; vetting (联审) for whoever
asks; restrictions (影响期) and each cadre's standing; letters and appeals; the rectification ledger
(清单+台账+整改+问责) and the process around reports of personal matters (三必考三必谈一档案), never their contents. It
knows the cadres only as a replica: ids, levels and units, never a name.
"""
