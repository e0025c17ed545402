#!/usr/bin/env python3
"""The same records for sportello and for the finders of lines, and a spec to measure them turn by turn.

    benches/peers.py target/release/sportello FOLDER     writes FOLDER/servizi.txt and FOLDER/spec.json

A line of servizi.txt is a servizio with all that the program knows of it, as `catalog export --format hsds` tells it. The
spec is a list of what a harness of pseudo-terminals has to start, each in 80 x 24: name, command, what the first frame
shows when it is whole, keys, the key that ends it. Bounds, medians of one interleaved run: the first frame of sportello at
most 2.2 x fzy's and 0.35 x fzf's.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys

KEYS = "assistenza"


# What stands in a record for machines, or is said of its kind and not of it.
LEFT_OUT = {"id", "attributes", "metadata", "taxonomy", "link_type", "status", "languages", "service_areas", "schedules"}


def texts(value):
    """Every text in a value that is one for people, names first."""
    if isinstance(value, dict):
        for name, inner in sorted(value.items(), key=lambda field: field[0] != "name"):
            if name not in LEFT_OUT and not name.endswith(("_id", "url", "uri", "_type")):
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield " ".join(value.split())


def main():
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    lines = folder / "servizi.txt"
    told = subprocess.run(
        [program, "catalog", "export", "--format", "hsds", "--shape", "ndjson", "-o", "-"],
        check=True, capture_output=True, text=True,
    ).stdout
    records = [" · ".join(texts(json.loads(line))) for line in told.splitlines() if line]
    lines.write_text("\n".join(records) + "\n", encoding="utf-8")
    # A home of its own: nothing of whoever measures is read.
    home = folder / "home"
    home.mkdir(exist_ok=True)
    common = {"geometry": "80x24", "keys": KEYS, "env": {"HOME": str(home)}}
    spec = [
        {"name": "sportello", "cmd": f"{program} --comune latiano", "ready": "Da dove cominciare", "quit": "<C-q>"},
        {"name": "fzf", "cmd": f"fzf < {lines}", "ready": f"{len(records)}/{len(records)}", "quit": "<Esc>"},
        # Shows ten lines and no count.
        {"name": "fzy", "cmd": f"fzy < {lines}", "ready": re.escape(records[9][:30]), "quit": "<C-c>"},
    ]
    spec = [dict(one, **common) for one in spec if shutil.which(one["cmd"].split()[0])]
    (folder / "spec.json").write_text(json.dumps(spec, indent=1) + "\n", encoding="utf-8")
    size = lines.stat().st_size
    print(f"{len(records)} records, {size} bytes; {', '.join(one['name'] for one in spec)}: {folder / 'spec.json'}")


if __name__ == "__main__":
    main()
