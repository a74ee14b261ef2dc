package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the detectors of one trace share: its calls in order of start, their keys as numbers, which
 * of them a finding already explains, and who serves whom.
 *
 * <p>A call is named by its position in {@link Calls#all}. Detectors run in the order of their
 * table; each may mark calls as used, and later ones pass over these. Not thread-safe.
 */
final class TraceFacts {

  /** Of a call that takes no part: noise of the connection, or beyond the limit of keys. */
  static final int NO_KEY = -1;

  private static final int NO_NODE = -1;

  private static final int UNKNOWN_ENDS = -1;

  private final Trace trace;
  private final PathAnalysis path;
  private final Calls calls;
  private final DetectorSetup setup;
  private final boolean live;
  private final CallKeys keys;
  private final CallTable table;
  private final Requests requests;
  private final List<CallGroup> pagedReads = new ArrayList<>();
  private int ends = UNKNOWN_ENDS;
  private long loops;
  private long hiddenLoops;
  private int @Nullable [] notable;
  private @Nullable Attempts attempts;
  private @Nullable Reach reach;
  private @Nullable Symbols symbols;
  private @Nullable Failures failures;
  private @Nullable Operation @Nullable [] operations;

  TraceFacts(Trace trace, PathAnalysis path, Calls calls, DetectorSetup setup) {
    this.trace = trace;
    this.path = path;
    this.calls = calls;
    this.setup = setup;
    this.live = setup.live();
    this.keys = new CallKeys(trace, calls, setup.names());
    this.table = new CallTable(trace, calls, keys);
    this.requests = new Requests(trace, calls);
  }

  Trace trace() {
    return trace;
  }

  PathAnalysis path() {
    return path;
  }

  Calls calls() {
    return calls;
  }

  DetectorSettings settings() {
    return setup.settings();
  }

  /** Whether the traces of the window show each kind of request in its true share. */
  boolean sharesHold() {
    return setup.sampling().sharesHold();
  }

  /**
   * Whether the trace is looked at while others come in: then what goes on at the last judged
   * window holds for it too, which else would lie behind all that is judged.
   */
  boolean isLive() {
    return live;
  }

  /**
   * When something happened, for what forgets the past. Of traces that are all learned before any
   * is looked at, the oldest count like the newest: as if all happened at once.
   */
  long recentNanos(long timeNanos) {
    return live ? timeNanos : 0;
  }

  /** Asks to look again at traces that began at that time or later, now that it is known why. */
  void lookAgain(String detector, Candidates candidates, long fromNanos) {
    if (!candidates.isEmpty()) {
      setup.lookAgain().add(detector, candidates.takeFrom(fromNanos, trace.id()));
    }
  }

  int callCount() {
    return table.count();
  }

  /** Whether any call is of that class. */
  boolean hasCalls(CallClass callClass) {
    return table.has(callClass);
  }

  Call call(int position) {
    return calls.get(position);
  }

  int node(int position) {
    return table.node(position);
  }

  /** The number of a call's service and key, or {@link #NO_KEY}. */
  int key(int position) {
    return keys.key(position);
  }

  /** Number of distinct keys; they are 0 to this − 1. */
  int keyCount() {
    return keys.count();
  }

  /** How many single calls the calls of a key stand for; a real batch counts as one. */
  int callsOfKey(int key) {
    return keys.callsOf(key);
  }

  /** The most single calls that the calls of any key stand for. */
  int mostCallsOfKey() {
    return keys.mostCalls();
  }

  /** The site of a call; of calls without a key it is made anew. */
  CallSite site(int position) {
    return key(position) == NO_KEY ? site(call(position)) : keys.site(key(position));
  }

  CallSite siteOfKey(int key) {
    return keys.site(key);
  }

  CallSite site(Call call) {
    return setup.names().site(service(call.node()), call);
  }

  /** The positions of the calls that are more than {@link QuietCalls}, in order. */
  int[] notableCalls() {
    int[] known = notable;
    if (known == null) {
      known = QuietCalls.notable(this);
      notable = known;
    }
    return known;
  }

  /** How many single calls a call stands for; a real batch counts as one. */
  int size(int position) {
    return CallKeys.size(calls.get(position));
  }

  /** Whether detectors of loops and repeats may still look at a call. */
  boolean isFree(int position) {
    return table.isFree(position);
  }

  /** Takes a call from the detectors that come later. */
  void use(int position) {
    table.use(position);
  }

  void use(CallGroup group) {
    for (int position : group.positions()) {
      table.use(position);
    }
  }

  /** The positions of the calls long enough to be felt; see {@link CallTable#LEAST_FELT_NANOS}. */
  int[] feltCalls() {
    return table.felt();
  }

  /** The attempts in this trace; found when first asked for, which must be first of all. */
  Attempts attempts() {
    Attempts known = attempts;
    if (known == null) {
      known = Attempts.of(this);
      attempts = known;
    }
    return known;
  }

  /** How many calls each span may collect; counted when first asked for. */
  Reach reach() {
    Reach known = reach;
    if (known == null) {
      known = new Reach(this);
      reach = known;
    }
    return known;
  }

  /** The numbers of the ways down to the calls; made when first asked for. */
  Symbols symbols() {
    Symbols known = symbols;
    if (known == null) {
      known = new Symbols(this);
      symbols = known;
    }
    return known;
  }

  /** What is told of the failures in this trace; read when first asked for. */
  Failures failures() {
    Failures known = failures;
    if (known == null) {
      known = new Failures(this);
      failures = known;
    }
    return known;
  }

  /** The call that a call is a part of, or itself. */
  Call whole(Call call) {
    Call whole = call.partOf() < 0 ? null : calls.at(call.partOf());
    return whole == null ? call : whole;
  }

  /** The nodes of a group, in order of start. */
  int[] nodes(CallGroup group) {
    int[] nodes = new int[group.positions().length];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = node(group.positions()[i]);
    }
    return nodes;
  }

  /** What the arguments of a loop tell; counted, because hidden ones blind the detectors. */
  ArgumentState judgeArguments(CallGroup loop) {
    ArgumentState state = ArgumentState.of(this, loop.positions());
    judged(state);
    return state;
  }

  /** Counts a loop whose arguments are in that state. */
  void judged(ArgumentState state) {
    loops++;
    hiddenLoops += state == ArgumentState.HIDDEN ? 1 : 0;
  }

  long loops() {
    return loops;
  }

  long hiddenLoops() {
    return hiddenLoops;
  }

  String fingerprint(Problem problem) {
    return setup.fingerprints().of(problem);
  }

  /** The name of a node's span without values in it. */
  String template(int node) {
    return operation(node).name();
  }

  /** The operation of a node's span. */
  Operation operation(int node) {
    @Nullable Operation[] known = operations;
    if (known == null) {
      known = new Operation[trace.size()];
      operations = known;
    }
    Operation operation = known[node];
    if (operation == null) {
      operation = setup.names().operation(service(node), name(node));
      known[node] = operation;
    }
    return operation;
  }

  /** The services of a call and of its first server span, as a key. */
  NameKey served(int position, int server) {
    return site(position).servedBy(service(server), setup.names());
  }

  /** Two names as a key that lasts longer than the trace. */
  NameKey pair(String first, String second) {
    return setup.names().key(first, second, "");
  }

  /** Three names as a key that lasts longer than the trace. */
  NameKey triple(String first, String second, String third) {
    return setup.names().key(first, second, third);
  }

  /** Whether every span ended well and no log record tells otherwise, as in most traces. */
  boolean allIsWell() {
    return allEndWell() && trace.logs().isEmpty();
  }

  /** Whether every span ended well. */
  boolean allEndWell() {
    if (ends == UNKNOWN_ENDS) {
      ends = 1;
      for (int node = 0; node < trace.size() && ends == 1; node++) {
        ends = calls.outcome(node) == Outcome.OK ? 1 : 0;
      }
    }
    return ends == 1;
  }

  /** Loops that only turn the pages of one answer; left to the detector of round trips. */
  List<CallGroup> pagedReads() {
    return pagedReads;
  }

  long startNanos(int position) {
    return trace.startNanos(node(position));
  }

  long endNanos(int position) {
    return trace.endNanos(node(position));
  }

  long durationNanos(int position) {
    return trace.durationNanos(node(position));
  }

  String service(int node) {
    return trace.span(node).service();
  }

  String name(int node) {
    return trace.span(node).name();
  }

  boolean isEntry(int node) {
    return requests.isEntry(node);
  }

  /** The nodes of the SERVER and CONSUMER spans, parents first. */
  int[] requests() {
    return requests.nodes();
  }

  /** The parent if it is of the same service, else −1. */
  int parentInService(int node) {
    int parent = trace.parent(node);
    return parent >= 0 && service(parent).equals(service(node)) ? parent : NO_NODE;
  }

  /** Like {@link #parentInService}, but never above a served request. */
  int parentBelowEntry(int node) {
    return isEntry(node) ? NO_NODE : parentInService(node);
  }

  /** The nearest SERVER or CONSUMER span from a node upwards, itself included; else its root. */
  int entry(int node) {
    return requests.entry(node);
  }

  /** The root that a node hangs under. */
  int root(int node) {
    return requests.root(node);
  }

  /**
   * Length of the union of the calls' intervals, each clipped to the anchor's. The positions are in
   * order of start.
   */
  long unionNanos(int anchor, int[] positions) {
    long from = trace.startNanos(anchor);
    long to = trace.endNanos(anchor);
    long union = 0;
    long covered = from;
    for (int position : positions) {
      long start = Math.max(covered, startNanos(position));
      long end = Math.min(to, endNanos(position));
      if (end > start) {
        union += end - start;
        covered = end;
      }
    }
    return union;
  }

  /** Whether that much time below an anchor deserves a warning. */
  boolean passesGate(long unionNanos, int anchor) {
    return unionNanos >= settings().gateNanos()
        || unionNanos >= settings().gateShare() * trace.durationNanos(anchor);
  }
}
