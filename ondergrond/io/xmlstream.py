"""Objects of large XML files, one at a time, without trusting the file.

The parser resolves no entities, loads nothing from elsewhere and keeps its limits; a document type
of any kind is refused. Of what was read nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ondergrond.errors import InputFileError
from ondergrond.io.archive import Entry, opened, refuse
from ondergrond.io.extras import lxml_etree
from ondergrond.io.found import clean


def members(
    source: Entry,
    tags: Sequence[str],
    file: str,
    *,
    error: type[InputFileError] = InputFileError,
    empty: Callable[[Any], None] | None = None,
) -> Iterator[Any]:
    """Elements with these tags, one after the other; each is gone when the next is asked for.

    file: what messages call it.  error: the kind to raise.  empty: is given the root of a file
    without any such element.

    Raises:
        InputFileError: no sound XML, or a document type.
        MissingExtraError: the extra ``gis`` is not installed.
    """
    etree = lxml_etree()
    with opened(source, error) as stream:
        try:
            parser = etree.iterparse(
                stream,
                events=("end",),
                tag=tuple(tags),
                resolve_entities=False,
                load_dtd=False,
                dtd_validation=False,
                attribute_defaults=False,
                no_network=True,
                huge_tree=False,
                recover=False,
                remove_comments=True,
                remove_pis=True,
            )
            first = True
            for _, element in parser:
                if first:
                    first = False
                    _refuse_doctype(element, file, error)
                yield element
                element.clear(keep_tail=False)
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
            if first and parser.root is not None:
                _refuse_doctype(parser.root, file, error)
                if empty is not None:
                    empty(parser.root)
        except etree.XMLSyntaxError as broken:
            line = broken.lineno if broken.lineno and broken.lineno > 0 else None
            message = f"this is no sound XML: {clean(str(broken.msg))}"
            raise refuse(file, message, line, error) from None
        except LookupError as broken:  # an encoding nobody has
            message = f"this is no sound XML: {clean(str(broken))}"
            raise refuse(file, message, error=error) from None


def _refuse_doctype(element: Any, file: str, error: type[InputFileError]) -> None:
    if element.getroottree().docinfo.doctype:
        message = "the XML has a document type (entities); a delivery has none, so it is refused"
        raise refuse(file, message, error=error)
