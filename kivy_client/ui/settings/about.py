"""What this app is, what it is made of, and the licences of that. Runs on Kivy's thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.lang import Builder

from kivy_client import __version__
from kivy_client.ui.controls import ListRow
from kivy_client.ui.sheet import Sheet
from kivy_client.ui.words import Words

Builder.load_file(str(Path(__file__).with_name("about.kv")))

ASSETS = Path(__file__).parent.parent.parent / "assets"
ABOUT = (
    "A chat on many equal gateways, for any IRCv3 server. Made with Kivy. The letters are Noto's, the emoji Twemoji's "
    "(graphics by Twitter and others, CC BY 4.0), the icons from Material Design Icons."
)
_ENDINGS = (".txt", ".md")


def licences() -> list[Path]:
    """The texts that come with the app."""
    return sorted(path for path in ASSETS.rglob("*") if path.suffix in _ENDINGS)


def called(path: Path) -> str:
    """What a text is called."""
    return path.stem.replace("-", " ") if path.suffix == ".txt" else path.stem.capitalize()


def paragraphs(text: str) -> list[str]:
    """A text that was broken into lines for a terminal, to be broken anew."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


class AboutSheet(Sheet):
    """Version, and a row for each licence."""

    version = f"Chorus {__version__}"
    about = ABOUT

    def __init__(self, _shell: Any, **options: Any) -> None:
        super().__init__(title="About", **options)
        for path in licences():
            row = ListRow(icon="info", title=called(path))
            row.fbind("on_release", lambda _, path=path: LicenceSheet(path).open())
            self.add_widget(row)


class LicenceSheet(Sheet):
    """The words of one."""

    def __init__(self, path: Path, **options: Any) -> None:
        super().__init__(title=called(path), **options)
        for words in paragraphs(path.read_text("utf-8", errors="replace")):
            self.add_widget(Paragraph(text=words))


class Paragraph(Words):
    """Small letters."""
