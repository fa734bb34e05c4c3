"""Widgets of which a subclass has to say a part: one that does not cannot be made, as with any abstract class."""

from __future__ import annotations

from abc import ABCMeta

from kivy.uix.widget import WidgetMetaclass


class Abstract(WidgetMetaclass, ABCMeta):
    """`class List(ScrollView, metaclass=Abstract)`, whose hooks are marked by `abc.abstractmethod`."""
