package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
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

  /** Ends the key that all calls share that are beyond the limit; they are no loop. */
  private static final String OVERFLOW = "|||overflow";

  private static final int NO_NODE = -1;

  private static final int UNKNOWN_ENDS = -1;

  private final Trace trace;
  private final PathAnalysis path;
  private final Calls calls;
  private final Setup setup;
  private final boolean live;
  private final List<Call> all;
  private final int[] keys;
  private CallSite[] sites = new CallSite[16];
  private final BitSet used = new BitSet();
  private final List<CallGroup> pagedReads = new ArrayList<>();
  private int[] callsOfKey = new int[16];
  private int keyCount;
  private int mostCallsOfKey;
  private int @Nullable [] wholeCalls;
  private int @Nullable [] firsts;
  private int ends = UNKNOWN_ENDS;
  private long loops;
  private long hiddenLoops;
  private @Nullable Attempts attempts;
  private @Nullable Symbols symbols;
  private @Nullable Failures failures;
  private @Nullable Operation @Nullable [] operations;
  private int @Nullable [] entries;
  private int @Nullable [] roots;

  /**
   * What does not depend on the trace: thresholds, and span names without values in them.
   *
   * @param live whether traces are looked at while others come in
   */
  record Setup(
      DetectorSettings settings,
      Names names,
      Fingerprints fingerprints,
      TailSampling sampling,
      LookAgain lookAgain,
      boolean live) {
    Setup(DetectorSettings settings, UnaryOperator<String> templates) {
      this(
          settings,
          new Names(templates),
          new Fingerprints(),
          new TailSampling(),
          new LookAgain(),
          false);
    }

    /** The same for a running pipeline. */
    Setup goingLive() {
      return new Setup(settings, names, fingerprints, sampling, lookAgain, true);
    }
  }

  TraceFacts(Trace trace, PathAnalysis path, Calls calls, Setup setup) {
    this.trace = trace;
    this.path = path;
    this.calls = calls;
    this.setup = setup;
    this.live = setup.live();
    this.all = calls.all();
    this.keys = numberKeys();
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

  /** Asks to look again at traces that began at that time or later, now that it is known why. */
  void lookAgain(String detector, Candidates candidates, long fromNanos) {
    if (!candidates.isEmpty()) {
      setup.lookAgain().add(detector, candidates.takeFrom(fromNanos, trace.id()));
    }
  }

  int callCount() {
    return keys.length;
  }

  Call call(int position) {
    return all.get(position);
  }

  int node(int position) {
    return all.get(position).node();
  }

  /** The number of a call's service and key, or {@link #NO_KEY}. */
  int key(int position) {
    return keys[position];
  }

  /** Number of distinct keys; they are 0 to this − 1. */
  int keyCount() {
    return keyCount;
  }

  /** How many single calls the calls of a key stand for; a real batch counts as one. */
  int callsOfKey(int key) {
    return callsOfKey[key];
  }

  /** The most single calls that the calls of any key stand for. */
  int mostCallsOfKey() {
    return mostCallsOfKey;
  }

  /** The site of a call; of calls without a key it is made anew. */
  CallSite site(int position) {
    return keys[position] == NO_KEY ? site(call(position)) : sites[keys[position]];
  }

  CallSite siteOfKey(int key) {
    return sites[key];
  }

  CallSite site(Call call) {
    return setup.names().site(service(call.node()), call);
  }

  /** By key the spans of calls that are no part of another. */
  int[] wholeCallsOfKey() {
    int[] known = wholeCalls;
    return known == null ? countWholeCalls() : known;
  }

  /** By key the position of the first call that is no part of another; −1 if there is none. */
  int[] firstOfKey() {
    if (firsts == null) {
      countWholeCalls();
    }
    return Objects.requireNonNull(firsts);
  }

  private int[] countWholeCalls() {
    int[] counts = new int[keyCount];
    int[] first = new int[keyCount];
    Arrays.fill(first, NO_KEY);
    for (int position = 0; position < keys.length; position++) {
      int key = keys[position];
      if (key != NO_KEY && all.get(position).partOf() < 0) {
        first[key] = counts[key] == 0 ? position : first[key];
        counts[key]++;
      }
    }
    wholeCalls = counts;
    firsts = first;
    return counts;
  }

  /** How many single calls a call stands for; a real batch counts as one. */
  int size(int position) {
    Call call = all.get(position);
    return call.batch() ? 1 : call.size();
  }

  /** Whether detectors of loops and repeats may still look at a call. */
  boolean isFree(int position) {
    return keys[position] != NO_KEY
        && !used.get(position)
        && all.get(position).partOf() < 0
        && all.get(position).callClass() != CallClass.ASSET;
  }

  /** Takes a call from the detectors that come later. */
  void use(int position) {
    used.set(position);
  }

  void use(CallGroup group) {
    for (int position : group.positions()) {
      used.set(position);
    }
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
    loops++;
    if (state == ArgumentState.HIDDEN) {
      hiddenLoops++;
    }
    return state;
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
    if (ends == UNKNOWN_ENDS) {
      ends = 1;
      for (int node = 0; node < trace.size() && ends == 1; node++) {
        ends = calls.outcome(node) == Outcome.OK ? 1 : 0;
      }
    }
    return ends == 1 && trace.logs().isEmpty();
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
    SpanKind kind = calls.kind(node);
    return kind == SpanKind.SERVER || kind == SpanKind.CONSUMER;
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
    int[] known = entries;
    if (known == null) {
      known = new int[trace.size()];
      for (int i = 0; i < known.length; i++) {
        int parent = trace.parent(i);
        known[i] = parent < 0 || isEntry(i) ? i : known[parent];
      }
      entries = known;
    }
    return known[node];
  }

  /** The root that a node hangs under. */
  int root(int node) {
    int[] known = roots;
    if (known == null) {
      known = new int[trace.size()];
      for (int i = 0; i < known.length; i++) {
        int parent = trace.parent(i);
        known[i] = parent < 0 ? i : known[parent];
      }
      roots = known;
    }
    return known[node];
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

  private int[] numberKeys() {
    int[] numbers = new int[all.size()];
    long number = setup.names().nextTrace();
    for (int i = 0; i < numbers.length; i++) {
      Call call = all.get(i);
      if (call.noise() != Noise.NONE || call.key().endsWith(OVERFLOW)) {
        numbers[i] = NO_KEY;
        continue;
      }
      CallSite site = site(call);
      int key = site.numberIn(number, keyCount);
      numbers[i] = key;
      if (key == keyCount) {
        if (key == sites.length) {
          sites = Arrays.copyOf(sites, key * 2);
          callsOfKey = Arrays.copyOf(callsOfKey, key * 2);
        }
        sites[key] = site;
        keyCount++;
      }
      callsOfKey[key] += size(i);
      mostCallsOfKey = Math.max(mostCallsOfKey, callsOfKey[key]);
    }
    return numbers;
  }
}
