#!/usr/bin/env python3
"""Writes dist/start.ld: the functions that run before the first frame, for the linker to lay side by side.

    CARGO_PROFILE_RELEASE_STRIP=none cargo build --release --locked
    benches/start_order.py target/release/sportello

Needs valgrind and nm, and a program with its symbols. A function is named without the hash at its end, so that the list
outlives a change of compiler and of code; what it no longer meets is laid where the linker likes. Generic functions that
stand in the program many times under one name are left out where all of them together would be much more than what runs.
Look at the peak before and after with `cargo bench --bench start`, then build once more.
"""
import collections
import fcntl
import os
import pathlib
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time

READY = "cominciare".encode()
QUIT = b"\x11"
PATIENCE = 240
HASH = re.compile(r"17h[0-9a-f]{16}E.*$")
# All functions of a name may be this many times what runs of them, and a page more.
SLACK, PAGE = 3, 4096
HEAD = """/* The functions that run before the first frame, side by side. Written by benches/start_order.py; read by dist/link-cc. */
SECTIONS { .text.start : {
"""
FOOT = "} } INSERT BEFORE .text;\n"


def addresses_run(program, folder):
    """The addresses of instructions that run from the start to the end, which is asked for with the first frame."""
    told = folder / "callgrind"
    child, terminal = pty.fork()
    if child == 0:
        tool = ["valgrind", "--tool=callgrind", "--dump-instr=yes", f"--callgrind-out-file={told}", "--log-file=/dev/null"]
        home = {"HOME": str(folder), "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
        os.execvpe(tool[0], [*tool, str(program), "--comune", "latiano"], home)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    seen, end = b"", time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            seen += os.read(terminal, 65536)
        except OSError:
            break
        if READY in seen:
            os.write(terminal, QUIT)
            seen = b""
    os.waitpid(child, 0)

    names, object_file, at, run = {}, "", 0, set()
    for line in told.read_text().splitlines():
        if named := re.match(r"(c?)ob=(\(\d+\))(?: (.*))?$", line):
            called, number, name = named.groups()
            if name:
                names[number] = name.strip()
            if not called:
                object_file = names[number]
        elif cost := re.match(r"(0x[0-9a-f]+|[+-]\d+|\*) ", line):
            where = cost[1]
            if where.startswith("0x"):
                at = int(where, 16)
            elif where != "*":
                at += int(where)
            if object_file == str(program):
                run.add(at)
    return run


def functions(program):
    """Address, size in bytes and name of each function."""
    told = subprocess.run(["nm", "-S", "--defined-only", str(program)], check=True, capture_output=True, text=True).stdout
    fields = [line.split() for line in told.splitlines()]
    return [(int(f[0], 16), int(f[1], 16), f[3]) for f in fields if len(f) == 4 and f[2] in "tT"]


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        run = sorted(addresses_run(program, pathlib.Path(folder)))
    every, hot, order = collections.Counter(), collections.Counter(), []
    next_run = 0
    for start, size, name in sorted(functions(program)):
        while next_run < len(run) and run[next_run] < start:
            next_run += 1
        short = HASH.sub("", name)
        every[short] += size
        if next_run < len(run) and run[next_run] < start + size and short != name:
            hot[short] += size
            order.append(short)
    kept = [name for name in dict.fromkeys(order) if every[name] <= SLACK * hot[name] + PAGE]
    if not kept:
        sys.exit("no function was found: was the program built with its symbols?")
    script = HEAD + "".join(f"*(.text.{name}17h*)\n" for name in kept) + FOOT
    path = pathlib.Path(__file__).resolve().parent.parent / "dist" / "start.ld"
    path.write_text(script)
    print(f"{path.name}: {len(kept)} names, {sum(every[n] for n in kept)} bytes; {sum(hot.values())} bytes run")


if __name__ == "__main__":
    main()
