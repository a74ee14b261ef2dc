package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.detect.Clue.Account;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * {@code chatty}: too many round trips for one request, counted without the calls that another
 * finding explains; and reading an answer page by page.
 */
final class ChattyDetector implements Detector {

  private static final String NAME = "chatty";
  private static final int CRITICAL_FACTOR = 3;

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "too many round trips for one request")
        .rule(
            "Many calls from one service to one callee in a request, or many direct child calls of one"
                + " span; calls of the findings above are not counted. Pages of one answer are told too.")
        .setting("calls to one callee", Integer.toString(settings.chattyCalls()), "chatty-calls")
        .setting(
            "child calls of a span", Integer.toString(settings.chattyChildren()), "chatty-children")
        .limit("times the limit that are critical", CRITICAL_FACTOR)
        .silent("calls that `n-plus-one`, `duplicate-call` or `retry` explain")
        .severity("Warning; critical at a multiple of the limit; pages are an info.")
        .exampleInWords("A page asks the catalogue 16 times, each time for something else.")
        .fix("One call that answers the request's question, not many for its parts.")
        .detail("count", "calls")
        .detail("caller", "who asks")
        .detail("callee", "who is asked, most often")
        .detail("unionNanos", "time in which at least one of them runs")
        .detail("distinctCalls", "different keys among them")
        .detail("shape", "`pagination` for pages")
        .detail("call", "of pages, what is asked")
        .build();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (CallGroup pages : facts.pagedReads()) {
      clues.accept(paged(facts, pages));
    }
    if (facts.callCount()
        < Math.min(facts.settings().chattyCalls(), facts.settings().chattyChildren())) {
      return;
    }
    toOneCallee(facts, clues);
    fromOneSpan(facts, clues);
  }

  private static void toOneCallee(TraceFacts facts, Consumer<Clue> clues) {
    int threshold = facts.settings().chattyCalls();
    int[] callsOfRequest = callsOf(facts, facts::entry);
    if (!reaches(callsOfRequest, threshold)) {
      return;
    }
    int[] edges = edgesOfKeys(facts);
    GroupTable talks = new GroupTable();
    for (int position = 0; position < facts.callCount(); position++) {
      int entry = facts.entry(facts.node(position));
      if (callsOfRequest[entry] >= threshold && facts.isFree(position)) {
        talks.add(LongTable.pair(entry, edges[facts.key(position)]), position);
      }
    }
    for (int group = 0; group < talks.groups(); group++) {
      int[] positions = talks.values(group);
      CallGroup talk = new CallGroup(facts.entry(facts.node(positions[0])), positions);
      report(facts, talk, threshold, clues);
    }
  }

  /**
   * How many free calls each span has; most spans have too few, which spares grouping their calls.
   *
   * @param owner answers for a call's node the span that it is counted for, −1 for none
   */
  private static int[] callsOf(TraceFacts facts, IntUnaryOperator owner) {
    int[] calls = new int[facts.trace().size()];
    for (int position = 0; position < facts.callCount(); position++) {
      int span = facts.isFree(position) ? owner.applyAsInt(facts.node(position)) : -1;
      if (span >= 0) {
        calls[span] = (int) Math.min(Integer.MAX_VALUE, (long) calls[span] + facts.size(position));
      }
    }
    return calls;
  }

  private static boolean reaches(int[] calls, int threshold) {
    for (int count : calls) {
      if (count >= threshold) {
        return true;
      }
    }
    return false;
  }

  /** By key a number for its caller and callee. */
  private static int[] edgesOfKeys(TraceFacts facts) {
    NameTable edges = new NameTable();
    int[] edgeOfKey = new int[facts.keyCount()];
    for (int key = 0; key < edgeOfKey.length; key++) {
      NameKey edge = facts.siteOfKey(key).edge();
      edgeOfKey[key] = edges.add(edge.first(), edge.second());
    }
    return edgeOfKey;
  }

  private static void fromOneSpan(TraceFacts facts, Consumer<Clue> clues) {
    int threshold = facts.settings().chattyChildren();
    int[] callsOfParent = callsOf(facts, node -> Callers.of(facts, node));
    if (!reaches(callsOfParent, threshold)) {
      return;
    }
    GroupTable children = new GroupTable();
    for (int position = 0; position < facts.callCount(); position++) {
      int parent = Callers.of(facts, facts.node(position));
      if (parent >= 0 && callsOfParent[parent] >= threshold && facts.isFree(position)) {
        children.add(parent, position);
      }
    }
    for (int group = 0; group < children.groups(); group++) {
      int[] positions = children.values(group);
      int parent = facts.trace().parent(facts.node(positions[0]));
      report(facts, new CallGroup(parent, positions), threshold, clues);
    }
  }

  private static void report(
      TraceFacts facts, CallGroup talk, int threshold, Consumer<Clue> clues) {
    int count = talk.size(facts);
    if (count < threshold) {
      return;
    }
    facts.use(talk);
    Severity severity = count >= CRITICAL_FACTOR * threshold ? Severity.CRITICAL : Severity.WARNING;
    clues.accept(clue(facts, talk, severity, () -> manyCalls(facts, talk, threshold)));
  }

  private static Account manyCalls(TraceFacts facts, CallGroup talk, int threshold) {
    int count = talk.size(facts);
    Map<String, Object> details = details(facts, talk);
    details.put("distinctCalls", distinctKeys(facts, talk));
    details.put("thresholdCalls", (long) threshold);
    String summary =
        caller(facts, talk)
            + " "
            + operation(facts, talk)
            + " calls "
            + callee(facts, talk)
            + " "
            + count
            + " times for one request.";
    String suggestion =
        "One call that answers the request's question, not " + count + " for its parts.";
    return new Account(new Advice(summary, suggestion), details);
  }

  private static Clue paged(TraceFacts facts, CallGroup pages) {
    return clue(facts, pages, Severity.INFO, () -> pages(facts, pages));
  }

  private static Account pages(TraceFacts facts, CallGroup pages) {
    Call call = facts.call(pages.first());
    Map<String, Object> details = details(facts, pages);
    details.put("shape", "pagination");
    details.put("call", call.text());
    Advice advice =
        new Advice(
            caller(facts, pages)
                + " "
                + operation(facts, pages)
                + " reads "
                + Words.call(call.label())
                + " page by page, "
                + pages.size(facts)
                + " pages.",
            "Ask for larger pages or only for what is needed; fetch the next page while this one"
                + " is worked on.");
    return new Account(advice, details);
  }

  private static Map<String, Object> details(TraceFacts facts, CallGroup talk) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("count", (long) talk.size(facts));
    details.put("caller", caller(facts, talk));
    details.put("callee", callee(facts, talk));
    details.put("unionNanos", facts.unionNanos(talk.anchor(), talk.positions()));
    return details;
  }

  private static Clue clue(
      TraceFacts facts, CallGroup talk, Severity severity, Supplier<Account> account) {
    String caller = caller(facts, talk);
    int[] nodes = facts.nodes(talk);
    return new Clue(
        new Problem(NAME, caller, operation(facts, talk), List.of(caller, callee(facts, talk))),
        Gravity.ofTime(severity),
        Remedy.batchAll(nodes),
        nodes,
        account,
        facts.unionNanos(talk.anchor(), talk.positions()));
  }

  private static String caller(TraceFacts facts, CallGroup talk) {
    return facts.service(facts.node(talk.first()));
  }

  private static String operation(TraceFacts facts, CallGroup talk) {
    return facts.name(facts.entry(facts.node(talk.first())));
  }

  /** The target of most of the calls; of several the one first in the alphabet. */
  private static String callee(TraceFacts facts, CallGroup talk) {
    Map<String, Integer> counts = new HashMap<>();
    for (int position : talk.positions()) {
      counts.merge(facts.call(position).target(), 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .min(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .orElseThrow()
        .getKey();
  }

  private static long distinctKeys(TraceFacts facts, CallGroup talk) {
    return Arrays.stream(talk.positions()).map(facts::key).distinct().count();
  }
}
