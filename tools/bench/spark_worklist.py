#!/usr/bin/env python3
"""The worklist of a file of Bundles, a line each, by Spark: the lines that `her2 screen` prints for it, in no order.

usage: spark_worklist.py BUNDLES DAY      (in an environment with her2, pyspark and pyarrow; Java on the path)

The command and Spark write the same answers in two forms. To compare them: Spark's rows that could not be read are left out, for
the command says them elsewhere (--errors); so are the columns behind the worklist's own; and a cell is written as the command
writes it in CSV. Nothing in a cell is changed.
"""

import os
import sys

BEHIND = ("row_status", "error_code", "error_where", "error_text", "warnings")  # the columns that the command has not


def session():
    """A driver and two executors of one processor each, every one a process of its own."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local-cluster[2,1,1024]")
    options = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.executor.memory": "1024m",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "500",
        "spark.task.maxFailures": "8",
    }
    for name, value in options.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def cell(text):
    """As present/worklist.cpp writes it: in quotes where it must be, and no formula for a spreadsheet."""
    formula = text[:1] in tuple("=+-@\t\r")
    if not formula and not any(sign in text for sign in ',"\n\r'):
        return text
    quoted = text.replace('"', '""')
    return f'"\'{quoted}"' if formula else f'"{quoted}"'


def lines(worklist):
    """The rows of a worklist that could be read, as lines of CSV."""
    names = [name for name in worklist.columns if name not in BEHIND]
    for row in worklist.where("row_status != 'rejected'").select(*names).toLocalIterator():
        yield ",".join(cell(value or "") for value in row)


def bundles(session, path):
    """A frame with a row for each line of a file, spread over the executors."""
    return session.read.text(path).withColumnRenamed("value", "bundle").repartition(6)


def main():
    from her2 import spark

    path, day = sys.argv[1:]
    running = session()
    running.sparkContext.setLogLevel("ERROR")
    try:
        for line in lines(spark.screen(bundles(running, os.path.abspath(path)), as_of=day)):
            print(line)
    finally:
        running.stop()


if __name__ == "__main__":
    main()
