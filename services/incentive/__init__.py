"""Incentive (激励担当): who is honoured for what, by whom it was looked at before, and what cadres are granted.

It owns programmes and batches of 担当作为好干部 with their quotas, nominations on their way through vetting, ballot
and publicity to the honour, the ledger of honours with certificates that anybody can verify, the measures (激励措施)
and what was granted, tolerance (三个区分开来), and ceremonies of honourable retirement (荣誉退休). It knows the cadres
only as a replica.
"""
