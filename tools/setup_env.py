"""Set up the environment: a virtual environment with the pinned packages.

    python tools/setup_env.py [--venv .venv] [--gpu]

``make`` calls it; on Windows without make, authors do. It runs before
anything is installed, so it uses the standard library only. To be able to
say that a newer Python is needed it has to parse on an old one: no syntax
after 3.6, and annotations such as ``list[str]`` in quotes.

uv installs the lock several times faster than pip, but does not read pip's
configuration, where closed networks name their mirror and certificate:
``uv_settings`` translates it. Where uv cannot be had or fails, pip installs.
"""

import argparse
import ast
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PYTHONS = ((3, 11), (3, 13))

# pip's option; the variables by which uv takes it (we set the first, unless
# the user has set one of them); what separates several values there.
VARIABLES = (
    ("index-url", ("UV_DEFAULT_INDEX", "UV_INDEX_URL"), " "),
    ("extra-index-url", ("UV_INDEX", "UV_EXTRA_INDEX_URL"), " "),
    ("find-links", ("UV_FIND_LINKS",), ","),
    ("constraint", ("UV_CONSTRAINT",), " "),
    ("trusted-host", ("UV_INSECURE_HOST",), " "),
    ("timeout", ("UV_HTTP_TIMEOUT", "UV_REQUEST_TIMEOUT"), " "),
    ("cert", ("SSL_CERT_FILE",), " "),
    ("client-cert", ("SSL_CLIENT_CERT",), " "),
    ("proxy", ("HTTPS_PROXY", "https_proxy"), " "),
    ("proxy", ("HTTP_PROXY", "http_proxy"), " "),
)
# With one -q, pip warns of each location that it ignores, for each package.
PIP_INSTALL = ("pip", "install", "-qq", "--disable-pip-version-check")


def pip_settings(listed: str) -> "dict[str, str]":
    """Return the options that pip's configuration gives to ``pip install``.

    Parameters
    ----------
    listed
        What ``pip config list`` prints: lines ``section.option='value'``; the
        section of environment variables is ``:env:``.
    """
    # The later of these sections wins.
    sections = {"global": {}, "install": {}, ":env:": {}}  # type: dict
    for line in listed.splitlines():
        name, _, quoted = line.partition("=")
        section, _, option = name.partition(".")
        if section in sections:
            value = ast.literal_eval(quoted)
            if value:  # pip ignores empty ones
                option = "timeout" if option == "default-timeout" else option
                sections[section][option] = value
    return {**sections["global"], **sections["install"], **sections[":env:"]}


