"""What a search came to, in sentences and numbers."""

import math
from collections.abc import Mapping

from core.analysis.advice import Advice, Step, baseline_to_beat
from core.analysis.baselines import BaselineResult, Outcome
from core.analysis.comparison import Comparison
from core.analysis.verdict import Case, Verdict
from core.runs.run import Run, Status
from dashboard import facts, labels
from dashboard.i18n import say, t, tn
from dashboard.sentences.fact import Fact

MANY_OTHERS = 10
MOST_ADVICE = 3


def nothing() -> str:
    """Where a search ended without a best setting."""
    return t("No setting has been through every round, so that none can be called the best.")


def best(run: Run, scores: facts.Scores) -> str:
    """The best setting so far, of a run that has one."""
    leaders = scores.leaders
    assert leaders is not None
    values = {
        "name": scores.names[leaders.best],
        "score": labels.score(leaders.mean),
        "metric": labels.metric_label(run.scoring),
    }
    lead = t("**Best: {name}**", **values) if run.status.over else t("**Best so far: {name}**", **values)
    return (
        lead
        + " — "
        + t("{metric}: **{score}** on average over", **values)
        + " "
        + tn("{count} round.", "{count} rounds.", scores.n_rounds)
    )


def judgement(run: Run, scores: facts.Scores, standing: facts.Standing) -> str:
    """Winner or tie, which to take, and whether it is any good."""
    verdict = scores.verdict
    assert verdict is not None
    found = [_luck(verdict, run)]
    if len(verdict.shared) > 1:
        count = len(verdict.shared)
        found.append(tn("{count} setting has the best score.", "{count} settings share the best score.", count))
    if standing.take is not None and verdict.tied and scores.weights:
        found.append(_smallest(verdict, scores.names, scores.weights))
    found.append(_any_good(standing))
    if verdict.left_out:
        found.append(
            tn(
                "{count} setting lacks rounds and is not compared.",
                "{count} settings lack rounds and are not compared.",
                verdict.left_out,
            )
        )
    if scores.n_rounds < run.n_splits:
        rounds = tn("{count} round that", "{count} rounds that", scores.n_rounds)
        found.append(t("Settings are compared over the {rounds} all of them have been through.", rounds=rounds))
    if run.status is not Status.DONE:
        found.append(t("The search ended early: this is what it had by then."))
    return " ".join(found)


def _smallest(verdict: Verdict, names: Mapping[int, str], weights: Mapping[int, int]) -> str:
    """Which of those that tie to take."""
    assert verdict.smallest is not None
    if verdict.smallest != verdict.best:
        ratio = weights[verdict.best] / weights[verdict.smallest]
        return t(
            "**{name}** is close behind and {smaller}: take that one.",
            name=names[verdict.smallest],
            smaller=labels.smaller(ratio),
        )
    if weights[verdict.best] == min(weights[one] for one in (verdict.best, *verdict.tied)):
        return t("It is also the smallest of these networks: take it.")
    return t("The smaller ones are too far behind to bet on: take this one.")


def _luck(verdict: Verdict, run: Run) -> str:
    tied, others = len(verdict.tied), verdict.others
    match verdict.case:
        case Case.ONE_SETTING if run.n_candidates == 1:
            return t("**Nothing to compare it with**: it is the only setting that was tried.")
        case Case.ONE_SETTING:
            return t("**Nothing to compare it with**: no other setting has been through every round.")
        case Case.CLEAR:
            clear = tn(
                "**A clear winner**: the other setting is worse by more than luck explains.",
                "**A clear winner**: all {count} other settings are worse by more than luck explains.",
                others,
            )
            if verdict.lead_matters:
                return clear
            return clear + " " + _too_close(verdict.margin)
        case Case.FEW_ROUNDS:
            return t(
                "**Too few rounds to tell**: {rounds} rounds can hardly tell settings apart. {tied} of the {others} "
                "other settings may be just as good.",
                rounds=verdict.rounds,
                tied=tied,
                others=others,
            )
        case Case.ALL_TIED:
            if len(verdict.same) == others:
                return tn(
                    "**No winner**: the other setting is as good for all purposes.",
                    "**No winner**: all {count} other settings are as good for all purposes.",
                    others,
                )
            return tn(
                "**No clear winner**: the other setting may be just as good, as the difference could be luck.",
                "**No clear winner**: none of the {count} other settings can be told from it for certain, as the "
                "differences could be luck.",
                others,
            )
        case Case.TIED:
            return tn(
                "**A tie at the top**: {count} of the {others} other settings may be just as good, as the difference "
                "could be luck. The rest are worse by more.",
                "**A tie at the top**: {count} of the {others} other settings may be just as good, as the differences "
                "could be luck. The rest are worse by more.",
                tied,
                others=others,
            )


