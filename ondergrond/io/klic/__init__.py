"""KLIC deliveries (IMKL 1.2.1 and 2.0) as street profiles.

``read_delivery`` reads one by streaming, ``Importer`` cuts it by sections. Duplicate counting is
avoided in ``bundles``, what is unknown is said in ``sizing`` and ``depths``.
"""

from __future__ import annotations

from ondergrond.io.klic.archive import KlicFileError
from ondergrond.io.klic.cut import section_near
from ondergrond.io.klic.delivery import Delivery, Reason
from ondergrond.io.klic.reading import read_delivery
from ondergrond.io.klic.street import Cut, Importer

__all__ = [
    "Cut",
    "Delivery",
    "Importer",
    "KlicFileError",
    "Reason",
    "read_delivery",
    "section_near",
]
