"""What the page of utilities shows: which utility, which place, by what it is set beside its peers. Frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from wopmap.performance import PEER_GROUPS
from wopmap.scene.options import chosen
from wopmap.words import clean, quoted

MOST_CHARACTERS = 120


@dataclass(frozen=True)
class UtilitiesOptions:
    """The choices of the page Utilities.

    Attributes
    ----------
    utility : str
        Identifier, see `wopmap.utility.listing`; empty for the first there is.
    area : str
        City or municipality whose figures are shown; empty for all, or for the main one where there are many.
    measure : str
        Indicator by which it is set beside its peers; empty for the first there is.
    peers : {"country", "size"}
        Which utilities it is set beside.
    """

    PARAMETERS: ClassVar[frozenset[str]] = frozenset({"utility", "area", "measure", "peers"})
    """Names these options use in a link."""

    utility: str = ""
    area: str = ""
    measure: str = ""
    peers: str = "country"

    @classmethod
    def from_query(cls, params: Mapping[str, str]) -> tuple[UtilitiesOptions, tuple[str, ...]]:
        """Read the options a link carries.

        Whether the utility, the place and the indicator exist only the layers know: the page says so where they do
        not. What can be told here, the group of peers, is named in a sentence.
        """
        asked = {name: clean(params[name], MOST_CHARACTERS) for name in cls.PARAMETERS if name in params}
        problems = []
        if asked.get("peers", "country") not in PEER_GROUPS:
            problems.append(
                f"This link asked for peers {quoted(asked['peers'])}, which is not one of {', '.join(PEER_GROUPS)}; "
                f"showing {PEER_GROUPS['country'].label.lower()}."
            )
            del asked["peers"]
        return cls(**asked), tuple(problems)

    def to_query(self) -> dict[str, str]:
        """What a link must carry to show the same; defaults are left out."""
        return {name: str(value) for name, value in chosen(self).items()}
