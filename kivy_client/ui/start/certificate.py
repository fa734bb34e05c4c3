"""The question whether a server's certificate is to be trusted though no authority vouches for it.

At the first visit a plain question; if another certificate was trusted before, a warning, whose first answer is no.
Runs on Kivy's thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kivy_client.core.model.commands import Trust
from kivy_client.core.model.events import CertificateAsked
from kivy_client.ui.sheet import Sheet
from kivy_client.ui.start.form import grouped

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

Builder.load_file(str(Path(__file__).with_name("certificate.kv")))

NEW = "Nobody vouches for the certificate of {host}."
NEW_ADVICE = "If you know its fingerprint, compare it. What you trust now is asked of you no more."
CHANGED = "Warning: {host} shows another certificate than the one you trust."
CHANGED_ADVICE = (
    "Somebody may be listening. Do not connect unless whoever runs the server says that its certificate was changed."
)


class CertificateSheet(Sheet):
    """Closed without an answer, it is a no."""

    sentence = StringProperty("")
    advice = StringProperty("")
    fingerprint = StringProperty("")
    trusted = StringProperty("")
    changed = BooleanProperty(False)

    def __init__(self, shell: Shell, *, event: CertificateAsked, **options: Any) -> None:
        super().__init__(title="Certificate", **options)
        self._board, self._event, self._trusts = shell.board, event, False
        self.changed = bool(event.trusted)
        words = CHANGED if self.changed else NEW
        self.sentence = words.format(host=event.host)
        self.advice = CHANGED_ADVICE if self.changed else NEW_ADVICE
        self.fingerprint, self.trusted = grouped(event.fingerprint), grouped(event.trusted)

    def answer(self, trusts: bool) -> None:
        self._trusts = trusts
        self.dismiss()

    def on_dismiss(self) -> None:
        self._board.ask(Trust(self._event.fingerprint if self._trusts else ""))
