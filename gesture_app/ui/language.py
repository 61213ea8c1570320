"""The language of the application: its words, its numbers, and the side from which it is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from gesture_app.core.catalog import Catalog, read_catalog
from gesture_app.core.pseudo import NAME as PSEUDO
from gesture_app.core.pseudo import pseudo

SYSTEM, ENGLISH = "system", "en"
SENTENCES = "Sentences"  # the context of what comes from elsewhere with values in it
SUFFIX = ".toml"

Translate = Callable[[str, str, int], str | None]  # context, English, how many of them; None leaves the English


class Language(QObject):
    """Has the application speak one language at a time; what is on the screen already must be built anew.

    Args:
        folder: Where the catalogs lie.
    """

    def __init__(self, app: QApplication, folder: Path) -> None:
        super().__init__(app)
        self._app = app
        self._folder = folder
        self._translators: list[QTranslator] = []
        self._usual = QLocale()

    def choose(self, wanted: str) -> None:
        """Speak this language from now on; English where there is no catalog for it.

        Raises:
            SettingsError: Its catalog is damaged.
        """
        self.fall_silent()
        name = resolve(wanted, QLocale.system().uiLanguages(), self._folder)
        locale = self._usual if wanted == SYSTEM or name == PSEUDO else QLocale(name)
        QLocale.setDefault(locale)
        self._app.setLayoutDirection(_direction(name, locale))
        if name == PSEUDO:
            self._install(_Words(self, _in_pseudo))
        elif (catalog := self._folder / f"{name}{SUFFIX}").is_file():
            self._install(_of_qt(self, locale))
            self._install(_Words(self, partial(_in_catalog, read_catalog(catalog, partial(number_text, locale)))))

    def fall_silent(self) -> None:
        """Go back to the code's own English."""
        for translator in self._translators:
            self._app.removeTranslator(translator)
            translator.deleteLater()
        self._translators.clear()
        QLocale.setDefault(self._usual)
        self._app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def _install(self, translator: QTranslator) -> None:
        self._translators.append(translator)
        self._app.installTranslator(translator)


class _Words(QTranslator):
    """Asks a function for every text."""

    def __init__(self, parent: QObject, translate: Translate) -> None:
        super().__init__(parent)
        self._translate = translate

    def isEmpty(self) -> bool:
        """Whether it is not worth asking."""
        return False

    def translate(self, context: str, source: str, _disambiguation: str | None = None, n: int = -1) -> str | None:
        """The text in the language; None where it is left as it is."""
        return self._translate(context, source, n)


def resolve(wanted: str, spoken_here: list[str], folder: Path) -> str:
    """The language to speak: the one that is wanted, or for "system" the first of the desktop's that is known."""
    if wanted != SYSTEM:
        return wanted
    known = {ENGLISH, *(path.stem for path in folder.glob(f"*{SUFFIX}"))}
    names = (tag.partition("-")[0] for tag in spoken_here)
    return next((name for name in names if name in known), ENGLISH)


def number_text(locale: QLocale, english: str) -> str:
    """A number as the language writes it, with as many decimals; "40%" gets its sign as the language sets it.

    >>> number_text(QLocale("de"), "0.58")
    '0,58'
    """
    digits = english.rstrip("%").replace(",", "")
    decimals = len(digits.partition(".")[2])
    text = locale.toString(float(digits), "f", decimals)
    if english == digits:
        return text
    return f"{text}%" if locale.language() is QLocale.Language.English else f"{text}\u00a0%"


def _direction(name: str, locale: QLocale) -> Qt.LayoutDirection:
    return Qt.LayoutDirection.RightToLeft if name == PSEUDO else locale.textDirection()


def _in_catalog(catalog: Catalog, context: str, source: str, count: int) -> str | None:
    return catalog.sentence(source) if context == SENTENCES else catalog.text(source, count)


def _in_pseudo(context: str, source: str, _count: int) -> str | None:
    """Qt's own texts are Qt's, and some of them are no words but names of keys."""
    return None if context.startswith("Q") else pseudo(source)


def _of_qt(parent: QObject, locale: QLocale) -> QTranslator:
    """Qt's own words, as on the buttons of its dialogs; where they are not installed, they stay English."""
    translator = QTranslator(parent)
    translator.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return translator
