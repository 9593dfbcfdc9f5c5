"""An executed notebook as an HTML page."""

import copy
import html

from nbconvert import HTMLExporter
from nbformat import NotebookNode


def html_page(notebook: NotebookNode, name: str) -> str:
    """Return a notebook as an HTML page that needs no other file.

    Its figures have their alt texts: the template of nbconvert that looks
    like JupyterLab does not read them from the outputs' metadata.
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            metadata = output.get("metadata", {}).get("image/png", {})
            if "alt" in metadata and "image/png" in output.data:
                source = f"data:image/png;base64,{output.data['image/png']}"
                alt = html.escape(metadata["alt"])
                image = f'<img src="{source}" alt="{alt}">'
                output.data = NotebookNode({"text/html": image})
    page, _ = HTMLExporter().from_notebook_node(
        notebook, {"metadata": {"name": name}}
    )
    return page
