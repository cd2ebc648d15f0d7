"""Which category of the hotline's catalogue a complaint type of the NYC 311 form stands for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from linli import yaml_text

FALLBACK = "other"
MAPPING_FILE = Path(__file__).with_name("mapping.yaml")


@dataclass(frozen=True)
class Mapping:
    """Complaint types, in their compared form, with the category of each agency; "default" stands for all others."""

    categories: dict[str, dict[str, str]]

    def category(self, complaint: str, agency: str) -> str | None:
        """The category of this complaint at this agency, or None for a type that the mapping does not know."""
        by_agency = self.categories.get(_compared(complaint), {})
        return by_agency.get(agency, by_agency.get("default"))


def load_mapping(path: Path = MAPPING_FILE) -> Mapping:
    """The mapping written in `mapping.yaml`: type → category, or type → table of agency → category."""
    entries: dict[str, str | dict[str, str]] = yaml_text.read(path.read_text("utf-8"))
    return Mapping(
        {
            _compared(complaint): {"default": entry} if isinstance(entry, str) else entry
            for complaint, entry in entries.items()
        }
    )


def _compared(complaint: str) -> str:
    return " ".join(complaint.split()).casefold()
