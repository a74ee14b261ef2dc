package io.longpole.analyzer.path;

import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Predicts how long a trace's main root would take after a change, by timing the trace anew.
 *
 * <p>Subtracting the time of what was changed is not the answer: when one branch gets faster,
 * another decides. So every child gets a new start (the new ends of all siblings that had ended by
 * its start, plus the same gap) and every parent a new duration (the last new end, plus the same
 * tail), children first. Gaps and tails are the parent's own work. No queueing, no contention: what
 * is not changed keeps its own work. A span that only waits for the call beside it ends with that
 * ({@link Shadows}). With nothing changed the prediction is the original.
 *
 * <p>Example (ms): web 0–100 with a 10–40, b 10–60, c 65–95. With b at half, c waits for a (40) and
 * b (35), starts at 45 and web ends at 80.
 *
 * <p>Only the ancestors of what changes are timed anew: O(k) for their k children. Keeps scratch
 * arrays from one prediction to the next, so one sweep serves one thread.
 */
public final class Sweep {

  private static final long UNCHANGED = -1;

  private final Trace trace;
  private final Blocking blocking;
  private final Groups groups;
  private final Shadows shadows;

  /** Of every node; the original ones between two predictions. */
  private final long[] newDuration;

  /** Of the children of one parent at a time, counted from the parent's new start. */
  private final long[] newEnd;

  /** A duration that is given, or {@link #UNCHANGED}. */
  private final long[] givenDuration;

  private final double[] factor;
  private final boolean[] gapGone;
  private final boolean[] isTouched;

  /** The nodes of which anything differs from the original: to be timed, then put back. */
  private int[] touched = new int[16];

  private int touchedCount;
  private final Map<Integer, List<Workers>> workersOfParent = new HashMap<>();
  private final SiblingOrder order;
  private final Waits waits;

  /** Whether a change was to take away attempts that overlap, which are no retries. */
  private boolean attemptsOverlap;

  private Sweep(Trace trace, Blocking blocking, SiblingOrder order) {
    this.trace = trace;
    this.blocking = blocking;
    this.order = order;
    this.waits = new Waits(order);
    this.groups = new Groups(trace, blocking);
    this.shadows = new Shadows(trace, blocking);
    int size = trace.size();
    this.newDuration = new long[size];
    this.newEnd = new long[size];
    this.givenDuration = new long[size];
    this.factor = new double[size];
    this.gapGone = new boolean[size];
    this.isTouched = new boolean[size];
    Arrays.setAll(newDuration, this::duration);
    Arrays.fill(givenDuration, UNCHANGED);
    Arrays.fill(factor, 1);
  }

  /** A sweep in which children wait as other traces tell, if the path was found with that. */
  public static Sweep of(Trace trace, PathAnalysis path) {
    return new Sweep(trace, path.blocking(), path.order());
  }

  /** A sweep in which every child waits for all siblings that ended by its start. */
  public static Sweep withNoneRefuted(Trace trace, PathAnalysis path) {
    return new Sweep(trace, path.blocking(), SiblingOrder.NONE);
  }

  /** The duration of the main root after a change; never longer but for a scale above 1. */
  public long predict(Change change) {
    return predict(List.of(change));
  }

  /** The duration of the main root after several changes made together. */
  public long predict(List<Change> changes) {
    return predicted(changes).nanos();
  }

  /**
   * A predicted duration.
   *
   * @param noGain whether a change would have made the root slower, or cannot be made
   */
  public record Predicted(long nanos, boolean noGain) {}

  /** The same, and whether the changes fit. */
  public Predicted predicted(List<Change> changes) {
    boolean mayLengthen = false;
    attemptsOverlap = false;
    for (Change change : changes) {
      mayLengthen |= change instanceof Change.Scale scale && scale.factor() > 1;
      apply(change);
    }
    long predicted = durationAfter(0);
    boolean bounded = !mayLengthen && predicted > duration(0);
    return new Predicted(bounded ? duration(0) : predicted, bounded || attemptsOverlap);
  }

  /** The groups of more than one among the nodes, in order of start; see {@link Change}. */
  public List<List<Integer>> groups(Collection<Integer> nodes) {
    return groups.of(nodes).stream().map(Sweep::boxed).toList();
  }

