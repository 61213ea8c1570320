"""Finds everything that the window can say, by reading the code and the assets; nothing is listed by hand.

In `ui` and `window` that is what is given to tr() and translate(). Elsewhere nothing is marked, because the core knows
no Qt; there it is every text in words, but for those of rooms and functions that speak to developers and terminals.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from gesture_app.core.outcome_text import command_words
from gesture_app.core.types import Command

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "gesture_app"

WINDOW_ROOMS = ("ui", "window")
CORE_ROOMS = ("app.py", "core", "detectors", "players", "sources", "workers")
# What is said in these is read in a terminal, in a kiosk's log or by another program.
SILENT = (
    "core/audit",
    "core/choice",
    "core/control",
    "core/desktop_entry",
    "core/discover",
    "core/growth",
    "core/kiosk",
    "core/lab/layers_text",
    "core/lab/table_text",
    "core/machine",
    "core/shown",
    "players/_mac_scripts",
    "workers/awake_screen",
    "workers/channel",
    "workers/control",
    "workers/headless",
    "workers/kiosk",
    "workers/service_manager",
    "workers/user_input",
    "workers/wire",
)
# Texts that look like words and are none for people, or are names.
NO_WORDS = frozenset(
    {"Basic {secret}", "Core ML", "ONNX Runtime", "Spotify", "Torch CUDA", "VLC media player"}
    | {"{body}, true", "{title}: {help} Accepts {expectation}."}
)
SAID_AS_WORDS = {  # by what is called: which of its arguments people read, also where they are a single word
    "Gate": (1,),
    "PlayerInfo": (1, 2),
    "SourceInfo": (1, 2),
    "SourceKind": (),
    "PlayerKind": (),
    "setting": (0, 1),
}
FOR_DEVELOPERS = frozenset(
    {"ValueError", "TypeError", "compile", "debug", "info", "warning", "exception", "create_task", "Popen"}
)
TELLS_A_PERSON = "person"  # an Enum whose docstring has this word is read by one

_WORDS = re.compile(r"[^\W\d_]{2,}[,;:.]? |[ (][^\W\d_]{2,}")
_CODE = re.compile(r"\n|`\w+ = |^[A-Z]:/|^# ")
_WRAPPERS = frozenset({"sorted", "str", "round", "len", "int", "list"})  # of a value that gives a placeholder its name
_METHODS = frozenset({"get", "lower", "removeprefix", "strip", "format"})

Sections = Mapping[str, tuple[str, ...]]


def all_texts() -> Sections:
    """Every text, once, by the file that says it first."""
    found: dict[str, str] = {}
    for name, text in _everything():
        found.setdefault(text, name)
    sections: dict[str, list[str]] = {}
    for text, name in found.items():
        sections.setdefault(name, []).append(text)
    return {name: tuple(texts) for name, texts in sorted(sections.items())}


def _everything() -> Iterator[tuple[str, str]]:
    """First what the core says: those sections are templates, also for a text that the window says, too."""
    for rooms, read in ((CORE_ROOMS, spoken_texts), (WINDOW_ROOMS, raised_texts), (WINDOW_ROOMS, marked_texts)):
        for path in _files(rooms):
            name = path.relative_to(APP).as_posix()
            if not name.startswith(SILENT):
                yield from ((name, text) for text in read(path.read_text(encoding="utf-8")))
    yield from (("core/types.py", command_words(command)) for command in Command)
    vocabulary = tomllib.loads((ROOT / "assets" / "gestures.toml").read_text(encoding="utf-8"))
    yield from (("gestures.toml", entry["title"]) for entry in vocabulary["gesture"])
    for card in sorted((ROOT / "assets" / "models").glob("*/card.toml")):
        read = tomllib.loads(card.read_text(encoding="utf-8"))
        yield from (("models", read["title"]), ("models", read["short"]))


def _files(rooms: tuple[str, ...]) -> Iterator[Path]:
    for room in rooms:
        path = APP / room
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def marked_texts(source: str) -> Iterator[str]:
    """What is given to self.tr("..."), or with its context to translate("...", "...")."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (place := _place_of_text(node)) is not None and len(node.args) > place:
            text = node.args[place]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def _place_of_text(call: ast.Call) -> int | None:
    """Which argument is the text; None where nothing is translated."""
    name = _called(call)
    if name == "tr":
        return 0 if isinstance(call.func, ast.Attribute) else 1
    return 1 if name == "translate" and isinstance(call.func, ast.Attribute) and len(call.args) > 1 else None


