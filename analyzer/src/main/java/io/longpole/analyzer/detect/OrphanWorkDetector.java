package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.ClockOffset;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** {@code orphan-work}: the server worked on after its client had given up. */
final class OrphanWorkDetector implements WindowDetector {

  private static final String NAME = "orphan-work";

  private static final long MIN_WASTE_NANOS = 10_000_000;
  private static final long LARGE_WASTE_NANOS = 50_000_000;
  private static final double LARGE_WASTE_SHARE = 0.1;
  private static final int SWITCHING_PROTOCOLS = 101;

  private static final double CRITICAL_SHARE = 0.01;

  private final CallShares shares = new CallShares();

  /** A server that worked on for a call. */
  private record Orphan(Call call, int server, long wastedNanos) {}

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "a server that works on after its client has given up")
        .rule(
            "A client span timed out or was cancelled, and its server span ends clearly later: beyond"
                + " what the clocks leave open. Likewise a request that failed without any status, if"
                + " its server span ended well.")
        .limit("waste", Words.duration(MIN_WASTE_NANOS))
        .limit("waste that is a warning", Words.duration(LARGE_WASTE_NANOS))
        .share("the same, of the server span", LARGE_WASTE_SHARE)
        .share("calls of the key above which it is critical", CRITICAL_SHARE)
        .limit("calls of a key from which its share is known", CallShares.ENOUGH_CALLS)
        .silent("messages, web sockets and streams")
        .silent("calls that were answered")
        .severity(
            "Info; a warning with much waste; critical when it happens to many calls of the key.")
        .example(
            "GET 0-500 client error @web error.type=timeout",
            "  GET /report 2-890 server @reports http.response.status_code=200")
        .fix(
            "Pass the deadline on and check it before working; each limit must exceed the callee's"
                + " attempts.")
        .detail("wastedNanos", "how much longer the server worked")
        .detail("caller", "who gave up")
        .detail("callee", "who worked on")
        .detail("call", "what was called")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    shares.addNotable(facts);
    int last = -1;
    for (Orphan orphan : orphans(facts)) {
      if (orphan.call.node() != last) {
        shares.addHit(facts, orphan.call);
        last = orphan.call.node();
      }
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
    for (Orphan orphan : orphans(facts)) {
      clues.accept(clue(facts, orphan));
    }
  }

  private static List<Orphan> orphans(TraceFacts facts) {
    if (facts.allIsWell()) {
      return List.of();
    }
    List<Orphan> orphans = new ArrayList<>(0);
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      if (facts.calls().kind(call.node()) == SpanKind.CLIENT) {
        boolean gaveUp = call.outcome() == Outcome.TIMEOUT || call.outcome() == Outcome.CANCELLED;
        if (gaveUp || endedWithoutAnswer(call)) {
          lookBelow(facts, call, gaveUp, orphans);
        }
      }
    }
    return orphans;
  }

  /** Whether a request failed without any status: also Go's cancelled calls have just any error. */
  private static boolean endedWithoutAnswer(Call call) {
    return call.callClass() == Call.CallClass.HTTP
        && call.outcome().isFailure()
        && call.httpStatus() == 0;
  }

  private static void lookBelow(TraceFacts facts, Call call, boolean gaveUp, List<Orphan> orphans) {
    int first = facts.trace().firstChild(call.node());
    for (int i = 0; i < facts.trace().childCount(call.node()); i++) {
      int server = first + i;
      long wasted = facts.trace().endNanos(server) - facts.trace().endNanos(call.node());
      if (facts.calls().kind(server) == SpanKind.SERVER
          && (gaveUp || facts.calls().outcome(server) == Outcome.OK)
          && wasted > Math.max(MIN_WASTE_NANOS, clockUncertaintyNanos(facts, call.node(), server))
          && !isStream(facts, call)) {
        orphans.add(new Orphan(call, server, wasted));
      }
    }
  }

  /**
   * Half of what the clock bounds leave open; nothing between spans of one host. Of the two hosts
   * the clock that was found last was compared with the other one. Unknown clocks are taken to be
   * right within less than the least waste.
   */
  private static long clockUncertaintyNanos(TraceFacts facts, int client, int server) {
    String caller = facts.trace().span(client).resource().host();
    String callee = facts.trace().span(server).resource().host();
    if (caller.equals(callee)) {
      return 0;
    }
    long uncertainty = 0;
    for (ClockOffset offset : facts.trace().clockOffsets()) {
      if (offset.host().equals(caller) || offset.host().equals(callee)) {
        boolean bounded =
            offset.lowNanos() != Long.MIN_VALUE && offset.highNanos() != Long.MAX_VALUE;
        uncertainty = bounded ? Math.abs(offset.highNanos() - offset.lowNanos()) / 2 : 0;
      }
    }
    return uncertainty;
  }

  /** Messages in both directions have no moment at which the caller gives up. */
  private static boolean isStream(TraceFacts facts, Call call) {
    int messages = 0;
    for (SpanEvent event : facts.trace().span(call.node()).events()) {
      if (event.name().equals("message") || event.name().equals("rpc.message")) {
        messages++;
      }
    }
    return messages > 2 || call.httpStatus() == SWITCHING_PROTOCOLS;
  }

  private Clue clue(TraceFacts facts, Orphan orphan) {
    Call call = orphan.call;
    int server = orphan.server;
    long wasted = orphan.wastedNanos;
    String caller = facts.service(call.node());
    String callee = facts.service(server);
    String operation = facts.name(server);
    boolean large =
        wasted >= LARGE_WASTE_NANOS
            || wasted >= LARGE_WASTE_SHARE * facts.trace().durationNanos(server);
    Severity severity =
        shares.exceed(facts, call, CRITICAL_SHARE)
            ? Severity.CRITICAL
            : large ? Severity.WARNING : Severity.INFO;
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("wastedNanos", wasted);
    details.put("caller", caller);
    details.put("callee", callee);
    details.put("call", call.text());
    details.put("thresholdNanos", LARGE_WASTE_NANOS);
    details.put("thresholdShare", LARGE_WASTE_SHARE);
    details.put("thresholdCallShare", CRITICAL_SHARE);
    return new Clue(
        new Problem(NAME, callee, operation, List.of(caller, callee, facts.template(server))),
        Gravity.ofLoad(severity),
        Remedy.NONE,
        new int[] {call.node(), server},
        new Advice(
            String.format(
                Locale.ROOT,
                "%s %s worked on for %s after %s had given up.",
                callee,
                operation,
                Words.duration(wasted),
                caller),
            "Pass the deadline on and check it before working; each limit must exceed the"
                + " callee's attempts."),
        details,
        wasted);
  }
}
