"""What a feedback page shows of the instructor's cells: what students know of them."""

from __future__ import annotations

from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.course import role_of
from autograder.course.released import released_text


class AsReleased(NbGraderPreprocessor):
    """Shows the instructor's cells as students got them, without hidden tests and mark schemes."""

    def preprocess_cell(self, cell: Any, resources: Any, _index: int) -> Any:
        """Cut such a cell's source; students' own cells and all outputs stay."""
        metadata = cell.metadata.get("nbgrader") or {}
        if role_of(metadata, cell.cell_type).is_fixed:
            cell.source = released_text(cell.source, cell.cell_type)
        return cell, resources
