"""What people hold in hand, read and written: forms, rosters, sheets.

Pure: bytes and dataclasses, without broker, database or frame.
"""