def _too_close(margin: float) -> str:
    return t("But the next best is behind by less than {margin}, which hardly matters.", margin=labels.score(margin))


def _any_good(standing: facts.Standing) -> str:
    """How it stands beside simple methods."""
    if standing.failure:
        return t("Simple methods could not be tried: {reason}", reason=say(standing.failure))
    if not standing.over:
        return t("Simple methods are being tried on the same rounds …")
    baseline = baseline_to_beat(standing.baselines)
    if baseline is None:
        return ""
    constant = next((one for one in standing.baselines if one.method.guesses), None)
    if constant is None:
        return ""
    guess = t("Always the same guess would score {score}.", score=labels.score(constant.score))
    if constant.outcome is not Outcome.BETTER:
        return t("**It is no better than a guess**: nothing was learned.") + " " + guess
    values = {"method": say(baseline.method.label), "score": labels.score(baseline.score)}
    compared = {
        Outcome.BETTER: t("It beats every simple method; the best of them, {method}, scores {score}.", **values),
        Outcome.EVEN: t("A simple method may do as well: {method} scores {score}.", **values),
        Outcome.WORSE: t("**A simple method does better**: {method} scores {score}. No network is needed.", **values),
    }[baseline.outcome]
    return f"{compared} {guess}"


def numbers(run: Run, verdict: Verdict, standing: facts.Standing) -> list[Fact]:
    """The score of the best, how far it is ahead of the next best, and of simple methods where that is known."""
    between = None
    if not math.isnan(verdict.low):
        low, high = (labels.score(end) for end in labels.within(run.scoring, verdict.low, verdict.high))
        between = t("{low} to {high}", low=low, high=high)
    about = t("Its range is where the mean over all such rounds lies, with 95 % confidence.")
    found = [Fact(t("Score of the best"), labels.score(verdict.score), between, about), _lead(verdict)]
    baseline = baseline_to_beat(standing.baselines)
    if baseline is not None:
        found.append(_against(baseline, verdict.margin))
    elif not standing.over:
        rounds = t("{done} of {total} rounds", done=standing.done, total=standing.total)
        found.append(Fact(t("Ahead of a simple method by"), "…", rounds))
    return found


def _lead(verdict: Verdict) -> Fact:
    label, runner_up = t("Ahead of the next best by"), verdict.runner_up
    if runner_up is None:
        return Fact(label, "–", t("there is no other"))
    luck = t("could be luck") if runner_up.candidate in verdict.tied else t("more than luck explains")
    return Fact(label, labels.score(runner_up.difference), luck, _how_sure(runner_up, verdict.margin))


def _against(baseline: BaselineResult, margin: float) -> Fact:
    ahead, method = baseline.comparison.difference, say(baseline.method.label)
    return Fact(
        t("Ahead of a simple method by") if ahead >= 0 else t("Behind a simple method by"),
        labels.score(abs(ahead)),
        t("{method}: {luck}", method=method, luck=luck_of(baseline)),
        _how_sure(baseline.comparison, margin),
    )


