"""Two toy services, jars that are filled and readers who copy that, with random names so that test runs never meet.

`maker` owns jars and tells of them; `taker` reacts. Their handlers insert an effect row in their own transaction and do
what the tests plant: raise, wait at a gate, die.
"""
