"""What a batch is asked to do, in a form that travels to workers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from ondergrond import __version__
from ondergrond.profile import DEFAULT_RULES
from ondergrond.rules import RuleSet

Wanted = Literal["none", "tight", "all"]
"""Which rows get a least width: none, those that do not fit without a breach, or all."""


@dataclass(frozen=True)
class Settings:
    """How every profile of a batch is solved.

    rules: the rule sets profiles may name; override: the one for all of them, None to let each
    profile name its own.  technique, preset, engine, resolution, nodes: as for ``solve``.
    least_width: see ``Wanted``.  confirm: share (percent, 0 to 100) of the infeasible streets that
    CP-SAT is asked about too, drawn with ``seed``.  wall_seconds: backstop of one profile; work is
    limited by counting.
    """

    rules: dict[str, RuleSet] = field(default_factory=dict)
    override: RuleSet | None = None
    technique: Literal["horizontal", "rack"] | None = None
    preset: str | None = None
    engine: str = "sweep"
    resolution: int = 10
    nodes: int = 20
    least_width: Wanted = "tight"
    confirm: float = 1.0
    seed: int = 0
    wall_seconds: float = 300.0

    @cached_property
    def digest(self) -> str:
        """What an answer depends on besides profile and rules: settings and version."""
        parts: list[object] = [
            __version__,
            self.technique,
            self.preset,
            self.engine,
            self.resolution,
            self.nodes,
            self.least_width,
            self.confirm,
            self.seed,
        ]
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    @cached_property
    def _digests(self) -> dict[str, str]:
        known = self.rules if self.override is None else {"": self.override}
        return {name: rules_digest(one) for name, one in sorted(known.items())}

    def _rules_of(self, form: str, text: str) -> str:
        """The content of the rules of a profile; of all there are where it is not seen at once
        which it names. So a new rule set beside the input leaves alone what does not name it.
        """
        if self.override is not None:
            return self._digests[""]
        if '"rules":' not in text if form == "json" else "rules" not in text:
            return self._digests.get(DEFAULT_RULES, "")
        if form == "json":
            return self._digests.get(str(json.loads(text).get("rules", DEFAULT_RULES)), "")
        return repr(self._digests)

    def key(self, form: str, text: str) -> str:
        """The key of a profile: equal for equal work."""
        parts = (self.digest, self._rules_of(form, text), form, text)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]

    def sampled(self, key: str) -> bool:
        """Whether a profile belongs to the sample that CP-SAT confirms."""
        draw = int(hashlib.sha256(f"{self.seed}\n{key}".encode()).hexdigest()[:8], 16)
        return draw < self.confirm / 100 * 2**32


def rules_digest(rules: RuleSet) -> str:
    """A name for the content of a rule set: 16 hexadecimal digits."""
    return hashlib.sha256(rules.model_dump_json().encode()).hexdigest()[:16]
