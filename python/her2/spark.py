"""Cohorts past one machine: the same rows in, the same worklist out, by Spark's mapInArrow.

    from her2 import spark
    worklist = spark.screen(df, as_of="2026-11-23")     # df: columns of a table layout, or `record` with a case or Bundle a row

Every executor needs the package (docs/python.md says how to ship it). The answer depends on the row, the day and the knowledge alone, so retries and
speculation are safe; rows that cannot be read come out as `rejected`, and none is lost.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Iterator, Sequence

import her2

from ._core import screened_columns

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

COLUMNS = screened_columns()


def screen(df: "DataFrame", *, as_of: "str | datetime.date", regions: Sequence[str] = (), open_world: bool = False, mapping: str = "") -> "DataFrame":
    """The worklist of a DataFrame. `as_of` has no default: a job that is repeated tomorrow must answer the same."""
    day = as_of if isinstance(as_of, str) else as_of.isoformat()[:10]
    knowledge = her2.Knowledge().hash

    def run(batches: "Iterator[pyarrow.RecordBatch]") -> "Iterator[pyarrow.RecordBatch]":
        import pyarrow

        import her2 as module

        own = module._built_in()
        if own.hash != knowledge:
            raise RuntimeError(f"this executor has knowledge {own.hash[:12]}, the driver {knowledge[:12]}; ship the same package to both")
        for batch in batches:
            if batch.num_rows == 0:
                continue
            table = own.screen(pyarrow.Table.from_batches([batch]), as_of=day, regions=list(regions), open_world=open_world, mapping=mapping, threads=1)
            yield from table.to_pyarrow().to_batches()

    return df.mapInArrow(run, ", ".join(f"`{name}` string" for name in COLUMNS))