def uv_settings(
    pip: "Mapping[str, str]", environ: "Mapping[str, str]"
) -> "tuple[list[str], dict[str, str]]":
    """Translate pip's options for uv.

    Parameters
    ----------
    pip
        Options by name, as ``pip_settings`` returns them.
    environ
        The environment's variables. What they set for uv stays.

    Returns
    -------
    options
        Arguments for ``uv pip install``.
    variables
        What to add to the environment.
    """
    wanted = dict(pip)
    if "cert" not in wanted:  # requests, inside pip, reads these
        bundles = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
        found = [environ[name] for name in bundles if environ.get(name)]
        wanted["cert"] = found[0] if found else ""
    if "timeout" in wanted:  # uv wants whole seconds
        wanted["timeout"] = str(round(float(wanted["timeout"])))
    variables = {}
    for option, names, separator in VARIABLES:
        values = wanted.get(option, "").split()
        values = [os.path.expanduser(value) for value in values]
        if option == "find-links":
            values = [v for v in values if not is_missing_folder(v)]
        if values and not any(name in environ for name in names):
            variables[names[0]] = separator.join(values)
    if "UV_INDEX" in variables and "UV_INDEX_STRATEGY" not in environ:
        # pip takes a version from whichever index has it; uv, unless told
        # otherwise, looks only into the first that knows the package.
        variables["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    no_index = pip.get("no-index", "").lower() in {"1", "true", "yes", "on"}
    return ["--no-index"] if no_index else [], variables


def is_missing_folder(place: str) -> bool:
    """Say whether this is a local place that uv would stop at, not pip."""
    path = place[7:] if place.startswith("file://") else place
    return "://" not in path and not os.path.isdir(path)


def install(python: Path, wanted: "Sequence[str]") -> None:
    """Install into an environment with uv, or else with pip.

    Parameters
    ----------
    python
        The environment's interpreter.
    wanted
        Arguments that ``pip install`` and ``uv pip install`` both know.

    Raises
    ------
    subprocess.CalledProcessError
        If pip fails, too.
    """
    try:
        # A wheel, or nothing: to build uv takes longer than it would save.
        only_uv = ["--only-binary", "uv", "--constraint", str(LOCK), "uv"]
        run_module(python, [*PIP_INSTALL, *only_uv], os.environ)
        listed = run_module(python, ["pip", "config", "list"], os.environ)
        options, variables = uv_settings(pip_settings(listed), os.environ)
        command = ["uv", "pip", "install", "--quiet", "--compile-bytecode"]
        command += ["--python", str(python)]
        environ = {**os.environ, **variables}
        run_module(python, [*command, *options, *wanted], environ)
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.splitlines() or ["no message"])[0]
        say(f"uv cannot install ({reason}): using pip, which takes minutes")
        subprocess.check_call([str(python), "-m", *PIP_INSTALL, *wanted])


def run_module(
    python: Path, arguments: "Sequence[str]", environ: "Mapping[str, str]"
) -> str:
    """Run ``python -m …``; return what it prints.

    Raises
    ------
    subprocess.CalledProcessError
        If it fails. ``stderr`` holds its message.
    """
    return subprocess.run(
        [str(python), "-m", *arguments],
        check=True,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env=environ,
    ).stdout


def is_current(marker: Path) -> bool:
    """Say whether a file is there and not older than the lock."""
    return marker.exists() and marker.stat().st_mtime >= LOCK.stat().st_mtime


def say(line: str) -> None:
    """Print a line at once, also where make's output goes to a file."""
    print(line, flush=True)


def set_up(venv: Path, gpu: bool = False) -> None:
    """Make the environment, unless it is there and as new as the lock.

    The files ``installed`` and ``installed-gpu`` in it are written last: a
    set-up that was interrupted is done again.

    Raises
    ------
    subprocess.CalledProcessError
        If the environment cannot be made, or a package not be installed.
    """
    python = venv / ("Scripts" if os.name == "nt" else "bin") / "python"
    done, done_gpu = venv / "installed", venv / "installed-gpu"
    if not is_current(done):
        say(f"setting up {venv} (a minute or two)")
        subprocess.check_call(
            [sys.executable, "-m", "venv", "--clear", str(venv)]
        )
        install(python, ["-r", str(LOCK)])
        done.touch()
    if gpu and not is_current(done_gpu):
        say("adding TensorFlow's CUDA packages")
        install(python, ["tensorflow[and-cuda]", "--constraint", str(LOCK)])
        done_gpu.touch()


def check_python(version: "tuple[int, ...]") -> None:
    """Exit with a message on a Python that the lock is not made for."""
    if not PYTHONS[0] <= version <= PYTHONS[1]:
        how = "make PYTHON=python3.12"
        if os.name == "nt":
            how = "py -3.12 tools\\setup_env.py"
        sys.exit(f"Python 3.11 to 3.13 is needed: {how} …")


def main() -> None:
    """Do what the command line says."""
    check_python(sys.version_info[:2])
    parser = argparse.ArgumentParser(description="Set up the environment.")
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv")
    parser.add_argument("--gpu", action="store_true")
    arguments = parser.parse_args()
    try:
        set_up(arguments.venv, arguments.gpu)
    except subprocess.CalledProcessError as error:
        sys.exit(f"error: {' '.join(error.cmd)} failed")


if __name__ == "__main__":
    main()
