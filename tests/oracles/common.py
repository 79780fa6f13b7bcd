"""What the peers share: running a program with its cost, reading points, telling times. No router is known here."""

import csv
import json
import os
import subprocess
import sys
import time


def ran(command, log, **keywords):
    """Runs a program to its end: wall and processor seconds and peak memory (MB) of it and its children."""
    with open(log, "ab") as out:
        begun = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=out, **keywords)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{command[0]} failed ({child.returncode}); its words are in {log}")
    return {
        "wall_s": time.monotonic() - begun,
        "cpu_s": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1000,
    }


def kept(folder, key, build):
    """What `build` says of its steps; built once per key and kept beside its product."""
    note = os.path.join(folder, "built.json")
    try:
        with open(note, encoding="utf-8") as file:
            told = json.load(file)
        if told["key"] == key:
            return told["steps"] | {"kept": True}
    except (OSError, ValueError, KeyError):
        pass
    os.makedirs(folder, exist_ok=True)
    steps = build()
    with open(note, "w", encoding="utf-8") as file:
        json.dump({"key": key, "steps": steps}, file)
    return steps | {"kept": False}


def points(path):
    """[[lon, lat], ...] of a CSV file without a header, WGS-84 degrees."""
    with open(path, encoding="utf-8", newline="") as file:
        return [[float(cell) for cell in row] for row in csv.reader(file)]


def times(rounds, work):
    """Wall and processor milliseconds of each round of `work(round)`."""
    wall, cpu = [], []
    for number in range(rounds):
        begun, used = time.monotonic(), time.process_time()
        work(number)
        wall.append((time.monotonic() - begun) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    return {"wall_ms": wall, "cpu_ms": cpu}


def say(value):
    print(json.dumps(value), flush=True)
