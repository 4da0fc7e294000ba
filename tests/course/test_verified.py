"""The tests of ch177 are tested: `autograder verify` finds nothing wrong with them.

It runs beside the other tests of this folder, so this file comes last.
"""


def test_verify_is_all_green(verified):
    """References and correct answers get full marks, misconceptions are named, mutants are caught."""
    code, output, findings = verified

    fallen_short = {
        found["exercise"]: found["problems"] + found["survivors"]
        for found in findings
        if found["problems"] or found["survivors"]
    }
    assert fallen_short == {}
    assert code == 0, output


def test_every_exercise_was_verified(verified, exercises):
    """None was left out, and each with both references and eight correct answers or more."""
    _, _, findings = verified

    assert [found["exercise"] for found in findings] == list(exercises)
    for found in findings:
        exercise = exercises[found["exercise"]]
        assert found["references"] == 2
        assert found["alternatives"] == len(exercise.alternatives) >= 8
        assert found["misconceptions"] == len(exercise.misconceptions)


def test_mutants_are_tried_and_caught(verified):
    """Every exercise has some, and what survives is declared with a reason."""
    _, _, findings = verified

    assert all(found["mutants"] > 0 for found in findings)
    assert sum(found["mutants"] for found in findings) > 300
    assert all(found["caught"] == found["mutants"] for found in findings)
    assert all(reason for found in findings for _, reason in found["equivalents"])
