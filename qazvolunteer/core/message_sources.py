"""What gettext messages the sources hold: Python by its syntax tree, templates as Django itself reads them.

Pure Python, because a fresh machine has no xgettext.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract_javascript
from django.utils.translation.template import templatize


@dataclass(frozen=True, slots=True)
class Message:
    """One translatable text. `context` and `plural` are empty strings when the source gives none."""

    id: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """gettext looks a text up by its context and its singular."""
        return (self.context, self.id)


class UnextractableError(ValueError):
    """A gettext call whose text is put together on the spot: no catalogue can ever hold it."""


# Positions of (context, singular, plural) among the arguments; -1 where the function has none.
_POSITIONS = {
    "_": (-1, 0, -1),
    "gettext": (-1, 0, -1),
    "gettext_lazy": (-1, 0, -1),
    "gettext_noop": (-1, 0, -1),
    "ngettext": (-1, 0, 1),
    "ngettext_lazy": (-1, 0, 1),
    "pgettext": (0, 1, -1),
    "pgettext_lazy": (0, 1, -1),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}

_JAVASCRIPT_KEYWORDS = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

_TEMPLATE_COMMENTS = re.compile(r"\{#.*?#\}|\{% *comment\b.*?%\}.*?\{% *endcomment *%\}", re.DOTALL)
_STRING = r"u?'(?:\\.|[^'\\])*'|u?\"(?:\\.|[^\"\\])*\""
_TEMPLATE_CALL = re.compile(rf"\b(n?p?gettext|_)\(((?:{_STRING}|[^()'\"])*)\)")


def messages_in_python(source: str, *, strict: bool = True) -> Iterator[Message]:
    """The texts of every gettext call in `source`, whatever name the function was imported under.

    A call on a bare name, attribute or item is passed over: its text was marked elsewhere, with gettext_noop.
    With `strict`, any other call whose text is not a literal raises UnextractableError, naming the line.
    """
    tree = ast.parse(source)
    names = {name: name for name in _POSITIONS}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name):
            function = names.get(called.id, "")
        elif isinstance(called, ast.Attribute) and called.attr != "_":
            function = called.attr
        else:
            continue
        if function not in _POSITIONS:
            continue
        message = _message_of_call(function, node.args)
        if message is not None:
            yield message
        elif strict and node.args and not isinstance(node.args[0], ast.Name | ast.Attribute | ast.Subscript):
            raise UnextractableError(f"line {node.lineno}: the text of {function}() is not a literal")


def _message_of_call(function: str, arguments: list[ast.expr]) -> Message | None:
    texts = []
    for position in _POSITIONS[function]:
        if position < 0:
            texts.append("")
            continue
        argument = arguments[position] if position < len(arguments) else None
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            return None
        texts.append(argument.value)
    context, singular, plural = texts
    return Message(singular, plural, context) if singular else None


def messages_in_template(source: str) -> Iterator[Message]:
    """The texts of {% translate %}, {% blocktranslate %} and _("…") in a Django template."""
    as_calls = templatize(_TEMPLATE_COMMENTS.sub("", source))
    for match in _TEMPLATE_CALL.finditer(as_calls):
        call = ast.parse(f"f({match[2]})", mode="eval").body
        if isinstance(call, ast.Call):
            message = _message_of_call(match[1], call.args)
            if message is not None:
                yield message


def messages_in_javascript(source: str) -> Iterator[Message]:
    """The texts of gettext, ngettext, pgettext and npgettext calls in a script."""
    found = extract_javascript(BytesIO(source.encode()), _JAVASCRIPT_KEYWORDS, (), {"encoding": "utf-8"})
    for _line, function, texts, _comments in found:
        literals = [texts] if isinstance(texts, str) else [text for text in texts if text]
        context = literals.pop(0) if function in {"pgettext", "npgettext"} and len(literals) > 1 else ""
        if literals:
            yield Message(literals[0], literals[1] if len(literals) > 1 else "", context)


def messages_in_file(path: Path, *, strict: bool = True) -> Iterator[Message]:
    """The texts of one source file, by its suffix; nothing for a kind of file that has none.

    Raises UnextractableError, SyntaxError (a template Django could not read either) or UnicodeDecodeError.
    """
    if path.suffix == ".py":
        yield from messages_in_python(path.read_text("utf-8"), strict=strict)
    elif path.suffix in {".html", ".txt"}:
        yield from messages_in_template(path.read_text("utf-8"))
    elif path.suffix == ".js" and "gettext" in (script := path.read_text("utf-8")):
        yield from messages_in_javascript(script)