  private static List<Integer> boxed(int[] nodes) {
    return Arrays.stream(nodes).boxed().toList();
  }

  /** What the root of a node would gain if the node took no time; 0 if it does not block. */
  public long dragNanos(int node) {
    int root = node;
    while (trace.parent(root) >= 0) {
      root = trace.parent(root);
    }
    return duration(root) - withDuration(node, 0, root);
  }

  /** The duration of a root if one node below it took another time. */
  long withDuration(int node, long nanos, int root) {
    if (blocking.isBlocking(node)) {
      give(node, nanos);
    }
    return durationAfter(root);
  }

  private void apply(Change change) {
    switch (change) {
      case Change.Scale scale -> scale(scale);
      case Change.Remove remove -> remove.nodes().forEach(this::remove);
      case Change.Batch batch ->
          groups.of(batch.nodes()).forEach(group -> batch(group, longest(group), true));
      case Change.BatchAt batch ->
          groups.of(batch.nodes()).forEach(group -> batchAt(group, batch.estimate()));
      case Change.Parallelise parallelise ->
          groups.of(parallelise.nodes()).forEach(group -> parallelise(group, parallelise.limit()));
      case Change.NoRetries retries ->
          groups.of(retries.nodes()).forEach(group -> noRetries(group, retries.succeeded()));
    }
  }

  private void scale(Change.Scale scale) {
    if (!scale.subtree()) {
      scale.nodes().stream().distinct().forEach(node -> scale(node, scale.factor()));
      return;
    }
    List<Integer> below = new ArrayList<>(boxed(groups.topmost(scale.nodes())));
    for (int i = 0; i < below.size(); i++) {
      int node = below.get(i);
      scale(node, scale.factor());
      int first = trace.firstChild(node);
      for (int position = first; position < first + blocking.count(node); position++) {
        below.add(blocking.childrenByEnd[position]);
      }
    }
  }

  private void scale(int node, double by) {
    if (blocking.isBlocking(node)) {
      touch(node);
      factor[node] *= by;
    }
  }

  private void remove(int node) {
    if (blocking.isBlocking(node)) {
      give(node, 0);
    }
  }

  private void batchAt(int[] group, Change.Estimate estimate) {
    switch (estimate) {
      case CAREFUL -> batch(group, Math.max(longest(group), 2 * median(group)), false);
      case HOPEFUL -> batch(group, median(group), true);
    }
  }

  private void batch(int[] group, long nanos, boolean gapsGo) {
    give(group[0], nanos);
    for (int i = 1; i < group.length; i++) {
      give(group[i], 0);
      gapGone[group[i]] |= gapsGo;
    }
  }

  private void parallelise(int[] group, int limit) {
    for (int node : group) {
      touch(node);
    }
    workersOfParent
        .computeIfAbsent(trace.parent(group[0]), unused -> new ArrayList<>())
        .add(new Workers(boxed(group), limit, outside(group)));
  }

  /** What members of a group wait for outside of it. */
  private Waits outside(int[] group) {
    Waits outside = new Waits(order);
    outside.start(trace.parent(group[0]), 0);
    return outside;
  }

  private void noRetries(int[] attempts, boolean succeeded) {
    for (int i = 1; i < attempts.length; i++) {
      if (blocking.start[attempts[i]] < blocking.end[attempts[i - 1]]) {
        attemptsOverlap = true;
        return;
      }
    }
    int kept = succeeded ? attempts.length - 1 : 0;
    for (int i = 0; i < attempts.length; i++) {
      int attempt = attempts[i];
      touch(attempt);
      gapGone[attempt] |= i > 0;
      if (i != kept) {
        give(attempt, 0);
      }
    }
  }

  private long longest(int[] group) {
    long longest = 0;
    for (int node : group) {
      longest = Math.max(longest, duration(node));
    }
    return longest;
  }

  /** The lower of the two middle ones where the number is even. */
  private long median(int[] group) {
    long[] durations = new long[group.length];
    for (int i = 0; i < durations.length; i++) {
      durations[i] = duration(group[i]);
    }
    Arrays.sort(durations);
    return durations[(durations.length - 1) / 2];
  }

  private long duration(int node) {
    return blocking.end[node] - blocking.start[node];
  }

