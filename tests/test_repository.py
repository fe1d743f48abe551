"""What must hold for the repository as a whole."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from ondergrond import __version__

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PRODUCT = [
    path
    for folder in ("ondergrond", "solver", "benchmarks")
    for path in sorted((ROOT / folder).rglob("*.py"))
]

LONGEST_MODULE = 500
"""Lines; most modules stay under 300."""

IMPORT_NAMES = {"pyyaml": "yaml"}
"""Import name of a distribution, where it is not the distribution's own name in lower case."""


def tracked_texts() -> dict[str, str]:
    """Every text file under version control: path -> content."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, timeout=60
    )
    texts = {}
    for name in listed.stdout.decode("utf-8").split("\0"):
        path = ROOT / name
        if name and path.is_file() and b"\0" not in (content := path.read_bytes()):
            texts[name] = content.decode("utf-8")
    return texts


def distribution(requirement: str) -> str:
    """The distribution a requirement names, in lower case."""
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match, requirement
    return match.group().lower()


# --- one version -------------------------------------------------------------------------------


def last_release() -> tuple[str, str]:
    """Version and date of the last one in the changelog."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first = re.search(r"^## \[(\d[^\]]*)\] - (\S+)$", changelog, re.MULTILINE)
    assert first is not None
    return first.group(1), first.group(2)


def test_publiccode_names_the_last_release_and_its_date() -> None:
    assert last_release() == (publiccode()["softwareVersion"], str(publiccode()["releaseDate"]))


def test_what_changed_since_the_last_release_has_a_version_of_its_own() -> None:
    """Results are kept by version: a batch mixed those of two states of the program."""
    changed = "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = last_release()[0]
    if changed:
        assert re.fullmatch(r"\d+\.\d+\.\d+\.dev\d+", __version__)
        assert number(__version__) > number(released)
    else:
        assert __version__ == released


def number(version: str) -> list[int]:
    """The first three numbers of a version."""
    return [int(part) for part in version.split(".")[:3]]


def test_the_version_is_written_in_the_package_only() -> None:
    assert "version" not in PYPROJECT["project"]
    assert PYPROJECT["tool"]["hatch"]["version"]["path"] == "ondergrond/__init__.py"


# --- publiccode.yml, standard 0.4 --------------------------------------------------------------


def publiccode() -> dict[str, Any]:
    content = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def test_publiccode_has_every_mandatory_key_of_the_standard() -> None:
    content = publiccode()
    assert content["publiccodeYmlVersion"] == "0.4"
    mandatory = {"name", "url", "platforms", "categories", "developmentStatus", "softwareType"}
    assert mandatory <= set(content)
    assert content["maintenance"]["type"] in {"internal", "community"}
    assert all(contact["name"] for contact in content["maintenance"]["contacts"])
    assert isinstance(content["localisation"]["localisationReady"], bool)
    assert content["localisation"]["availableLanguages"] == ["en", "nl"]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_publiccode_descriptions_keep_to_the_lengths_of_the_standard(language: str) -> None:
    description = publiccode()["description"][language]
    assert 0 < len(description["shortDescription"]) <= 150
    assert 150 <= len(description["longDescription"]) <= 10_000
    assert all(0 < len(feature) <= 100 for feature in description["features"])


def test_one_licence_is_named_everywhere() -> None:
    assert PYPROJECT["project"]["license"] == "EUPL-1.2"
    assert publiccode()["legal"]["license"] == "EUPL-1.2"
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in text
    assert [int(n) for n in re.findall(r"^(\d+)\. [A-Z]", text, re.MULTILINE)] == [*range(1, 16)]


# --- what is installed -------------------------------------------------------------------------


def imported_distributions() -> set[str]:
    """The import names of all libraries the product imports, wherever the statement stands."""
    found = set()
    for path in PRODUCT:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    own = {"ondergrond", "ondergrond_solver", "benchmarks"}
    return found - set(sys.stdlib_module_names) - own


def declared(requirements: list[str]) -> set[str]:
    """The import names of the distributions that requirements name."""
    names = {distribution(requirement) for requirement in requirements}
    return {IMPORT_NAMES.get(name, name) for name in names}


def test_every_dependency_is_imported() -> None:
    unused = declared(PYPROJECT["project"]["dependencies"]) - imported_distributions()
    assert not unused, f"declared and never imported: {sorted(unused)}"


def test_every_imported_library_is_declared() -> None:
    extras = PYPROJECT["project"]["optional-dependencies"]
    known = declared(PYPROJECT["project"]["dependencies"])
    known |= {name for key in ("gis", "cad", "cluster", "bench") for name in declared(extras[key])}
    # pydantic_core is pydantic's own lower half and always comes with it.
    missing = imported_distributions() - known - {"pydantic_core"}
    assert not missing, f"imported and not declared: {sorted(missing)}"


def test_every_dependency_and_tool_has_a_tested_version() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+!]*", pin) for pin in pins)
    project = PYPROJECT["project"]
    wanted = {
        distribution(requirement)
        for requirement in project["dependencies"] + project["optional-dependencies"]["dev"]
    }
    assert wanted <= {distribution(pin) for pin in pins}


# --- what no file may hold ---------------------------------------------------------------------

HOME_FOLDERS = re.compile(r"(?<![\w./-])/(?:home|root|Users|tmp|work|opt|mnt)/\w|[A-Z]:\\Users\\")
INDEX_OPTIONS = re.compile(
    r"--(?:extra-)?index-url|--find-links|--trusted-host|PIP_(?:EXTRA_)?INDEX|file:///"
    r"|//[\w.:-]+/(?:\w+/)*simple\b|pythonhosted",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("pattern", "what"), [(HOME_FOLDERS, "path"), (INDEX_OPTIONS, "index")])
def test_no_file_names_a_place_of_one_machine(pattern: re.Pattern[str], what: str) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in tracked_texts().items()
        if name != Path(__file__).relative_to(ROOT).as_posix()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found, f"a {what} of one machine: {found}"


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (HOME_FOLDERS, "see /home/jan/street.yaml"),
        (HOME_FOLDERS, 'open("/tmp/x")'),
        (HOME_FOLDERS, r"C:\Users\jan"),
        (INDEX_OPTIONS, "pip install --extra-index-url=https://mirror"),
        (INDEX_OPTIONS, "https://mirror.example:8080/pypi/simple/"),
        (INDEX_OPTIONS, "file:///srv/wheels"),
    ],
)
def test_the_patterns_see_such_a_place(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


@pytest.mark.parametrize("line", ["benchmarks/tmp/x", "1/2", "a/home/b", "https://a.example/work"])
def test_the_patterns_leave_other_text_alone(line: str) -> None:
    assert not HOME_FOLDERS.search(line)
    assert not INDEX_OPTIONS.search(line)


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_is_short_enough_to_read(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_MODULE, f"{lines} lines; divide it by the nouns it holds"
