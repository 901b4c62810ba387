"""Text for formats that are stricter than HTML."""

from __future__ import annotations

import re

# XML 1.0 forbids them outright, and a calendar file makes no sense of them; line breaks and tabs stay.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """``text`` without the characters that XML 1.0 and RFC 5545 do not allow."""
    return FORBIDDEN.sub("", text)
