"""Removes anything from a template that could fetch or run something when someone opens the pack.

A template may come from anywhere, but the pack goes out in its author's name. Nobody can list every way in which Word
fetches or runs something, so this lists what gives a document its look and removes everything else.
"""

from collections.abc import Callable, Iterator
from typing import Any

from docx.opc.part import Part, XmlPart
from lxml import etree

from assistant.briefing.writers.word_template_fields import unlink_fields

Word = Any  # python-docx and lxml have no types: a document, an element, a relationship

# Kinds of relationships, by the last part of their names.
LOOKS = frozenset(
    "officeDocument core-properties extended-properties custom-properties styles stylesWithEffects numbering settings "
    "fontTable font theme themeOverride header footer footnotes endnotes image hdphoto hyperlink chart chartStyle "
    "chartColorStyle chartEx chartUserShapes diagramData diagramLayout diagramQuickStyle diagramColors "
    "diagramDrawing classificationlabels".split()
)
NO_XML = frozenset(["font", "image", "hdphoto"])
BY_ID = frozenset(  # useless if nothing in the part refers to them
    "header footer image hyperlink chart chartEx diagramData diagramLayout diagramQuickStyle diagramColors".split()
)
IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
CLICKED = frozenset(["hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"])  # followed only when someone clicks
PICTURES = frozenset(["blip", "svgBlip", "imagedata", "fill", "stroke"])  # valid without what they refer to
DROPPED = frozenset(
    "OLEObject objectEmbed objectLink control ocx movie altChunk subDoc attachedTemplate attachedSchema mailMerge "
    "saveThroughXslt schemaLibrary smartTagType frameset externalData videoFile audioFile wavAudioFile snd webVideoPr "
    "fldData".split()
)
VML, OFFICE = "{urn:schemas-microsoft-com:vml}", "{urn:schemas-microsoft-com:office:office}"
FETCHED = frozenset(["src", "althref", f"{OFFICE}href", f"{OFFICE}althref"])  # addresses that a drawing loads from


def make_harmless(document: Word) -> None:
    """Removes whatever fetches or runs something from all parts of a document. Raises if a part is not XML."""
    package = document.part.package
    for part, kinds in _parts(package):
        if kinds <= NO_XML and not part.content_type.endswith("xml"):
            continue
        if isinstance(part, XmlPart):
            _clean(part, part.element)
        else:
            root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
            _clean(part, root)
            part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _parts(package: Word) -> list[tuple[Part, set[str]]]:
    """Keeps only the parts that affect the look; gives each with the kinds of relationships that lead to it."""
    found: dict[Part, set[str]] = {}
    waiting = [package]
    while waiting:
        source = waiting.pop()
        _drop(source, lambda relation: not _gives_looks(relation))
        for relation in source.rels.values():
            if not relation.is_external:
                if relation.target_part not in found:
                    waiting.append(relation.target_part)
                found.setdefault(relation.target_part, set()).add(_kind(relation))
    return list(found.items())


def _kind(relation: Word) -> str:
    return str(relation.reltype).rsplit("/", 1)[-1]


def _gives_looks(relation: Word) -> bool:
    return _kind(relation) in LOOKS and (not relation.is_external or _kind(relation) == "hyperlink")


def _drop(source: Word, unwanted: Callable[[Word], bool]) -> None:
    for id in [id for id, relation in source.rels.items() if unwanted(relation)]:
        del source.rels[id]
        source.rels.related_parts.pop(id, None)


def _clean(part: Part, root: Word) -> None:
    for element in list(root.iter("*")):
        if _name(element) in DROPPED:
            _remove(element)
        else:
            _clean_element(part, element)
    unlink_fields(root)
    named = {value for element in root.iter("*") for _, value in _ids(element)}
    _drop(part, lambda relation: _kind(relation) in BY_ID and relation.rId not in named)


def _clean_element(part: Part, element: Word) -> None:
    name = _name(element)
    for attribute, id in _ids(element):
        relation = part.rels.get(id)
        if not id or (relation and (not relation.is_external or name in CLICKED)):
            continue
        if name not in PICTURES:
            _remove(element)
            return
        del element.attrib[attribute]
    if element.tag.startswith((VML, OFFICE)):
        for attribute in FETCHED & set(element.attrib):
            del element.attrib[attribute]


def _name(element: Word) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _ids(element: Word) -> Iterator[tuple[str, str]]:
    """The attributes that refer to relationships, with their values."""
    for attribute, value in element.items():
        if attribute.startswith(IDS):
            yield attribute, value


def _remove(element: Word) -> None:
    if (parent := element.getparent()) is not None:
        parent.remove(element)
