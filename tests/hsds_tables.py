#!/usr/bin/env python3
"""The HSDS tables of the catalogue against frictionless, by our datapackage.json and by the official one.

    SPORTELLO_STANDARDS=DIR python3 tests/hsds_tables.py [FOLDER]

DIR holds hsds-3.1-schema/datapackage.json; without it only our own package is checked. Without a folder the export is asked of
the program itself (SPORTELLO_BIN or target/debug/sportello). Needs frictionless from PyPI. Exit status 0: valid, 1: not valid,
77: could not be tried.
"""
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

MOST_TOLD = 20


def skipped(why):
    print(f"SALTATO: {why}", file=sys.stderr)
    sys.exit(77)


def official(folder, standard):
    """The official package, kept to the tables that are there: foreign keys to absent ones go."""
    package = json.loads(standard.read_text(encoding="utf-8"))
    kept = [r for r in package["resources"] if (folder / r["path"]).exists()]
    names = {r["name"] for r in kept}
    for resource in kept:
        keys = resource["schema"].get("foreignKeys", [])
        resource["schema"]["foreignKeys"] = [k for k in keys if k["reference"]["resource"] in names | {""}]
    package["resources"] = kept
    return package


def check(title, folder):
    from frictionless import Package, system

    started = time.time()
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    problems = report.flatten(["type", "message"])
    tasks = len(report.tasks)
    rows = sum(task.stats.get("rows") or 0 for task in report.tasks)
    said = "validi" if report.valid else "NON validi"
    print(f"{title}: {tasks} tabelle, {rows} righe, {time.time() - started:.1f} s: {said}")
    for kind, message in problems[:MOST_TOLD]:
        print(f"  {kind}: {message}")
    return report.valid and tasks > 0 and rows > 0


def main():
    try:
        import frictionless  # noqa: F401
    except ImportError:
        skipped("manca frictionless (pip install frictionless)")
    csv.field_size_limit(1 << 24)
    with tempfile.TemporaryDirectory() as made:
        made = pathlib.Path(made)
        folder = made / "tabelle"
        if len(sys.argv) > 1:
            shutil.copytree(sys.argv[1], folder)
        else:
            program = os.environ.get("SPORTELLO_BIN", "target/debug/sportello")
            command = [program, "catalog", "export", "--format", "hsds", "--shape", "csv", "-o", str(folder)]
            subprocess.run(command, check=True)
        good = check("datapackage.json nostro", folder)
        standard = os.environ.get("SPORTELLO_STANDARDS")
        path = pathlib.Path(standard) / "hsds-3.1-schema/datapackage.json" if standard else None
        if path and path.exists():
            (folder / "datapackage.json").write_text(json.dumps(official(folder, path)), encoding="utf-8")
            good = check("datapackage.json ufficiale", folder) and good
        else:
            print("SALTATO: manca SPORTELLO_STANDARDS, il datapackage.json ufficiale", file=sys.stderr)
        # A service without its id must not pass: otherwise nothing was applied.
        table = folder / "services.csv"
        rows = table.read_text(encoding="utf-8").split("\n", 2)
        rows[1] = "," + rows[1].split(",", 1)[1]
        table.write_text("\n".join(rows), encoding="utf-8")
        if check("con un servizio senza id", folder):
            print("la prova accetta anche un servizio senza id: non vale", file=sys.stderr)
            good = False
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
