package io.longpole.analyzer.path;

import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceFlag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The critical paths of a trace, and what every span contributes to them.
 *
 * <p>A span blocks if its parent waited for it; its clipped times are those within its parent. O(n
 * log n) time, 60 to 90 bytes a span, no recursion. Never changes; slack is worked out when it is
 * first asked for.
 *
 * <p>Example: web 0–100 with db 10–30 and db 30–50: the sections are web 50–100, db 30–50, db
 * 10–30, web 0–10; web's exclusive time is 60, its inclusive time 100.
 */
public final class PathAnalysis {

  private final Trace trace;
  private final PathSettings settings;
  private final SiblingOrder order;
  private final Blocking blocking;
  private final List<CriticalPath> paths;
  private final long[] exclusiveNanos;
  private final long[] inclusiveNanos;
  private volatile long @Nullable [] slackNanos;

  private PathAnalysis(Trace trace, PathSettings settings, SiblingOrder order) {
    this.trace = trace;
    this.settings = settings;
    this.order = order;
    this.blocking = new Blocking(trace, settings.overflow(), order);
    this.exclusiveNanos = new long[trace.size()];
    Walk walk = new Walk(trace, blocking, order, settings.overlapTolerance());
    List<CriticalPath> walked = new ArrayList<>(trace.rootCount());
    for (int root = 0; root < trace.rootCount(); root++) {
      SectionList sections = walk.from(root);
      sections.addTo(exclusiveNanos);
      walked.add(new CriticalPath(root, trace.durationNanos(root), sections));
    }
    this.paths = Collections.unmodifiableList(walked);
    this.inclusiveNanos = exclusiveNanos.clone();
    for (int node = trace.size() - 1; node >= trace.rootCount(); node--) {
      inclusiveNanos[trace.parent(node)] += inclusiveNanos[node];
    }
  }

  /** Finds the critical path of every root from this trace alone. */
  public static PathAnalysis of(Trace trace, PathSettings settings) {
    return new PathAnalysis(trace, settings, SiblingOrder.NONE);
  }

  /** The same with what other traces tell, unless the settings forbid it. */
  public static PathAnalysis of(Trace trace, PathSettings settings, SiblingOrder order) {
    return new PathAnalysis(trace, settings, settings.evidence() ? order : SiblingOrder.NONE);
  }

  /** One path a root, in root order: the main root's first. */
  public List<CriticalPath> paths() {
    return paths;
  }

  /**
   * What the node's root would have waited for until the node had come to a time: the path of the
   * part of a request that leads to a message. Latest first; the sections cover the time from the
   * root's start to that time. Takes time in proportion to the trace.
   *
   * @param untilNanos taken as the node's start if it is before it
   */
  public List<Section> sectionsUpTo(int node, long untilNanos) {
    return new Walk(trace, blocking, order, settings.overlapTolerance()).upTo(node, untilNanos);
  }

  /** Whether the node's parent waited for it. Roots block. */
  public boolean isBlocking(int node) {
    return blocking.isBlocking(node);
  }

  /** Start within the parent; the start itself if the node does not block. */
  public long clippedStart(int node) {
    return blocking.start[node];
  }

  /** End within the parent; the end itself if the node does not block. */
  public long clippedEnd(int node) {
    return blocking.end[node];
  }

  /** The node's own time on its root's critical path. */
  public long exclusiveNanos(int node) {
    return exclusiveNanos[node];
  }

  /** Time on the critical path of the node and all below it; that of a root is its duration. */
  public long inclusiveNanos(int node) {
    return inclusiveNanos[node];
  }

  /**
   * How much longer the node may last while its root ends no later; 0 on the critical path,
   * Long.MAX_VALUE if the node does not block.
   */
  public long slackNanos(int node) {
    long[] known = slackNanos;
    if (known == null) {
      known = Slack.of(trace, blocking, order);
      slackNanos = known;
    }
    return known[node];
  }

  /**
   * What the node's root would gain if the node took no time: its duration less that without the
   * node. Times the trace anew; for many nodes of one trace use one {@link Sweep}.
   */
  public long dragNanos(int node) {
    return Sweep.of(trace, this).dragNanos(node);
  }

  /** Children that end well after their parents, in order of their nodes. */
  public List<OverflowNote> overflows() {
    return Collections.unmodifiableList(blocking.overflows);
  }

  /** What this analysis found odd, beside the flags of the trace. */
  public Set<TraceFlag> flags() {
    return blocking.overflows.isEmpty() ? Set.of() : Set.of(TraceFlag.OVERFLOW);
  }

  /** Whether other traces refute that some span waits for another that ended before it began. */
  public boolean mayRefute() {
    for (int node = 0; node < trace.size(); node++) {
      if (blocking.count(node) > 1 && order.mayRefute(node)) {
        return true;
      }
    }
    return false;
  }

  /** The same from this trace alone, without what other traces tell. */
  public PathAnalysis alone() {
    return mayRefute() ? of(trace, settings) : this;
  }

  /** What was taken from other traces. */
  SiblingOrder order() {
    return order;
  }

  Blocking blocking() {
    return blocking;
  }
}
