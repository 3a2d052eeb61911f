"""HER2 status, the therapies a tumour qualifies for, why, and which missing test would change the answer.

Decision support for health professionals, research and education: options and reasons, not orders. Not a medical device.
"""

from __future__ import annotations

import datetime
import functools
import html
import json
import os
import warnings
from typing import Any, Mapping, Sequence

from . import _core
from ._core import Her2Error
from .table import Worklist, stream_of

__version__: str = _core.engine_version
__all__ = ["Assessment", "Her2Error", "Knowledge", "Worklist", "assess", "explain", "screen", "show"]



def _day(as_of: str | datetime.date | None) -> str:
    """Today where nothing is said; give the day in anything that is to be repeated."""
    if as_of is None:
        return datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    return as_of if isinstance(as_of, str) else as_of.isoformat()[:10]


def _record(case: str | bytes | Mapping[str, Any]) -> bytes:
    if isinstance(case, bytes):
        return case
    if isinstance(case, str):
        return case.encode()
    return json.dumps(case, ensure_ascii=False).encode()


class Assessment:
    """What was found for one case. Members of the assessment JSON are attributes: ``answer.status``, ``answer.options``."""

    def __init__(self, data: dict[str, Any], page: str) -> None:
        self.data = data
        self._page = page

    def __getattr__(self, name: str) -> Any:
        data = self.__dict__.get("data", {})
        if name in data:
            return data[name]
        raise AttributeError(f"an assessment has no {name!r}; it has {', '.join(data)}")

    def _options(self, state: str) -> list[dict[str, Any]]:
        return [option for option in self.data["options"] if option["state"] == state]

    @property
    def indicated(self) -> list[dict[str, Any]]:
        """Options whose label fits the record."""
        return self._options("indicated")

    @property
    def possible(self) -> list[dict[str, Any]]:
        """Options the record does not decide; ``missing`` names what would."""
        return self._options("possible")

    def __str__(self) -> str:
        return self._page

    def __repr__(self) -> str:
        status = self.data["status"]
        return f"<her2 assessment of {self.data['case']!r}: {' or '.join(status['result'])}; {' or '.join(status['class'])}>"

    def _repr_html_(self) -> str:
        return f'<pre style="white-space: pre-wrap">{html.escape(self._page)}</pre>'


class Knowledge:
    """A body of knowledge: the built-in one, or that of a folder; further folders are overlays, later ones win."""

    def __init__(self, *folders: str | os.PathLike[str]) -> None:
        self._engine = _core.Engine([str(folder) for folder in folders])

    @property
    def release(self) -> str:
        return self._engine.release

    @property
    def hash(self) -> str:
        return self._engine.hash

    def __repr__(self) -> str:
        return f"<her2 knowledge {self.release} ({self.hash[:12]})>"

    def assess(self, case: str | bytes | Mapping[str, Any], *, as_of: str | datetime.date | None = None, regions: Sequence[str] = (), open_world: bool = False) -> Assessment:
        """Assess one case: case JSON or a FHIR R4 Bundle, as text, bytes or a dict. Raises Her2Error, with places, where it cannot be read."""
        record, day, chosen = _record(case), _day(as_of), list(regions)
        data = json.loads(self._engine.assess(record, day, chosen, open_world, "json"))
        return Assessment(data, self._engine.assess(record, day, chosen, open_world, "text"))

    def explain(self, case: str | bytes | Mapping[str, Any], *, as_of: str | datetime.date | None = None, regions: Sequence[str] = (), open_world: bool = False) -> str:
        """Every rule that spoke, its values and where they came from."""
        return self._engine.assess(_record(case), _day(as_of), list(regions), open_world, "explain")

    def screen(self, table: Any, *, as_of: str | datetime.date | None = None, regions: Sequence[str] = (), open_world: bool = False, mapping: str = "", threads: int = 0) -> Worklist:
        """Screen a table: one row out for each row in, in order; rows that cannot be read are marked ``rejected`` and say why.

        ``table`` is anything with ``__arrow_c_stream__`` (Polars, pyarrow, DuckDB, pandas 2.2 or later). Its columns are those of a registry table layout
        (docs/registry-tables.md), or ``record`` holds a case or a Bundle as JSON in each row. What is said of a row stands in its ``warnings``; what
        is said of the columns is given to Python's ``warnings``.
        """
        capsule, said = self._engine.screen(stream_of(table), _day(as_of), list(regions), open_world, mapping, threads)
        for text in said:
            warnings.warn(text, stacklevel=2)
        return Worklist(capsule)

    def show(self, thing: str = "") -> str:
        """One thing of the knowledge in words, such as ``breast.ish-group`` or ``trastuzumab-deruxtecan``; without a name: what there is."""
        text = self._engine.show(thing)
        if not text:
            raise KeyError(thing)
        return text


@functools.lru_cache(maxsize=1)
def _built_in() -> Knowledge:
    return Knowledge()


def assess(case: str | bytes | Mapping[str, Any], **options: Any) -> Assessment:
    """Knowledge.assess() with the built-in knowledge."""
    return _built_in().assess(case, **options)


def explain(case: str | bytes | Mapping[str, Any], **options: Any) -> str:
    """Knowledge.explain() with the built-in knowledge."""
    return _built_in().explain(case, **options)


def screen(table: Any, **options: Any) -> Worklist:
    """Knowledge.screen() with the built-in knowledge."""
    return _built_in().screen(table, **options)


def show(thing: str = "") -> str:
    """Knowledge.show() with the built-in knowledge."""
    return _built_in().show(thing)
