"""What a run used: seconds of each cell, memory of its kernel."""

import ast
import re
from datetime import datetime
from typing import Any

import psutil
from nbformat import NotebookNode

from tools.authoring.names import names_of, without_magic

_TRAINS = re.compile(r"\.(fit|train_on_batch|train_step)\(|GradientTape")
_DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def resident_mb(manager: Any) -> float:
    """Return the resident memory of a kernel and its children, in MB.

    Of the children, which run the same Python and TensorFlow, only what they
    do not share with the kernel counts (where the system tells). 0 where
    there is no kernel (any more).
    """
    provisioner = getattr(manager, "provisioner", None)
    pid = getattr(provisioner, "pid", None)
    if pid is None:
        return 0.0
    try:
        kernel = psutil.Process(pid)
        children = [
            child.memory_info() for child in kernel.children(recursive=True)
        ]
        own = sum(used.rss - getattr(used, "shared", 0) for used in children)
        return (kernel.memory_info().rss + own) / 1e6
    except psutil.Error:  # it has just ended
        return 0.0


def take_cell_seconds(notebook: NotebookNode) -> dict[str, float]:
    """Take nbclient's times out of a notebook: id of a cell → seconds."""
    found = {}
    for cell in notebook.cells:
        times = cell.metadata.pop("execution", {})
        if {"iopub.execute_input", "shell.execute_reply"} <= times.keys():
            start, end = (
                datetime.fromisoformat(times[key])
                for key in ("iopub.execute_input", "shell.execute_reply")
            )
            found[cell.id] = (end - start).total_seconds()
    return found


def training_cells(notebook: NotebookNode) -> set[str]:
    """Return the ids of the cells that train a model.

    They fit one or compute gradients, or call a function of the notebook
    that does.
    """
    trains: set[str] = set()  # functions and classes that do
    found = set()
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        for node in ast.parse(without_magic(cell.source)).body:
            does = bool(_TRAINS.search(ast.unparse(node)))
            does = does or bool(names_of(node).reads & trains)
            if does and isinstance(node, _DEFINITION):
                trains.add(node.name)
            elif does:
                found.add(cell.id)
    return found
