"""A synthetic city and one year of its cadre training, loaded through the gateway's own API.

Nobody in it is real: every record says `synthetic: true`. What the platform's article names (teaching points, plans,
materials, platforms) keeps its name; everything else is an example and says so. The same seed, year and scale make the
same bytes on every machine and every day.
"""
