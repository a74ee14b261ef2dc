package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@code hedge}: a call was sent more than once at the same time, to take the first answer. More
 * than one in twenty means that it is sent again too soon: the usual trigger is the p95.
 */
final class HedgeDetector implements WindowDetector {

  private static final String NAME = "hedge";

  private static final double USUAL_SHARE = 0.05;

  private final CallShares shares = new CallShares();

  @Override
  public void learn(TraceFacts facts) {
    shares.addAll(facts);
    for (Hedge hedge : facts.attempts().hedges()) {
      shares.addHit(facts, hedge.call());
    }
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (Hedge hedge : facts.attempts().hedges()) {
      clues.accept(clue(facts, hedge));
    }
  }

  private Clue clue(TraceFacts facts, Hedge hedge) {
    Call call = hedge.call();
    String service = facts.service(call.node());
    boolean often = facts.sharesHold() && shares.exceed(facts, call, USUAL_SHARE);
    String summary =
        String.format(
            Locale.ROOT,
            "%s sent %s %d times at once to take the first answer.",
            service,
            Words.call(call.label()),
            hedge.attempts());
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("attempts", (long) hedge.attempts());
    details.put("call", call.text());
    details.put("callee", call.target());
    details.put("thresholdShare", USUAL_SHARE);
    return new Clue(
        new Problem(
            NAME,
            service,
            facts.name(facts.entry(call.node())),
            List.of(service, call.fingerprintKey())),
        Gravity.ofLoad(often ? Severity.WARNING : Severity.INFO),
        Remedy.NONE,
        hedge.nodes(),
        new Advice(summary, "Hedge only idempotent reads, after p95; cancel the loser."),
        details,
        facts.trace().durationNanos(call.node()));
  }
}
