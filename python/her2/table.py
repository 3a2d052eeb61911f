"""Tables in and out by the Arrow PyCapsule protocol: no data frame library is needed, and any that speaks it will do."""

from __future__ import annotations

from typing import Any


def stream_of(table: Any) -> Any:
    """The Arrow stream of a table."""
    exporter = getattr(table, "__arrow_c_stream__", None)
    if exporter is None:
        raise TypeError(f"found {type(table).__name__}, expected a table that speaks Arrow: Polars, pyarrow, DuckDB or pandas 2.2 (with pyarrow)")
    return exporter()


class Worklist:
    """One row a patient. Hand it to any library that speaks Arrow: ``polars.DataFrame(worklist)``, ``pyarrow.table(worklist)``."""

    def __init__(self, capsule: Any) -> None:
        self._capsule = capsule
        self._table: Any = None

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        if self._table is not None:
            return self._table.__arrow_c_stream__()
        if self._capsule is None:
            raise RuntimeError("this worklist has been handed on; keep what it was handed to, or have pyarrow installed")
        try:
            import pyarrow
        except ImportError:  # without pyarrow it can be handed on once, without a copy
            capsule, self._capsule = self._capsule, None
            return capsule
        self._table = pyarrow.RecordBatchReader._import_from_c_capsule(self._capsule).read_all()
        self._capsule = None
        return self._table.__arrow_c_stream__()

    def to_pyarrow(self) -> Any:
        import pyarrow

        return pyarrow.table(self)

    def to_pandas(self) -> Any:
        return self.to_pyarrow().to_pandas()

    def to_polars(self) -> Any:
        import polars

        return polars.DataFrame(self)

    def _repr_html_(self) -> str:
        return self.to_pandas()._repr_html_()