  private void give(int node, long nanos) {
    touch(node);
    givenDuration[node] =
        givenDuration[node] == UNCHANGED ? nanos : Math.min(givenDuration[node], nanos);
  }

  /** Marks a node and all above it for timing. */
  private void touch(int node) {
    for (int above = node; above >= 0 && !isTouched[above]; above = trace.parent(above)) {
      isTouched[above] = true;
      if (touchedCount == touched.length) {
        touched = Arrays.copyOf(touched, 2 * touchedCount);
      }
      touched[touchedCount++] = above;
    }
  }

  /** Times what was touched, and puts everything back. */
  private long durationAfter(int root) {
    Arrays.sort(touched, 0, touchedCount);
    for (int i = touchedCount - 1; i >= 0; i--) {
      int node = touched[i];
      newDuration[node] = givenDuration[node] == UNCHANGED ? timed(node) : givenDuration[node];
    }
    long predicted = newDuration[root];
    for (int i = 0; i < touchedCount; i++) {
      int node = touched[i];
      newDuration[node] = duration(node);
      givenDuration[node] = UNCHANGED;
      factor[node] = 1;
      gapGone[node] = false;
      isTouched[node] = false;
    }
    touchedCount = 0;
    workersOfParent.clear();
    return predicted;
  }

  private long timed(int parent) {
    int count = blocking.count(parent);
    if (count == 0) {
      return own(parent, duration(parent));
    }
    List<Workers> parallel =
        workersOfParent.isEmpty()
            ? List.of()
            : workersOfParent.getOrDefault(parent, Collections.emptyList());
    int first = trace.firstChild(parent);
    int nextEnded = first;
    waits.start(parent, blocking.start[parent]);
    for (int child = first; child < first + trace.childCount(parent); child++) {
      if (!blocking.isBlocking(child)) {
        continue;
      }
      while (blocking.end[blocking.childrenByEnd[nextEnded]] <= blocking.start[child]) {
        endWithCall(nextEnded, first, first + count);
        int ended = blocking.childrenByEnd[nextEnded++];
        waits.siblingEnded(ended, blocking.end[ended], newEnd[ended]);
        for (Workers workers : parallel) {
          workers.siblingEnded(ended, blocking.end[ended], newEnd[ended]);
        }
      }
      place(parent, child, parallel);
    }
    for (; nextEnded < first + count; nextEnded++) {
      endWithCall(nextEnded, first, first + count);
    }
    long latest = 0;
    for (int child = first; child < first + count; child++) {
      latest = Math.max(latest, newEnd[blocking.childrenByEnd[child]]);
    }
    long lastEnd = blocking.end[blocking.childrenByEnd[first + count - 1]];
    return latest + own(parent, blocking.end[parent] - lastEnd);
  }

  /**
   * A child that only waits for the call beside it ends with it. Both are placed by then: neither
   * ended before a child that is still to be placed began.
   */
  private void endWithCall(int at, int first, int last) {
    int child = blocking.childrenByEnd[at];
    int call = isTouched[child] ? Shadows.NONE : shadows.callOf(at, first, last);
    if (call != Shadows.NONE) {
      long newStart = newEnd[child] - newDuration[child];
      newEnd[child] = Math.max(newStart, newEnd[call] + blocking.end[child] - blocking.end[call]);
    }
  }

  private void place(int parent, int child, List<Workers> parallel) {
    long before = waits.before(child);
    for (Workers workers : parallel) {
      if (workers.has(child)) {
        boolean isFirst = child == workers.first();
        long start =
            isFirst
                ? waits.ready(child) + gap(parent, child, before)
                : workers.nextStart(child)
                    + gap(parent, child, Math.max(before, blocking.start[workers.first()]));
        newEnd[child] = start + newDuration[child];
        workers.memberPlaced(child, start, newEnd[child]);
        return;
      }
    }
    newEnd[child] = waits.ready(child) + gap(parent, child, before) + newDuration[child];
  }

  private long gap(int parent, int child, long before) {
    return gapGone[child] ? 0 : own(parent, blocking.start[child] - before);
  }

  private long own(int node, long nanos) {
    return factor[node] == 1 ? nanos : (long) Math.floor(factor[node] * nanos + 0.5);
  }
}
