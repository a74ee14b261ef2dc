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
  public Description description(DetectorSettings settings) {
    return Description.of(
            NAME, "a call that was sent more than once at the same time, for the first answer")
        .rule(
            "Calls of one key and known equal arguments, or marked as attempts, overlap and end"
                + " together; at most one is answered, the others are cancelled or fail. Or the driver"
                + " counts speculative executions.")
        .share("calls of a key, above which it is sent too soon", USUAL_SHARE)
        .limit("calls of a key from which its share is known", CallShares.ENOUGH_CALLS)
        .limit("ends at most apart", Words.duration(Hedges.ENDS_WITHIN_NANOS))
        .silent("equal calls at once that are all answered")
        .silent("calls with hidden arguments that do not say that they are attempts")
        .severity(
            "Info; a warning above the share, which is withheld where traces were kept for being slow"
                + " or failing.")
        .example(
            "GET / 0-100 server @web",
            "  GET 0-80 client error error.type=timeout http.request.method=GET"
                + " url.full=http://inv/items/7",
            "  GET 40-81 client http.response.status_code=200 http.request.method=GET"
                + " url.full=http://inv/items/7")
        .fix("Hedge only idempotent reads, after p95; cancel the loser.")
        .detail("attempts", "how many were sent")
        .detail("call", "what was called")
        .detail("callee", "who was called")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    shares.addNotable(facts);
    for (Hedge hedge : facts.attempts().hedges()) {
      shares.addHit(facts, hedge.call());
    }
  }

  @Override
  public void learnQuiet(QuietRow calls) {
    shares.addQuiet(calls);
  }

  @Override
  public long forgotten() {
    return shares.forgotten();
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
