"""Estimates: what this machine did before, the speed so far, and what it all needs."""

from __future__ import annotations

import pytest

from retreat.recordings.estimates import (
    STAGES,
    Pace,
    Run,
    Step,
    expected_s,
    guess,
    in_words,
    needs,
    pace_of,
    remaining_s,
    share_done,
    size_in_words,
    starts,
)

HOUR_S = 3600.0
EVEN = Pace(rates=dict.fromkeys(STAGES, 0.01))


def test_a_machine_that_never_transcribed_when_asked_then_a_guess_by_the_size_of_the_model_answers() -> None:
    base, large = guess(), guess(1_500_000_000)

    assert not base.learned
    assert large.rates["words"] > 9 * base.rates["words"]
    assert large.rates["speakers"] == base.rates["speakers"]


def test_past_runs_when_there_are_some_then_they_count_by_their_length() -> None:
    runs = [Run(duration_s=3600, stages={"words": 360.0}), Run(duration_s=400, stages={"words": 0.0, "voice": 4.0})]

    pace = pace_of(runs, guess())

    assert pace.learned
    assert pace.rates["words"] == pytest.approx(0.1), "a stage that was not timed does not count as quick"
    assert pace.rates["voice"] == pytest.approx(0.01)
    assert pace.rates["speakers"] == guess().rates["speakers"]


def test_a_few_seconds_of_sound_when_they_were_slow_then_they_say_nothing_of_hours() -> None:
    assert pace_of([Run(duration_s=3, stages={"words": 60.0})], guess()) == guess()


def test_a_job_when_nothing_is_known_of_its_speed_then_what_passed_is_taken_off_the_plan() -> None:
    step = Step(stage="voice", done=0.0, elapsed_s=30)

    left = remaining_s(EVEN, HOUR_S, step)

    assert left == pytest.approx(8 * 36 - 30)
    assert remaining_s(EVEN, HOUR_S, Step(stage="voice", done=0.0, elapsed_s=900)) == pytest.approx(7 * 36)


def test_a_job_when_it_goes_slower_than_planned_then_the_rest_is_expected_to_be_slow_too() -> None:
    on_time = remaining_s(EVEN, HOUR_S, Step(stage="words", done=0.5, elapsed_s=18))
    slow = remaining_s(EVEN, HOUR_S, Step(stage="words", done=0.5, elapsed_s=36))

    assert on_time == pytest.approx(18 + 6 * 36)
    assert slow == pytest.approx(2 * on_time)


def test_a_job_that_went_on_from_a_checkpoint_when_asked_then_only_its_own_speed_counts() -> None:
    step = Step(stage="words", done=0.75, begun_at=0.5, elapsed_s=9)

    assert remaining_s(EVEN, HOUR_S, step) == pytest.approx(9 + 6 * 36)


def test_any_step_when_asked_then_the_remaining_time_is_never_negative() -> None:
    for stage in (*STAGES, None, "unknown"):
        for done in (0.0, 0.5, 1.0):
            assert remaining_s(EVEN, HOUR_S, Step(stage=stage, done=done, elapsed_s=1e6)) >= 0


@pytest.mark.parametrize(("workers", "begins"), [(1, [100, 400, 700]), (2, [0, 100, 300])])
def test_three_that_wait_when_one_runs_then_each_begins_when_a_worker_is_free(
    workers: int, begins: list[float]
) -> None:
    assert starts([100], [300, 300, 300], workers) == begins


def test_five_tables_of_five_hours_when_dropped_in_at_six_then_they_are_ready_before_seven_in_the_morning() -> None:
    one = expected_s(guess(), 5 * HOUR_S)

    last = starts([], [one] * 5, 1)[-1] + one

    assert last < 13 * HOUR_S / 2, "on one worker there is more than half of the night to spare"


def test_six_hours_when_estimated_then_they_fit_into_one_and_a_half_gigabytes_of_memory() -> None:
    need = needs(6 * HOUR_S)

    assert 1_000_000_000 < need.memory_bytes <= 1_500_000_000
    assert 32_000 * 6 * HOUR_S < need.disk_bytes < 50_000 * 6 * HOUR_S
    assert need.kept_bytes < need.disk_bytes / 4


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (61, "1 minute"),
        (59 * 60, "59 minutes"),
        (3600, "1 hour"),
        (2.5 * 3600, "2 hours 30 minutes"),
        (7195, "2 hours"),
    ],
)
def test_a_span_of_time_when_said_then_it_is_no_finer_than_can_be_known(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
    assert in_words(5) == in_words(1) != in_words(60), "seconds are not told apart"


def test_a_size_when_said_then_small_ones_are_in_megabytes() -> None:
    assert (size_in_words(1_234_000_000), size_in_words(345_600_000), size_in_words(10)) == ("1.2 GB", "346 MB", "1 MB")


def test_a_job_when_its_present_stage_is_slower_than_planned_then_what_is_done_never_runs_backwards() -> None:
    steps = [("voice", 1.0), ("words", 0.0), ("words", 0.1), ("words", 0.5), ("words", 1.0), ("speakers", 0.0)]

    shares = [share_done(EVEN, stage, done) for stage, done in steps]

    assert shares == pytest.approx([2 / 9, 2 / 9, 2.1 / 9, 2.5 / 9, 3 / 9, 3 / 9])
    assert share_done(EVEN, STAGES[-1], 1.0) < 1, "it isn't done before its end is told"
    assert share_done(EVEN, None, 0.5) == 0