def luck_of(baseline: BaselineResult) -> str:
    """Whether the distance from a simple method may be luck."""
    return t("could be luck") if baseline.outcome is Outcome.EVEN else t("more than luck")


def _how_sure(comparison: Comparison, margin: float) -> str:
    return t(
        "From {low} to {high} with 95 % confidence; p = {p}. Probability that it is ahead by more than {margin}, that "
        "the two are the same for all purposes, and that it is behind by more: {better}, {same}, {worse}.",
        low=labels.score(comparison.low),
        high=labels.score(comparison.high),
        p=f"{comparison.p_value:.3f}",
        margin=labels.score(margin),
        better=f"{comparison.better:.2f}",
        same=f"{comparison.same:.2f}",
        worse=f"{comparison.worse:.2f}",
    )


def why(verdict: Verdict) -> str:
    """How luck is judged, and what the score is worth; nothing where there is no other setting."""
    if not verdict.others:
        return ""
    text = t(
        "Luck: settings are compared on the same rounds by a t-test that allows for shared training rows and for "
        "having picked the best of many. Differences below {margin} count as none.",
        margin=labels.score(verdict.margin),
    )
    if verdict.others >= MANY_OTHERS and verdict.tied:
        text += " " + t(
            "Among so many settings, and where scores vary much from round to round, even large differences may be "
            "luck."
        )
    return (
        text
        + " "
        + t("The score of the best is optimistic, as it was picked for being the highest; the final test is not.")
    )


def first(advice: list[Advice]) -> list[Advice]:
    """What is worth saying of what to try next."""
    return advice[:MOST_ADVICE]


def step(advice: Advice) -> str:
    """One thing to try next."""
    match advice.step:
        case Step.MORE_ROUNDS:
            values = {"cv": advice.values["cv"], "repeats": advice.values["repeats"]}
            return t("Compare over more rounds: {cv} rounds, repeated {repeats} times.", **values)
        case Step.LONGER:
            return t(
                "Train longer: the best was still learning when it ended. Try {epochs} epochs.",
                epochs=advice.values["epochs"][0],
            )
        case Step.WIDER:
            assert advice.edge is not None
            values = {
                "name": labels.parameter_label(advice.edge.parameter),
                "value": labels.value(advice.edge.value),
                "wider": ", ".join(map(labels.value, advice.edge.wider)),
            }
            if advice.edge.high:
                return t("Try more: the best has the most of “{name}” that was tried ({value}). Add {wider}.", **values)
            return t("Try less: the best has the least of “{name}” that was tried ({value}). Add {wider}.", **values)
        case Step.CALMER:
            return t("Hold it back: the best learns its rows by heart. Try dropout, or fewer epochs.")
        case Step.SLOWER:
            return t(
                "Lower the learning rate: the best does not even learn the rows that it is shown. Try {rate}.",
                rate=labels.value(advice.values["learning_rate"][0]),
            )
        case Step.SIMPLE:
            return t("Take a simple method instead: on this table it does better than a network.")
        case Step.PERHAPS_SIMPLE:
            return t("Think of a simple method instead of a network: it may do as well.")
        case Step.FINAL_TEST:
            return t("See whether it holds on new data: open the final test.")


def how_to_read(run: Run, scores: facts.Scores) -> list[str]:
    """What a score means, in three sentences."""
    metric = labels.metric_label(run.scoring)
    if scores.verdict is None:
        told = t("Scores are: {metric}; higher is better.", metric=metric)
    else:
        told = t(
            "Scores are: {metric}; higher is better, and differences below {margin} hardly matter.",
            metric=metric,
            margin=labels.score(scores.verdict.margin),
        )
    return [
        t(
            "In each round a network learns from one part of the rows and is scored on the rest, which it has not "
            "seen; a setting's score is its mean over all rounds, and its spread tells how far they lie apart."
        ),
        told,
        t(
            "The score of the best is optimistic, as it was picked for being the highest: expect a little less on new "
            "rows, or what a final test says."
        ),
    ]
