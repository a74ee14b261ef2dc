package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.Mix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@code duplicate-call}: one request asks the same question again, and nothing it did in between
 * can have changed the answer.
 */
final class DuplicateCallDetector implements Detector {

  private static final String NAME = "duplicate-call";
  private static final int MIN_CALLS = 3;

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "a request that asks the same question again")
        .rule(
            "Reads of one key with known equal arguments in one request, and between them no write, and"
                + " no call of unknown effect, to that target and collection.")
        .limit("calls", MIN_CALLS)
        .setting("union that is a warning", Words.duration(settings.gateNanos()), "gate-millis")
        .setting(
            "the same as a share of the request",
            Description.percent(settings.gateShare()),
            "gate-share")
        .silent("questions whose answer changes by itself: `now()`, `nextval`, random numbers")
        .silent("hidden arguments: nobody knows that they are equal")
        .silent("failed attempts, which are `retry`")
        .severity("Info; a warning above the gate. Polling is always an info.")
        .example(
            "GET /home 0-100 server @web",
            "  q 0-30 client db.system=mysql db.query.text='SELECT n FROM site WHERE id = 7'",
            "  q 30-60 client db.system=mysql db.query.text='SELECT n FROM site WHERE id = 7'",
            "  q 60-90 client db.system=mysql db.query.text='SELECT n FROM site WHERE id = 7'")
        .fix("Ask once, pass the answer down; a request-scoped cache if the code is far apart.")
        .detail("count", "how often it is asked")
        .detail("call", "what is asked")
        .detail("shape", "`polling` if the reads come evenly, with long pauses")
        .detail("unionNanos", "time in which at least one of them runs")
        .detail("callee", "who is asked")
        .build();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    if (facts.mostCallsOfKey() < MIN_CALLS) {
      return;
    }
    GroupTable equal = equalReads(facts);
    if (equal.groups() == 0) {
      return;
    }
    Writes writes = new Writes(facts);
    for (int group = 0; group < equal.groups(); group++) {
      for (int[] run : undisturbed(writes, equal.values(group))) {
        report(facts, run, clues);
      }
    }
  }

  /** Free reads with known arguments by request, key and arguments. */
  private static GroupTable equalReads(TraceFacts facts) {
    GroupTable equal = new GroupTable();
    LongTable requests = new LongTable();
    for (int position = 0; position < facts.callCount(); position++) {
      if (!facts.isFree(position) || facts.callsOfKey(facts.key(position)) < MIN_CALLS) {
        continue;
      }
      Call call = facts.call(position);
      boolean answered = call.outcome() == Outcome.OK || call.outcome() == Outcome.FAILED;
      if (call.effect() == Effect.READ && call.arguments().known() && answered) {
        int request = requests.add(LongTable.pair(facts.entry(call.node()), facts.key(position)));
        equal.add(Mix.of(call.arguments().hash()) + Mix.of(request), position);
      }
    }
    return equal;
  }

  /** Runs of reads without a write that may have changed the answer. */
  private static List<int[]> undisturbed(Writes writes, int[] reads) {
    List<int[]> runs = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= reads.length; to++) {
      if (to == reads.length || writes.between(reads[to - 1], reads[to])) {
        runs.add(Arrays.copyOfRange(reads, from, to));
        from = to;
      }
    }
    return runs;
  }

  private static void report(TraceFacts facts, int[] run, Consumer<Clue> clues) {
    CallGroup group = new CallGroup(facts.entry(facts.node(run[0])), run);
    if (group.size(facts) < MIN_CALLS || !facts.call(group.first()).subject().repeatable()) {
      return;
    }
    facts.use(group);
    clues.accept(clue(facts, group, Polling.is(facts, run)));
  }

  private static Clue clue(TraceFacts facts, CallGroup group, boolean polling) {
    Call call = facts.call(group.first());
    String service = facts.service(call.node());
    String entry = facts.name(group.anchor());
    int count = group.size(facts);
    long unionNanos = facts.unionNanos(group.anchor(), group.positions());
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("count", (long) count);
    details.put("call", call.text());
    if (polling) {
      details.put("shape", "polling");
    }
    details.put("unionNanos", unionNanos);
    details.put("callee", call.target());
    details.put("thresholdCalls", (long) MIN_CALLS);
    details.put("gateNanos", facts.settings().gateNanos());
    details.put("gateShare", facts.settings().gateShare());
    boolean serious = !polling && facts.passesGate(unionNanos, group.anchor());
    return new Clue(
        new Problem(
            NAME,
            service,
            entry,
            List.of(service, facts.template(group.anchor()), call.fingerprintKey())),
        Gravity.ofTime(serious ? Severity.WARNING : Severity.INFO),
        Remedy.keepOne(facts, group),
        facts.nodes(group),
        polling ? pollingAdvice(service, call, count) : advice(service, entry, call, count),
        details,
        unionNanos);
  }

  private static Advice advice(String service, String entry, Call call, int count) {
    return new Advice(
        String.format(
            Locale.ROOT,
            "%s %s asks %s the same %d times: %s.",
            service,
            entry,
            call.target(),
            count,
            Words.call(call.label())),
        "Ask once, pass the answer down; a request-scoped cache if the code is far apart.");
  }

  private static Advice pollingAdvice(String service, Call call, int count) {
    return new Advice(
        String.format(
            Locale.ROOT,
            "%s polls %s with %s, %d times.",
            service,
            call.target(),
            Words.call(call.label()),
            count),
        "Let the other side tell when it is done (call-back, message, long poll); else poll with"
            + " growing pauses and an end.");
  }
}
