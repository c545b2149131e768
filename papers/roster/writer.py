"""Writes a list as a document in a process of its own: a sheet and its rows come on standard input, the file goes out.

A program by itself, which `gateway.exports` runs with the folder of fonts within the bounds of `gateway.bounded`. Where
letters have no font it ends with `NO_FONT`, and they are what it says.
"""

from __future__ import annotations

import sys

from papers import typeset
from papers.roster import NO_FONT
from papers.roster.pdf import pdf
from papers.roster.word import docx
from papers.sheets import DOCX, asked


def main(fonts: str) -> int:
    """One document."""
    sheet, rows = asked(sys.stdin.buffer)
    try:
        made = docx(sheet, rows) if sheet.format == DOCX else pdf(sheet, rows, fonts)
    except typeset.NoFont as missing:
        sys.stdout.write(missing.letters)
        return NO_FONT
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
