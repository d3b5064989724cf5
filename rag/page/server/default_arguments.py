"""A call of an endpoint without its last arguments -> the same call with their defaults.

Knows nothing of what the endpoints do.
"""

from typing import Any

import gradio as gr
from gradio.components.api_component import Api


def fill_defaults(page: gr.Blocks) -> None:
    """Let a call leave out the last arguments: {"data": ["…"]} means the defaults that the API page names."""
    checked = page.validate_inputs

    def validate_inputs(block_fn: Any, inputs: list[object]) -> None:  # noqa: ANN401 - Gradio's own, not exported
        left_out = block_fn.inputs[len(inputs) :]
        if inputs and all(isinstance(one, Api) for one in left_out):
            inputs.extend(one.value for one in left_out)
        checked(block_fn, inputs)

    setattr(page, "validate_inputs", validate_inputs)  # noqa: B010 - mypy lets nobody assign to a method
