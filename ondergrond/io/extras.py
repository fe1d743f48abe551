"""Libraries of the optional extras: imported when needed, with a clear word when missing."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from ondergrond.errors import MissingExtraError


def _library(name: str, extra: str, what: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise MissingExtraError(
            f"{what} needs {name.split('.')[0]}: pip install 'ondergrond[{extra}]'"
        ) from None


def pyogrio() -> Any:
    """pyogrio, with ``pyogrio.raw`` in it. Raises ``MissingExtraError``."""
    library = _library("pyogrio", "gis", "reading and writing map layers")
    importlib.import_module("pyogrio.raw")
    return library


def lxml_etree() -> Any:
    """lxml.etree. Raises ``MissingExtraError``."""
    return _library("lxml.etree", "gis", "reading GML")


def pyarrow() -> Any:
    """pyarrow. Raises ``MissingExtraError``."""
    return _library("pyarrow", "gis", "Parquet")


def pyarrow_parquet() -> Any:
    """pyarrow.parquet. Raises ``MissingExtraError``."""
    return _library("pyarrow.parquet", "gis", "Parquet")


def table_errors() -> tuple[type[Exception], ...]:
    """What reading or writing a table raises besides ``OSError``, of the libraries that are here
    and in use.
    """
    found: list[type[Exception]] = []
    if "pyarrow" in sys.modules:
        found.append(pyarrow().ArrowException)
    if "pyogrio" in sys.modules:
        errors = pyogrio().errors
        found += [errors.DataSourceError, errors.DataLayerError, errors.GeometryError]
    return tuple(found)


def ezdxf() -> Any:
    """ezdxf. Raises ``MissingExtraError``."""
    return _library("ezdxf", "cad", "DXF")


def distributed() -> Any:
    """Dask distributed. Raises ``MissingExtraError``."""
    return _library("distributed", "cluster", "a cluster")
