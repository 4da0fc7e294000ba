"""The names and points that students, instructors and scripts rely on are in the notebooks."""

import re

import nbformat
import pytest

SOLUTION_CELLS = {
    "1_parameter_count": ["hand_count", "count_parameters"],
    "2_transpose_identity": ["row_form", "column_form", "forms_agree"],
    "3_stored_activations": ["DenseLayer", "stored_shapes"],
    "4_tanh_comparison": [
        "tanh",
        "network_outputs",
        "compare_activations",
        "closer_to_zero_centered",
        "plot_comparison",
    ],
    "5_linear_collapse": ["apply_layers", "collapse"],
}
WRITTEN = {
    "2_transpose_identity": ["explanation"],
    "4_tanh_comparison": ["gradient_argument"],
    "5_linear_collapse": ["proof"],
}
COUNTS = (
    "forgot_biases bias_for_inputs_too biases_from_inputs one_bias_per_layer counted_units dropped_last_layer"
)
MISCONCEPTIONS = {
    "hand_count": COUNTS,
    "count_parameters": f"{COUNTS} one_step_too_far wraps_around",
    "row_form": "forgot_bias forgot_transpose single_input_only pair_not_sum",
    "column_form": "forgot_bias forgot_outer_transpose bias_on_columns pair_not_sum",
    "forms_agree": "exact_equality compares_sums always_true any_not_all elementwise exact_and_elementwise",
    "DenseLayer": "swapped_z_and_h z_is_activated z_without_bias returns_z shared_by_all_layers "
    "keeps_first_pass stores_nothing capital_names returns_both single_input_only",
    "stored_shapes": "shape_of_input forgot_forward_pass joined_shapes ndim_for_shape",
    "tanh": "sigmoid_instead half_argument overflows flipped_sign",
    "network_outputs": "last_layer_linear forgot_biases always_relu activates_once single_input_only",
    "compare_activations": "swapped_names variance_for_std mean_of_absolute swapped_names_and_variance "
    "sample_std rms_for_std",
    "plot_comparison": "returns_nothing returns_pyplot returns_figure swapped_labels same_data_twice "
    "bins_of_one one_distribution_only",
    "apply_layers": "reversed_order single_input_only",
    "collapse": "reversed_order sum_of_weights transposed dropped_a_layer",
}
KEYS = {"grade_id", "grade", "solution", "locked", "task", "schema_version"}
NAMES = list(SOLUTION_CELLS)


def graded(notebook):
    """Nbgrader's metadata of each cell that has some, with the cell."""
    return [(cell.metadata["nbgrader"], cell) for cell in notebook.cells if "nbgrader" in cell.metadata]


def is_auto(metadata, cell):
    """Whether the grader gives the points of this cell."""
    return cell.cell_type == "code" and metadata["grade"] and not metadata["solution"]


