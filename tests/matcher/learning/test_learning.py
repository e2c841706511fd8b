"""What is learnt from outcomes, and what the guard lets through."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from matcher.learning.exposure import LEAST_SEEN, estimate_steepness, seen
from matcher.learning.fitting import learn
from matcher.learning.guard import relearn
from matcher.learning.logistic import BoundedLogistic
from matcher.learning.measures import (
    calibration_error,
    dcg_of_lists,
    ndcg,
    reliability,
)
from matcher.learning.outcomes import BOTH, GAINS, TAKEN, WANTED, Outcome, OutcomeLog
from matcher.learning.simulation import Mind, build_town, show, true_ndcg
from matcher.ranking.ranker import Curve, Ranker, SideWeights

SHIPPED = Ranker.shipped()


@pytest.fixture(scope="module")
def rows() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    rows = random.random((4_000, 4))
    chances = expit(rows @ np.array([2.0, 1.0, 0.0, -1.0]) - 1)
    return rows, (random.random(4_000) < chances).astype(float)


def test_without_bounds_the_weights_are_those_of_scikit_learn(
    rows: tuple[np.ndarray, np.ndarray],
) -> None:
    ours = BoundedLogistic(strength=2.0, lowest=None).fit(*rows)
    theirs = LogisticRegression(C=0.5, tol=1e-8, max_iter=1_000).fit(*rows)
    assert ours.coef_ == pytest.approx(theirs.coef_[0], abs=1e-3)
    assert ours.intercept_ == pytest.approx(theirs.intercept_[0], abs=1e-3)
    assert ours.predict_proba(rows[0]) == pytest.approx(
        theirs.predict_proba(rows[0]), abs=1e-3
    )


def test_no_weight_is_below_its_bound(rows: tuple[np.ndarray, np.ndarray]) -> None:
    found = BoundedLogistic(strength=0.1).fit(*rows)
    assert found.coef_.min() == 0.0
    assert found.coef_[0] > found.coef_[1] > 0.5


def test_a_strong_prior_is_kept(rows: tuple[np.ndarray, np.ndarray]) -> None:
    prior = np.array([0.5, 0.5, 0.5, 0.5])
    found = BoundedLogistic(strength=1e7, prior=prior).fit(*rows)
    assert found.coef_ == pytest.approx(prior, abs=1e-3)


@pytest.mark.parametrize("bad", [np.zeros((3, 2)), np.full((4, 2), np.nan)])
def test_rows_that_do_not_belong_are_refused(bad: np.ndarray) -> None:
    with pytest.raises(ValueError, match="Expected"):
        BoundedLogistic().fit(bad, np.zeros(4))


def test_a_place_far_down_counts_for_more_but_not_without_end() -> None:
    chances = seen(np.array([1, 2, 4, 100]), 1.0)
    assert chances.tolist() == [1.0, 0.5, 0.25, LEAST_SEEN]


@pytest.mark.parametrize("steepness", [0.5, 1.0, 1.4])
def test_how_the_attention_falls_is_found(steepness: float) -> None:
    random = np.random.default_rng(5)
    town = build_town(Mind.around(random), random, 1_500, 200)
    log = show(town, SHIPPED.fits(town.features), random, steepness=steepness)
    assert estimate_steepness(log, SHIPPED) == pytest.approx(steepness, abs=0.15)


def test_with_many_outcomes_the_truth_is_learnt_from_nothing() -> None:
    random = np.random.default_rng(6)
    mind = Mind.around(random)
    town = build_town(mind, random, 4_000, 300)
    log = show(town, SHIPPED.fits(town.features), random, steepness=1.0)
    learnt = learn(log, SHIPPED, 1.0, name="learnt")
    unseen = build_town(mind, random, 300, 200)
    truth = Ranker("truth", mind.wants, mind.asks)
    before, after, best = (
        true_ndcg(unseen, ranker.fits(unseen.features))
        for ranker in (SHIPPED, learnt, truth)
    )
    assert before < after <= best + 0.005
    assert best - after < 0.3 * (best - before)


def test_what_was_learnt_still_never_falls() -> None:
    random = np.random.default_rng(7)
    town = build_town(Mind.around(random), random, 500, 100)
    log = show(town, SHIPPED.fits(town.features), random, steepness=1.0)
    learnt = learn(log, SHIPPED, 1.0, name="learnt", strength=0.1)
    for side in (learnt.wants, learnt.asks):
        assert all(np.all(np.diff(curve.y) >= 0) for curve in side.curves.values())
    assert Ranker.from_json(learnt.to_json()).name == "learnt"


def test_a_better_ranker_passes_the_guard_and_a_worse_one_does_not() -> None:
    random = np.random.default_rng(3)
    mind = Mind.around(random)
    town = build_town(mind, random, 1_500, 300)
    log = show(town, SHIPPED.fits(town.features), random, steepness=1.0, outcomes=1_000)
    lesson = relearn(log, SHIPPED, name="new")
    assert lesson.verdict.accepted
    assert lesson.ranker.name == "new"
    unseen = build_town(mind, random, 300, 200)
    assert true_ndcg(unseen, lesson.ranker.fits(unseen.features)) > true_ndcg(
        unseen, SHIPPED.fits(unseen.features)
    )
    # Only as much of the way is gone as is sure.
    assert 0 < lesson.verdict.share < 1
    whole = learn(log, SHIPPED, lesson.steepness, name="new")
    for name, curve in lesson.ranker.wants.curves.items():
        ends = np.array([SHIPPED.wants.curves[name].y, whole.wants.curves[name].y])
        assert np.all(curve.y >= ends.min(axis=0) - 1e-9)
        assert np.all(curve.y <= ends.max(axis=0) + 1e-9)
    # Outcomes that have nothing to do with the pairs teach nothing that holds.
    noise = replace(log, outcomes=random.permutation(log.outcomes))
    assert not relearn(noise, SHIPPED, name="noise").verdict.accepted


def test_the_guard_never_lets_in_what_outcomes_do_not_show() -> None:
    for seed in range(200, 206):
        random = np.random.default_rng(seed)
        town = build_town(Mind.of_judgement(), random, 600, 200)
        log = show(
            town, SHIPPED.fits(town.features), random, steepness=1.0, outcomes=700
        )
        lesson = relearn(log, SHIPPED, name="new")
        if lesson.verdict.accepted:
            unseen = build_town(Mind.of_judgement(), random, 300, 200)
            new, old = (
                true_ndcg(unseen, ranker.fits(unseen.features))
                for ranker in (lesson.ranker, SHIPPED)
            )
            assert new >= old


def test_too_few_outcomes_are_told_and_change_nothing() -> None:
    random = np.random.default_rng(8)
    town = build_town(Mind.around(random), random, 60, 100)
    log = show(town, SHIPPED.fits(town.features), random, steepness=1.0, outcomes=30)
    lesson = relearn(log, SHIPPED, name="new")
    assert not lesson.verdict.accepted
    assert lesson.ranker is SHIPPED
    assert "too few" in lesson.verdict.why


@pytest.mark.parametrize("answers", [0, 3, 100])
def test_an_office_whose_employers_never_say_yes_still_has_chances(
    answers: int,
) -> None:
    random = np.random.default_rng(13)
    town = build_town(Mind.around(random), random, 400, 100)
    log = show(town, SHIPPED.fits(town.features), random, steepness=1.0)
    outcomes = np.minimum(log.outcomes, Outcome.APPLIED)
    applied = np.flatnonzero(outcomes == Outcome.APPLIED)[:answers]
    outcomes[applied] = Outcome.DECLINED
    learnt = learn(replace(log, outcomes=outcomes), SHIPPED, 1.0, name="learnt")
    before, after = (
        ranker.probabilities(ranker.fits(town.features)).max()
        for ranker in (SHIPPED, learnt)
    )
    # Declined by all is a low chance, but no impossible one.
    assert after > (0.5 * before if answers < 30 else 0.001)
    assert learnt.fits(town.features).max() > 0.1


def test_the_same_outcomes_teach_the_same() -> None:
    random = np.random.default_rng(9)
    town = build_town(Mind.around(random), random, 400, 100)
    log = show(town, SHIPPED.fits(town.features), random, steepness=1.0)
    one, other = (relearn(log, SHIPPED, name="new", seed=4) for _ in range(2))
    assert one == other


def test_nothing_was_shown_yet() -> None:
    random = np.random.default_rng(10)
    town = build_town(Mind.around(random), random, 3, 3)
    log = show(town, SHIPPED.fits(town.features), random, steepness=1.0)
    nothing = log.rows(np.zeros(len(log), dtype=bool))
    assert not relearn(nothing, SHIPPED, name="new").verdict.accepted
    assert len(nothing + log) == len(log)


def test_the_shipped_chances_are_true_where_the_judgement_is() -> None:
    random = np.random.default_rng(11)
    town = build_town(Mind.of_judgement(), random, 2_000, 300)
    fits = SHIPPED.fits(town.features)
    log = show(town, fits, random, steepness=0.0)
    known = np.isfinite(BOTH[log.outcomes])
    chances = SHIPPED.probabilities(SHIPPED.fits(log.features))[known]
    happened = BOTH[log.outcomes][known]
    assert calibration_error(chances, happened) < 0.03
    for chance, share in reliability(chances, happened):
        assert share == pytest.approx(chance, abs=0.06)


def test_the_order_of_the_gains_is_worth_one_and_chance_what_ties_are() -> None:
    gains = np.array([0.0, 3.0, 1.0, 0.0])
    assert ndcg(gains, gains) == 1.0
    assert ndcg(gains, -gains) < ndcg(gains, np.zeros(4)) < 1
    assert np.isnan(ndcg(np.zeros(3), np.arange(3.0)))


def test_many_lists_at_once_are_each_by_itself() -> None:
    random = np.random.default_rng(12)
    lists = random.integers(7, size=60)
    gains, scores = random.random(60), random.random(60)
    found = dcg_of_lists(lists, gains, scores)
    best = dcg_of_lists(lists, gains, gains)
    for number in range(7):
        own = lists == number
        assert found[number] / best[number] == pytest.approx(
            ndcg(gains[own], scores[own])
        )


def test_every_outcome_has_its_worth() -> None:
    assert len(GAINS) == len(WANTED) == len(TAKEN) == len(BOTH) == len(Outcome)
    assert np.all(np.diff(GAINS) >= 0)


def test_columns_of_different_lengths_are_refused() -> None:
    three, two = np.arange(1, 4), np.arange(1, 3)
    with pytest.raises(ValueError, match="one length"):
        OutcomeLog({}, three, three, two, three)
    with pytest.raises(ValueError, match="positions from 1"):
        OutcomeLog({}, three, three, three - 1, three)


def test_a_curve_stays_level_past_its_ends() -> None:
    curve = Curve((0.0, 1.0), (-1.0, 2.0))
    assert curve.at(np.array([-5.0, 0.5, 7.0], np.float32)).tolist() == [-1, 0.5, 2]
    assert SideWeights(0.5, {}).intercept == 0.5
