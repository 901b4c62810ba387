"""The pass: a URL in a QR, with a short code beside it. The secret is random and says nothing of the person."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe

from qazvolunteer.core.addresses import page
from volunteers.models import SignUp

INK = "#0a2c35"


def address(signup: SignUp) -> str:
    """The whole address that the QR carries."""
    return page("pass", signup.pass_secret)


def qr_svg(signup: SignUp) -> SafeString:
    """An inline SVG, dark on white in every theme, without fixed size. Full QR, error correction M."""
    return drawn(address(signup))


def drawn(address: str) -> SafeString:
    """The QR of one of our own addresses."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(dark=INK, light="#ffffff", border=2, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(svg)  # noqa: S308 - made by segno out of our own address


def printed_code(signup: SignUp) -> str:
    """Eight characters in two groups: "8F3K 2M7Q"."""
    return grouped(signup.pass_code)


def grouped(code: str) -> str:
    """A code as it is printed."""
    return f"{code[:4]} {code[4:]}"
