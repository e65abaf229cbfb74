"""What the set-up says to the person in front of it."""

import subprocess
import sys
import threading
import time
from contextlib import contextmanager

from . import paths


class Problem(Exception):
    """Something the person can mend; the text says what to do."""


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def step(title: str):
    """Print `title`, a sign of life every 10 s while the step runs, and its time when it ends."""
    started = time.monotonic()
    done = threading.Event()

    def alive():
        while not done.wait(10):
            say(f"     {title} ... {time.monotonic() - started:.0f} s")

    say(f"---> {title}")
    thread = threading.Thread(target=alive, daemon=True)
    thread.start()
    try:
        yield
    except BaseException:
        done.set()
        raise
    done.set()
    thread.join()
    say(f"     {title}: done in {time.monotonic() - started:.1f} s")


def run(command, *, log: str, env=None, cwd=None, hint: str = "") -> str:
    """Run `command` quietly, keep its output in a log file, raise a `Problem` with the end of it when it fails."""
    paths.LOGS.mkdir(parents=True, exist_ok=True)
    log_path = paths.LOGS / f"{log}.log"
    command = [str(part) for part in command]
    result = subprocess.run(
        command, env=env, cwd=cwd, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
    )
    with log_path.open("a", encoding="utf-8") as stream:
        stream.write(f"$ {' '.join(command)}\n{result.stdout}\n")
    if result.returncode:
        tail = "\n".join(result.stdout.strip().splitlines()[-12:])
        raise Problem(
            f"This command failed (exit status {result.returncode}):\n  {' '.join(command)}\n{tail}\n"
            f"The whole output is in {log_path}.{' ' + hint if hint else ''}"
        )
    return result.stdout


def main_guard(function) -> int:
    """Run `function`; problems and Ctrl-C become one clear message instead of a traceback."""
    try:
        return function() or 0
    except Problem as problem:
        print(f"\nERROR: {problem}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again: it goes on from where it was.", file=sys.stderr, flush=True)
        return 130
