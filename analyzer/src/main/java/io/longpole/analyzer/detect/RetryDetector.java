package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@code retry}: a call was tried again after it failed. */
final class RetryDetector implements Detector {

  static final String NAME = "retry";

  private static final int MANY_ATTEMPTS = 3;
  private static final double LARGE_WASTE = 0.2;

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "a call that was tried again after it failed")
        .rule(
            "Siblings of one key and, as far as known, equal arguments, one after the other: the later"
                + " one says that it is a resend; or it follows a failure that invites another try; or"
                + " one client span has several server spans of which all but the last failed.")
        .limit("attempts that are a warning", MANY_ATTEMPTS)
        .share("waste that is a warning, of the path", LARGE_WASTE)
        .limit("longest pause before a repeat", Words.duration(Repeats.MAX_PAUSE_NANOS))
        .silent("a repeat after success, a redirect, a login (401, 407) or another 4xx")
        .silent(
            "arguments that are known to differ; if they are hidden, siblings of which one succeeded")
        .silent("gRPC's transparent retries, which never reached the other application")
        .severity("Info; a warning with many attempts, much waste, or if a write is repeated.")
        .example(
            "GET /cart 0-100 server @web",
            "  GET 0-30 client error http.request.method=GET url.full=http://stock/items/7"
                + " http.response.status_code=503",
            "  GET 40-90 client http.request.method=GET url.full=http://stock/items/7"
                + " http.response.status_code=200")
        .fix(suggestion("the callee"))
        .detail("attempts", "how many, visible or not")
        .detail("wastedNanos", "from the start of the first visible attempt to that of the last")
        .detail("evidence", "`explicit`, `structural` or `server-multiplicity`")
        .detail("succeeded", "whether the last attempt did")
        .detail("visibleAttempts", "how many have a span, where that is fewer")
        .detail("call", "what was called")
        .detail("callee", "who was called")
        .build();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (AttemptGroup group : facts.attempts().groups()) {
      clues.accept(clue(facts, group));
    }
  }

  private static Clue clue(TraceFacts facts, AttemptGroup group) {
    Call call = group.call();
    String service = facts.service(call.node());
    Problem problem =
        new Problem(
            NAME,
            service,
            facts.name(facts.entry(call.node())),
            List.of(service, call.fingerprintKey()));
    return new Clue(
        problem,
        Gravity.ofLoad(severity(facts, group)),
        Remedy.noRetries(group),
        group.nodes(),
        advice(service, call, group),
        details(group),
        group.wastedNanos());
  }

  private static Severity severity(TraceFacts facts, AttemptGroup group) {
    Call call = group.call();
    long pathNanos = facts.trace().durationNanos(facts.root(call.node()));
    boolean serious =
        group.attempts() >= MANY_ATTEMPTS
            || group.wastedNanos() >= LARGE_WASTE * pathNanos
            || call.effect() == Effect.WRITE;
    return serious ? Severity.WARNING : Severity.INFO;
  }

  private static Advice advice(String service, Call call, AttemptGroup group) {
    String end = group.succeeded() ? "succeeded" : "gave up";
    String waste =
        group.wastedNanos() > 0
            ? ", " + Words.duration(group.wastedNanos()) + " after the first attempt"
            : "";
    String summary =
        service
            + " tried "
            + Words.call(call.label())
            + " "
            + group.attempts()
            + " times before it "
            + end
            + waste
            + ".";
    return new Advice(summary, suggestion(call.target()));
  }

  static String suggestion(String callee) {
    return "Find why the first attempt fails. Retry in one layer, at most 3 attempts, with jitter,"
        + " on a budget (20 % of traffic) and behind a breaker; "
        + callee
        + " sheds load early.";
  }

  private static Map<String, Object> details(AttemptGroup group) {
    Call call = group.call();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("attempts", (long) group.attempts());
    details.put("wastedNanos", group.wastedNanos());
    details.put("evidence", group.evidence().text());
    details.put("succeeded", group.succeeded());
    details.put("call", call.text());
    details.put("callee", call.target());
    if (group.attempts() > group.nodes().length) {
      details.put("visibleAttempts", (long) group.nodes().length);
    }
    details.put("thresholdAttempts", (long) MANY_ATTEMPTS);
    details.put("thresholdWasteShare", LARGE_WASTE);
    return details;
  }
}
