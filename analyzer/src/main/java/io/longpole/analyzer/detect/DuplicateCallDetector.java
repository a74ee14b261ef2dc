package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.detect.Clue.Account;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.Mix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@code duplicate-call}: one request asks the same question again, and nothing it did in between
 * can have changed the answer.
 */
final class DuplicateCallDetector implements Detector {

  private static final String NAME = "duplicate-call";
  private static final int MIN_CALLS = 3;
  private static final int MIN_PLACES = 16;
  private static final long NO_QUESTION = 0;

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

  /**
   * Free reads with known arguments by request, key and arguments. Most questions are asked once:
   * only those are grouped of which an array of counts, in which few share a place, tells more.
   */
  private static GroupTable equalReads(TraceFacts facts) {
    int calls = facts.callCount();
    long[] questions = new long[calls];
    byte[] asked = new byte[Math.max(MIN_PLACES, 4 * Integer.highestOneBit(calls))];
    for (int position = 0; position < calls; position++) {
      questions[position] = question(facts, position);
      if (questions[position] != NO_QUESTION) {
        int size = facts.size(position);
        int place = place(questions[position], asked);
        asked[place] = (byte) Math.min(MIN_CALLS, asked[place] + Math.min(size, MIN_CALLS));
      }
    }
    GroupTable equal = new GroupTable();
    for (int position = 0; position < calls; position++) {
      long question = questions[position];
      if (question != NO_QUESTION && asked[place(question, asked)] >= MIN_CALLS) {
        equal.add(question, position);
      }
    }
    return equal;
  }

  /** A hash of request, key and arguments; {@link #NO_QUESTION} for calls that take no part. */
  private static long question(TraceFacts facts, int position) {
    if (!facts.isFree(position) || facts.callsOfKey(facts.key(position)) < MIN_CALLS) {
      return NO_QUESTION;
    }
    Call call = facts.call(position);
    boolean answered = call.outcome() == Outcome.OK || call.outcome() == Outcome.FAILED;
    if (call.effect() != Effect.READ || !call.arguments().known() || !answered) {
      return NO_QUESTION;
    }
    long request = LongTable.pair(facts.entry(call.node()), facts.key(position));
    long hash = Mix.of(call.arguments().hash()) + Mix.of(request);
    return hash == NO_QUESTION ? 1 : hash;
  }

  private static int place(long question, byte[] places) {
    return (int) question & (places.length - 1);
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
    long unionNanos = facts.unionNanos(group.anchor(), group.positions());
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
        () -> account(facts, group, polling, unionNanos),
        unionNanos);
  }

  private static Account account(
      TraceFacts facts, CallGroup group, boolean polling, long unionNanos) {
    Call call = facts.call(group.first());
    String service = facts.service(call.node());
    int count = group.size(facts);
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
    Advice advice =
        polling
            ? pollingAdvice(service, call, count)
            : advice(service, facts.name(group.anchor()), call, count);
    return new Account(advice, details);
  }

  private static Advice advice(String service, String entry, Call call, int count) {
    return new Advice(
        service
            + " "
            + entry
            + " asks "
            + call.target()
            + " the same "
            + count
            + " times: "
            + Words.call(call.label())
            + ".",
        "Ask once, pass the answer down; a request-scoped cache if the code is far apart.");
  }

  private static Advice pollingAdvice(String service, Call call, int count) {
    return new Advice(
        service
            + " polls "
            + call.target()
            + " with "
            + Words.call(call.label())
            + ", "
            + count
            + " times.",
        "Let the other side tell when it is done (call-back, message, long poll); else poll with"
            + " growing pauses and an end.");
  }
}