def test_all_notebooks_are_there(source_notebooks):
    """The lesson and the five exercise notebooks, and no other."""
    assert list(source_notebooks) == ["0_lesson", *NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_solution_cells_have_the_names_of_what_they_define(source_notebooks, name):
    """In the order of the contract, and the instructor's code defines the name."""
    cells = [
        (metadata["grade_id"], cell)
        for metadata, cell in graded(source_notebooks[name])
        if metadata["solution"] and cell.cell_type == "code"
    ]

    assert [grade_id for grade_id, _ in cells] == SOLUTION_CELLS[name]
    for grade_id, cell in cells:
        assert re.search(rf"^(def {grade_id}\(|class {grade_id}\b|{grade_id} = )", cell.source, re.MULTILINE)
        assert "### BEGIN SOLUTION" in cell.source


@pytest.mark.parametrize("name", NAMES)
def test_grade_cells_belong_to_the_solution_cells(source_notebooks, name):
    """Each name has one or more, test_<name> or test_<name>_<facet>, below it and locked."""
    metadata = [entry for entry, _ in graded(source_notebooks[name])]
    order = [entry["grade_id"] for entry in metadata]
    tests = [entry for entry in metadata if entry["grade"] and not entry["solution"]]

    for exercise in SOLUTION_CELLS[name]:
        own = [entry["grade_id"] for entry in tests if re.match(rf"test_{exercise}(_|$)", entry["grade_id"])]
        assert f"test_{exercise}" in own
        assert all(order.index(test) > order.index(exercise) for test in own)
    for entry in tests:
        assert entry["locked"]
        assert entry["points"] >= 1
        assert any(re.match(rf"test_{exercise}(_|$)", entry["grade_id"]) for exercise in SOLUTION_CELLS[name])


@pytest.mark.parametrize("name", NAMES)
def test_grade_cells_call_their_check(source_notebooks, name):
    """Each has visible asserts, then a hidden region with the check of its own exercise and facet."""
    for metadata, cell in graded(source_notebooks[name]):
        if not is_auto(metadata, cell):
            continue
        visible, _, hidden = cell.source.partition("### BEGIN HIDDEN TESTS\n")
        body = metadata["grade_id"].removeprefix("test_")
        exercise = max((known for known in SOLUTION_CELLS[name] if body.startswith(known)), key=len)
        facet = body[len(exercise) + 1 :]
        assert "assert " in visible
        assert "autograder" not in visible
        assert f'check("{exercise}", {exercise}' in hidden
        assert (f'facet="{facet}"' in hidden) == bool(facet)
        assert hidden.rstrip().endswith("### END HIDDEN TESTS")


def test_written_answers_are_graded_by_a_person(source_notebooks):
    """Markdown cells with a model answer, worth points, each below a task with a mark scheme."""
    for name, notebook in source_notebooks.items():
        written = [
            (metadata, cell)
            for metadata, cell in graded(notebook)
            if metadata["grade"] and metadata["solution"]
        ]
        assert [metadata["grade_id"] for metadata, _ in written] == WRITTEN.get(name, [])
        for metadata, cell in written:
            assert cell.cell_type == "markdown"
            assert metadata["points"] >= 1
            assert "### BEGIN SOLUTION" in cell.source
        schemes = [cell for cell in notebook.cells if "=== BEGIN MARK SCHEME ===" in cell.source]
        assert len(schemes) == len(written)


def test_points_are_20_by_machine_and_7_by_a_person(source_notebooks):
    """As the README tells students."""
    cells = [pair for notebook in source_notebooks.values() for pair in graded(notebook)]
    machine = sum(metadata["points"] for metadata, cell in cells if is_auto(metadata, cell))
    person = sum(metadata["points"] for metadata, _ in cells if metadata["grade"] and metadata["solution"])

    assert (machine, person) == (20, 7)


@pytest.mark.parametrize("name", NAMES)
def test_metadata_is_schema_3(source_notebooks, name):
    """Each cell of nbgrader's has all keys of version 3, and points just where they count."""
    for metadata, _ in graded(source_notebooks[name]):
        points = {"points"} if metadata["grade"] or metadata["task"] else set()
        assert set(metadata) == KEYS | points
        assert metadata["schema_version"] == 3


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique(source_notebooks, name):
    """Grade ids and cell ids, each within its notebook; the notebook is a valid one."""
    notebook = source_notebooks[name]
    grade_ids = [metadata["grade_id"] for metadata, _ in graded(notebook)]
    cell_ids = [cell["id"] for cell in notebook.cells]

    nbformat.validate(notebook)
    assert len(set(grade_ids)) == len(grade_ids)
    assert len(set(cell_ids)) == len(cell_ids)


def test_names_are_unique_across_notebooks(source_notebooks):
    """An exercise has one place."""
    names = [name for cells in SOLUTION_CELLS.values() for name in cells]
    ids = [
        metadata["grade_id"]
        for notebook in source_notebooks.values()
        for metadata, _ in graded(notebook)
        if metadata["grade"]
    ]

    assert len(set(names)) == len(names)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", NAMES)
def test_sources_hold_no_outputs(source_notebooks, name):
    """What is committed of a source is text alone."""
    for cell in source_notebooks[name].cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_every_exercise_has_its_misconceptions(exercises):
    """All of the contract are known; there may be more."""
    assert set(exercises) == {name for cells in SOLUTION_CELLS.values() for name in cells}
    for name, ids in MISCONCEPTIONS.items():
        known = [entry.id for entry in exercises[name].misconceptions]
        assert set(ids.split()) <= set(known)
        assert len(set(known)) == len(known)


def test_overflow_costs_its_own_point_alone(exercises):
    """Tanh in its overflowing form loses test_tanh_stable and nothing else."""
    overflows = next(entry for entry in exercises["tanh"].misconceptions if entry.id == "overflows")

    assert overflows.loses == ("test_tanh_stable",)


def test_hints_never_give_the_answer(exercises):
    """A hint is a sentence or a few of prose, without the reference's own code."""
    for exercise in exercises.values():
        for misconception in exercise.misconceptions:
            assert len(misconception.hint) < 200
            for code in ("W.T + b", "(W @ x.T).T", "np.allclose", "235146", "235,146", "W_L … W_1"):
                assert code not in misconception.hint
