"""The system that the app runs on: `here` gives the one `Device` of this process. Kivy says which system it is."""

from __future__ import annotations

from functools import lru_cache

from kivy_client.platform.device import Device


@lru_cache(maxsize=1)
def here() -> Device:
    """The device. To be called on Kivy's thread first: on Android only that thread finds the app's own Java classes."""
    from kivy.utils import platform

    if platform == "android":
        from kivy_client.platform.android import Android

        return Android()
    from kivy_client.platform.desktop import Desktop

    return Desktop()
