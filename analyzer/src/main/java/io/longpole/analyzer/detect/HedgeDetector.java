package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** {@code hedge}: a call was sent more than once at the same time, to take the first answer. */
final class HedgeDetector implements Detector {

  private static final String NAME = "hedge";

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (Hedge hedge : facts.attempts().hedges()) {
      clues.accept(clue(facts, hedge));
    }
  }

  private static Clue clue(TraceFacts facts, Hedge hedge) {
    Call call = hedge.call();
    String service = facts.service(call.node());
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
    return new Clue(
        new Problem(
            NAME,
            service,
            facts.name(facts.entry(call.node())),
            List.of(service, call.fingerprintKey())),
        Gravity.ofLoad(Severity.INFO),
        Remedy.NONE,
        hedge.nodes(),
        new Advice(summary, "Hedge only idempotent reads, after p95; cancel the loser."),
        details,
        facts.trace().durationNanos(call.node()));
  }
}
