"""The exercise `mean`: the mean of some numbers. Change it into your own."""

import statistics

import numpy as np

from autograder.exercise import Exercise, expect_equal

averaging = Exercise("mean")


@averaging.reference
def mean(numbers):
    """The sum, shared out evenly."""
    return sum(numbers) / len(numbers)


@averaging.check(points=2, inputs_unharmed=True)
def is_the_sum_shared_out(mean, reference, rng):
    """The result is the sum divided by how many numbers there are, for one number or for many."""
    for length in (1, 2, 3, 5, 8):
        numbers = rng.uniform(-9, 9, size=length).tolist()
        expect_equal(mean(numbers), reference(numbers))


# A wrong answer that behaves exactly like one of these is told what the docstring says.


@averaging.misconception
def forgot_to_divide(numbers):
    """That is the sum. The mean shares it out among all of the numbers."""
    return sum(numbers)


@averaging.misconception
def cuts_the_fraction(numbers):
    """`//` leaves the fraction out. Which operator keeps it?"""
    return sum(numbers) // len(numbers)


# Other right answers: `autograder verify` wants eight, so that no check asks for one way of writing it.


@averaging.alternative
def with_a_loop(numbers):
    """Adding up one by one."""
    total = 0
    for number in numbers:
        total += number
    return total / len(numbers)


@averaging.alternative
def with_an_index(numbers):
    """The same by position."""
    total = 0
    for place in range(len(numbers)):
        total = total + numbers[place]
    return total / len(numbers)


@averaging.alternative
def counting_too(numbers):
    """Without len."""
    total = count = 0
    for number in numbers:
        total, count = total + number, count + 1
    return total / count


@averaging.alternative
def step_by_step(numbers):
    """A mean that is corrected with each number."""
    result = 0
    for count, number in enumerate(numbers, start=1):
        result += (number - result) / count
    return result


@averaging.alternative
def each_share(numbers):
    """Divided first, added up then."""
    return sum(number / len(numbers) for number in numbers)


@averaging.alternative
def as_an_array(numbers):
    """NumPy's own."""
    return np.mean(numbers)


@averaging.alternative
def by_matrix_product(numbers):
    """A product with equal weights."""
    return np.dot(numbers, np.full(len(numbers), 1 / len(numbers)))


@averaging.alternative
def from_the_library(numbers):
    """Python's statistics."""
    return statistics.fmean(numbers)
