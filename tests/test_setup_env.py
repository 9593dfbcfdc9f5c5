"""The environment is set up with uv, or with pip, and again if interrupted."""

import ast
import inspect
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools import setup_env
from tools.setup_env import pip_settings, set_up, uv_settings


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    """Take away what the developer's machine sets for pip and uv."""
    ours = {name for row in setup_env.VARIABLES for name in row[1]}
    ours |= {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}
    for name in list(os.environ):
        if name in ours or name.startswith(("PIP_", "UV_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)


def wheel(folder, name, files):
    """Write a wheel of version 1.0 with some files into a folder."""
    folder.mkdir(exist_ok=True)
    info = f"{name}-1.0.dist-info"
    files = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\n"
        "Version: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\n"
        "Root-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in files)
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return path


def index(folder):
    """Write an index of packages with one wheel; return its address."""
    path = wheel(folder / "example", "example", {"example.py": ""})
    (path.parent / "index.html").write_text(f'<a href="{path.name}">x</a>')
    return folder.as_uri()


@pytest.mark.parametrize("option", ["index-url", "extra-index-url",
                                    "find-links"])  # fmt: skip
def test_uv_finds_what_pip_is_told_to_find(tmp_path, monkeypatch, option):
    """The real pip lists its settings, the real uv takes ours."""
    (tmp_path / "empty").mkdir()
    for folder in ("all", "all/example"):
        (tmp_path / folder).mkdir()
    values = {"index-url": (tmp_path / "empty").as_uri(),
              option: index(tmp_path / "all")}  # fmt: skip
    if option == "find-links":
        values[option] = f"{tmp_path}/missing {tmp_path}/all/example"
    config = tmp_path / "pip.conf"
    lines = [f"{name} = {value}" for name, value in values.items()]
    config.write_text("\n".join(["[global]", *lines]))
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    python = Path(sys.executable)
    listed = setup_env.run_module(python, ["pip", "config", "list"],
                                  os.environ)  # fmt: skip
    options, variables = uv_settings(pip_settings(listed), os.environ)
    command = ["uv", "pip", "install", "--dry-run", "--python", sys.executable]
    environ = {**os.environ, **variables, "UV_OFFLINE": "1"}
    setup_env.run_module(python, [*command, *options, "example"], environ)


def test_without_uv_pip_installs_and_says_so(tmp_path, monkeypatch, capfd):
    """With a real environment and a folder of wheels; uv's is a dummy.

    First the folder holds no uv, then one that writes down how it is called,
    then one that fails.
    """
    wheels, seen = tmp_path / "wheels", tmp_path / "seen.json"
    wheel(wheels, "example", {"example.py": ""})
    lock = tmp_path / "requirements.lock"
    lock.write_text("example==1.0\n")
    monkeypatch.setattr(setup_env, "LOCK", lock)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", f"{tmp_path}/missing {wheels}")
    python = tmp_path / "venv" / "bin" / "python"

    set_up(tmp_path / "venv")
    assert (tmp_path / "venv" / "installed").is_file()
    subprocess.run([python, "-c", "import example"], check=True)
    printed = capfd.readouterr()
    assert printed.err == ""  # not even of the missing folder
    first, second = printed.out.splitlines()
    assert first.startswith("setting up")
    assert second.startswith("uv cannot install (ERROR: ")
    assert second.endswith("using pip, which takes minutes")

    call = "json.dump([sys.argv[1:], dict(os.environ)], open({!r}, 'w'))"
    code = f"import json, os, sys\n{call.format(str(seen))}\n"
    wheel(wheels, "uv", {"uv/__main__.py": code})
    setup_env.install(python, ["-r", str(lock)])
    arguments, environ = json.loads(seen.read_text())
    assert arguments == ["pip", "install", "--quiet", "--compile-bytecode",
                         "--python", str(python),
                         "--no-index", "-r", str(lock)]  # fmt: skip
    assert environ["UV_FIND_LINKS"] == str(wheels)
    assert capfd.readouterr() == ("", "")

    main = next((tmp_path / "venv").rglob("uv/__main__.py"))
    main.write_text("import sys\nsys.exit('error: no way\\n  cause: none')")
    setup_env.install(python, ["-r", str(lock)])
    (line,) = capfd.readouterr().out.splitlines()
    assert line.startswith("uv cannot install (error: no way): using pip")


@pytest.fixture
def steps(tmp_path, monkeypatch):
    """Let `set_up` only write down what it would run; return the list."""
    lock = tmp_path / "requirements.lock"
    lock.touch()
    done = []
    monkeypatch.setattr(setup_env, "LOCK", lock)
    monkeypatch.setattr(
        setup_env, "install", lambda python, wanted: done.append(wanted[0])
    )

    def make(command):
        assert command[1:4] == ["-m", "venv", "--clear"]
        Path(command[4]).mkdir(exist_ok=True)
        for file in Path(command[4]).iterdir():
            file.unlink()
        done.append("venv")

    monkeypatch.setattr(setup_env.subprocess, "check_call", make)
    return done


def test_set_up_is_done_once_for_a_lock(tmp_path, steps):
    venv = tmp_path / "venv"
    set_up(venv)
    set_up(venv)
    assert steps == ["venv", "-r"]
    os.utime(venv / "installed", (1, 1))  # older than the lock
    set_up(venv)
    assert steps == ["venv", "-r"] * 2


def test_gpu_packages_come_on_top(tmp_path, steps):
    venv = tmp_path / "venv"
    set_up(venv)
    set_up(venv, gpu=True)
    set_up(venv, gpu=True)
    set_up(venv)
    assert steps == ["venv", "-r", "tensorflow[and-cuda]"]


@pytest.mark.parametrize("gpu", [False, True])
def test_interrupted_set_up_is_done_again(tmp_path, steps, monkeypatch, gpu):
    venv = tmp_path / "venv"
    if gpu:
        set_up(venv)
    with monkeypatch.context() as patch:

        def interrupt(python, wanted):
            raise KeyboardInterrupt

        patch.setattr(setup_env, "install", interrupt)
        with pytest.raises(KeyboardInterrupt):
            set_up(venv, gpu)
    steps.clear()
    set_up(venv, gpu)
    assert steps == (["tensorflow[and-cuda]"] if gpu else ["venv", "-r"])


def test_only_the_pythons_of_the_lock_will_do():
    for version in (3, 11), (3, 12), (3, 13):
        setup_env.check_python(version)
    for version in (2, 7), (3, 10), (3, 14):
        with pytest.raises(SystemExit, match=r"Python 3\.11 to 3\.13 is need"):
            setup_env.check_python(version)


def test_an_old_python_can_read_the_script():
    """So that it can say that it is too old."""
    tree = ast.parse(inspect.getsource(setup_env), feature_version=(3, 6))
    imported = {
        name.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert {n.split(".")[0] for n in imported} <= sys.stdlib_module_names
    assert "__future__" not in imported
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            hints = [argument.annotation for argument in node.args.args]
            for hint in [*hints, node.returns]:
                assert isinstance(hint, ast.Name | ast.Constant), node.name
