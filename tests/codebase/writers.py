"""Who writes a column: assignments, keyword arguments of writing calls, lists of update_fields, SQL."""

from __future__ import annotations

import ast
import re

WRITING_CALLS = frozenset(
    {"update", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "aupdate", "acreate"}
)


def written(tree: ast.Module, columns: frozenset[str], models: frozenset[str] = frozenset()) -> list[tuple[int, str]]:
    """(line, column) of every write of ``columns``; ``models`` are classes whose making counts as a write."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Delete):
            found += [(node.lineno, target.attr) for target in _targets(node) if target.attr in columns]
        elif isinstance(node, ast.Call):
            found += [(node.lineno, column) for column in _by_call(node, columns, models)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [(node.lineno, column) for column in columns if _in_sql(node.value, column)]
    return found


def _targets(node: ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Delete) -> list[ast.Attribute]:
    listed = node.targets if isinstance(node, ast.Assign | ast.Delete) else [node.target]
    return [part for target in listed for part in ast.walk(target) if isinstance(part, ast.Attribute)]


def _by_call(call: ast.Call, columns: frozenset[str], models: frozenset[str]) -> list[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    found = []
    if name in WRITING_CALLS or name in models:
        found += [word.arg for word in call.keywords if word.arg in columns]
        for argument in [*call.args, *(word.value for word in call.keywords)]:
            found += [key for key in _strings(argument) if key in columns]
    if name == "save":
        found += [
            key
            for word in call.keywords
            if word.arg == "update_fields"
            for key in _strings(word.value)
            if key in columns
        ]
    if name == "setattr" and len(call.args) > 1:
        found += [key for key in _strings(call.args[1]) if key in columns]
    return found


def _strings(node: ast.AST) -> list[str]:
    """Keys of a dictionary, items of a list: names of columns given as texts."""
    if isinstance(node, ast.Dict):
        return [key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [item.value for item in node.elts if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _in_sql(text: str, column: str) -> bool:
    changed = rf"\bUPDATE\b.*\bSET\b[^;]*\b{column}\s*="
    made = rf"\bINSERT\s+INTO\s+\S+\s*\([^)]*\b{column}\b"
    return re.search(f"{changed}|{made}", text, re.IGNORECASE | re.DOTALL) is not None
