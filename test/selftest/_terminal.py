"""Runs a program on a pseudo-terminal and plays a script to it.

usage: _terminal.py SCRIPT PROGRAM ARGS...

SCRIPT is JSON: a list of steps, each {"expect": text}, {"send": text}, {"size": [rows, columns]}. Everything that the
program writes goes to standard output; the exit status is the program's, or 99 when it didn't say what was expected.
"""

import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time

PATIENCE_S = 150


def resize(fd, rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def main():
    script = json.loads(sys.argv[1])
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[2], sys.argv[2:])

    resize(fd, 30, 100)
    heard = b""
    deadline = time.monotonic() + PATIENCE_S

    def hear():
        """What the program wrote next, empty at its end; None when nothing came in time."""
        ready, _, _ = select.select([fd], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return None
        try:
            chunk = os.read(fd, 65536)
        except OSError:
            return b""
        sys.stdout.buffer.write(chunk)
        sys.stdout.flush()
        return chunk

    for step in script:
        deadline = time.monotonic() + PATIENCE_S
        if "send" in step:
            os.write(fd, step["send"].encode())
        elif "size" in step:
            resize(fd, *step["size"])
        else:
            wanted = step["expect"].encode()
            while wanted not in heard:
                chunk = hear()
                if not chunk:
                    print(f"\n_terminal.py: never said {step['expect']!r}")
                    os.kill(pid, 15)
                    sys.exit(99)
                # Terminals end lines with one or two carriage returns, depending on how many they are.
                heard += chunk.replace(b"\r", b"")
            heard = heard[heard.index(wanted) + len(wanted) :]

    while hear():
        pass
    _, status = os.waitpid(pid, 0)
    sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 98)


main()
