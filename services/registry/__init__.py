"""干部与机构名册: the one roster of units, posts and cadres, who is selected for a post, and the register of policies.

It owns who exists, where they serve and have served, and what stands in their file; every other service knows people
by the ids given here and by the thin state that its events carry. Histories are append-only, so a figure can be asked
for as of a day. It refuses classified material, and no identity number ever leaves it except masked.
"""