def raised_texts(source: str) -> Iterator[str]:
    """The sentences of errors that are raised where widgets are at hand."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and "ValueError" not in _called(node.exc):
            yield from (template(part) for part in node.exc.args if isinstance(part, ast.Constant | ast.JoinedStr))


def spoken_texts(source: str) -> Iterator[str]:
    """Every text in words that is for people."""
    tree = ast.parse(source)
    skipped = {id(part) for node in ast.walk(tree) for part in _unspoken(node)}
    wanted = {id(part) for node in ast.walk(tree) for part in _said_as_words(node)}
    for node in ast.walk(tree):
        if id(node) in skipped or not _is_text(node):
            continue
        text = template(node)
        if text not in NO_WORDS and (id(node) in wanted or (_WORDS.search(_bare(text)) and not _CODE.search(text))):
            yield text
    yield from _choices(tree)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _bare(text: str) -> str:
    """The text without its placeholders."""
    return re.sub(r"\{[^}]*\}", "", text)


def _unspoken(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, the insides of f-strings, and what goes to developers."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    if isinstance(node, ast.JoinedStr):
        yield from (part for part in ast.walk(node) if part is not node and not isinstance(part, ast.IfExp))
    if isinstance(node, ast.Call) and _called(node) in FOR_DEVELOPERS:
        yield from (part for part in ast.walk(node) if part is not node)


def _said_as_words(node: ast.AST) -> Iterator[ast.AST]:
    """Arguments that people read, and the values of an Enum that says so of itself."""
    if isinstance(node, ast.Call) and _called(node) in SAID_AS_WORDS:
        places = SAID_AS_WORDS[_called(node)]
        parts = [node.args[place] for place in places if place < len(node.args)]
        parts += [keyword.value for keyword in node.keywords if keyword.arg == "title"]
        yield from (
            part for part in parts if _is_text(part) and any(letter.isalpha() for letter in _bare(template(part)))
        )
    if isinstance(node, ast.ClassDef) and TELLS_A_PERSON in (ast.get_docstring(node) or ""):
        yield from (member.value for member in node.body if isinstance(member, ast.Assign) and _is_text(member.value))


def _choices(tree: ast.AST) -> Iterator[str]:
    """The choices of settings, as the window writes them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == "setting":
            for keyword in node.keywords:
                if keyword.arg == "choices" and isinstance(keyword.value, ast.Tuple):
                    texts = [part.value for part in keyword.value.elts if isinstance(part, ast.Constant)]
                    yield from (str(text).capitalize() for text in texts)


def template(node: ast.expr) -> str:
    """A text as the catalogs have it: with names for the places of its values."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    parts, names = [], []
    for part in node.values if isinstance(node, ast.JoinedStr) else ():
        if isinstance(part, ast.FormattedValue):
            name = place_name(part.value)
            names.append(name)
            count = names.count(name)
            spec = template(part.format_spec) if part.format_spec else ""
            parts.append(f"{{{name}{count if count > 1 else ''}{':' + spec if spec else ''}}}")
        else:
            parts.append(template(part))
    return "".join(parts)


def place_name(value: ast.expr) -> str:
    """What the place of a value is called, by the last word of the expression that gives it."""
    match value:
        case ast.Name(id=name):
            return name.lower().lstrip("_")
        case ast.Attribute(value=owner, attr="value"):
            return place_name(owner)
        case ast.Attribute(attr=name):
            return name.lstrip("_")
        case ast.Subscript(value=owner) | ast.BinOp(left=owner) | ast.IfExp(body=owner):
            return place_name(owner)
        case ast.BoolOp(values=[first, *_]):
            return place_name(first)
        case ast.Call(func=ast.Attribute(attr="join"), args=[first, *_]) | ast.GeneratorExp(elt=first):
            return place_name(first)
        case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in _METHODS:
            return place_name(owner)
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _WRAPPERS:
            return place_name(first)
        case ast.Call(func=ast.Name(id=name)):
            return name.lstrip("_")
        case ast.Call(func=ast.Attribute(attr=name)):
            return name.lstrip("_")
    return "value"


def _called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
