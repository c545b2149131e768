"""`python -m tools.cadre`: what an operator does with a deployment: look at it, back it up, restore it, migrate it.

It reads the same environment as the processes and needs nothing but broker and database.
"""
