"""A list as a document (花名册): docx and PDF, with head rows on each page and who took it out across each of them."""

NO_FONT = 3
"""How the program ends where letters have no font; they are what it says."""
