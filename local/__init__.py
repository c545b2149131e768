"""Everything that runs the platform on one machine without containers: set-up, broker, database, process manager.

`local.setup` needs nothing but the standard library and runs before the virtual environment exists; the
rest runs inside it.
"""
