# SPDX-License-Identifier: Apache-2.0
"""A fresh home in a folder of its own, and what the end-to-end tests ask of it.

Needs $WRIT_BIN, the folder of the program `writ`. Each case prints `ok name` or `not ok name: reason`.
"""
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile

WRIT = os.path.join(os.environ["WRIT_BIN"], "writ")
ROOT = tempfile.mkdtemp(prefix="writ-test.")
HOME = os.path.join(ROOT, "home")
PASSPHRASE = os.path.join(ROOT, "passphrase")
failures = 0


def environment(home=HOME):
    return {"PATH": os.path.dirname(WRIT) + ":" + os.environ["PATH"], "HOME": ROOT, "WRIT_HOME": home}


def run(*words, home=HOME, **options):
    return subprocess.run(
        [WRIT, *words], cwd=ROOT, env=environment(home), capture_output=True, text=True, timeout=120, **options)


def case(name):
    """Runs a case and says how it went."""
    def decorate(body):
        global failures
        try:
            body()
            print(f"ok {name}", flush=True)
        except Exception as problem:  # whatever went wrong is the case's result
            failures += 1
            print(f"not ok {name}: {type(problem).__name__} {problem}".replace("\n", " | "), flush=True)
        return body
    return decorate


def succeeds(*words, **options):
    result = run(*words, **options)
    assert result.returncode == 0, f"{words} exits {result.returncode}: {result.stderr}"
    assert "\x1b" not in result.stdout + result.stderr, f"{words} writes colour into a pipe"
    return result.stdout


def fails(code, *words, says="", **options):
    """The verb refuses with this exit code, in words and, with `--json`, as an object: on the output, or on the error
    stream where the output is another program's."""
    result = run(*words, **options)
    assert result.returncode == code, f"{words} exits {result.returncode}, not {code}: {result.stderr}{result.stdout}"
    assert result.stderr.startswith("error: "), f"{words} says {result.stderr!r}"
    assert says in result.stderr, f"{words} does not say {says!r} but {result.stderr!r}"
    assert "\x1b" not in result.stderr
    structured = run(*words, "--json", **options)
    error = json.loads(structured.stdout or structured.stderr)
    assert structured.returncode == code and error["error_description"], structured


def value(*words):
    return json.loads(succeeds(*words, "--json"))


class Socket(http.client.HTTPConnection):
    """HTTP over the owner's socket."""
    def __init__(self, home=HOME):
        super().__init__("writ", timeout=30)
        self.home = home

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(os.path.join(self.home, "authority.sock"))


def post(path, body):
    connection = Socket()
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    assert answer.status < 300, f"{path}: {answer.status} {text}"
    return json.loads(text)


def write(name, text, mode=0o644):
    path = os.path.join(ROOT, name)
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, mode)
    return path


def read(name):
    with open(os.path.join(ROOT, name)) as file:
        return file.read()


def begin(owner="maintainer"):
    """Makes the home and starts its authority."""
    write("passphrase", "four random words\n", 0o600)
    succeeds("init", "--owner", owner, "--passphrase-file", PASSPHRASE)
    succeeds("up", "--detach")


def approve(order):
    """Proposes and approves a mission, and answers its identifier."""
    submission = json.loads(succeeds("mission", "propose", write("order.yaml", order), "--json"))["submission_id"]
    return json.loads(
        succeeds("approve", submission, "--passphrase-file", PASSPHRASE, "--json"))["mission_id"]


def finish():
    """Stops the authority, clears up unless something went wrong, and ends the script."""
    run("down")
    if failures == 0:
        shutil.rmtree(ROOT, ignore_errors=True)
    sys.exit(1 if failures else 0)
