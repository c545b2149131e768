"""The young-talent pool (年轻干部选育): who is found, prepared and ready, for which post, and why.

It owns the 5122 plan with its cycles, tiers and batches, the members of the pool, the ten-year timelines of 选调生, the
programmes of 七个一批, secondments, and the searches, matches and successions that are answered from one indexed read
model of the roster, which events keep. Scores are advice: a named person confirms.
"""
