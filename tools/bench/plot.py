#!/usr/bin/env python3
"""Draws the tables of docs/benchmarks.md, so that a picture shows what its table says.

usage: plot.py docs/benchmarks.md FOLDER      writes FOLDER/benchmark-peers.svg and FOLDER/benchmark-scale.svg
"""
import re
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "her2", "svg.fonttype": "none", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False})
from matplotlib import pyplot  # noqa: E402

OURS, THEIRS = "#1f5fa8", "#c0504d"


def tables(text):
    """Every table as a list of rows by column, and the line before it."""
    found = re.findall(r"([^\n]+)\n\n((?:\|.*\n)+)", text)
    for title, body in found:
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines()]
        yield title, [dict(zip(rows[0], row)) for row in rows[2:]]


def number(text):
    return float(re.sub(r"[^\d.]", "", text))


def with_columns(text, *names):
    return [(title, rows) for title, rows in tables(text) if rows and all(name in rows[0] for name in names)]


def save(figure, path):
    figure.savefig(path, metadata={"Date": None, "Creator": None}, bbox_inches="tight")
    pyplot.close(figure)


def peers(text, path):
    found = with_columns(text, "engine", "decisions/s", "least", "most")
    figure, axes = pyplot.subplots(1, len(found), figsize=(8.2, 2.7), sharey=True)
    for axis, (title, rows) in zip(axes, found):
        names = [row["engine"] for row in rows]
        rates = [number(row["decisions/s"]) for row in rows]
        spread = [[rate - number(row["least"]) for rate, row in zip(rates, rows)], [number(row["most"]) - rate for rate, row in zip(rates, rows)]]
        for name, rate, least, most in zip(names, rates, *spread):
            axis.errorbar(rate, name, xerr=[[least], [most]], fmt="o", capsize=3, color=OURS if name.startswith("her2") else THEIRS)
        axis.grid(axis="x", linewidth=0.4)
        axis.set_xscale("log")
        axis.set_xlabel("decisions a second of processor time")
        axis.set_title(re.sub(r" \(.*|:$", "", title), fontsize=9, loc="left")
    axes[0].invert_yaxis()
    save(figure, path)


def scale(text, path):
    (_, rows), *_ = with_columns(text, "run", "patients", "time", "most memory")
    figure, axes = pyplot.subplots(1, 2, figsize=(8.2, 2.9))
    for run in dict.fromkeys(row["run"] for row in rows):
        points = [row for row in rows if row["run"] == run]
        patients = [number(row["patients"]) for row in points]
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|`", r"\1", run)
        for axis, column in zip(axes, ("time", "most memory")):
            axis.plot(patients, [number(row[column]) for row in points], marker="o", markersize=4, label=plain)
    for axis, label in zip(axes, ("seconds", "most memory, MiB")):
        axis.set_xscale("log")
        axis.set_xlabel("patients")
        axis.set_ylabel(label)
    axes[0].set_yscale("log")
    axes[1].set_ylim(bottom=0)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="upper center", bbox_to_anchor=(0.5, -0.02), ncol=2, frameon=False, fontsize=8)
    save(figure, path)


def main():
    source, folder = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        text = file.read()
    peers(text, f"{folder}/benchmark-peers.svg")
    scale(text, f"{folder}/benchmark-scale.svg")


main()
