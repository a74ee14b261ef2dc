package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Finds for every failure that shows at a surface the span where it began.
 *
 * <p>Example: web GET fails, below it its call of stock, below that stock's request, below that a
 * query with an exception, each failing: the surface is GET, the cause is the query. From a surface
 * the way goes down through failing children that their parent waited for, of a call tried again
 * through the last attempt. Internal spans that set no status let failures through, those that only
 * send a server's answer do not count, nor does a server below which nothing fails and that tells
 * only that its caller gave up, and a server with an exception fails if its caller's call does. Of
 * several ends the best is the one with an exception of its own; then one that was not cancelled;
 * then the one that ended first; then the deepest. Linear in the number of spans.
 */
final class RootCauses {

  private static final int NONE = -1;

  /** Some clocks tell whole milliseconds: a child may seem to end so much after its parent. */
  private static final long CLOCK_GRAIN_NANOS = 1_000_000;

  private final TraceFacts facts;
  private final Failures failures;
  private final BitSet failing = new BitSet();
  private final BitSet passedOver = new BitSet();

  /**
   * A failure.
   *
   * @param node where it began
   * @param surface the outermost span that fails because of it
   * @param chain from the cause up to the surface
   */
  record Cause(int node, int surface, List<Integer> chain) {}

  private RootCauses(TraceFacts facts, Predicate<String> tellsStatus) {
    this.facts = facts;
    this.failures = facts.failures();
    BitSet failingBelow = new BitSet();
    for (int node = facts.trace().size() - 1; node >= 0; node--) {
      boolean failed =
          isBehindFailedCall(node) || (failures.fails(node, tellsStatus) && !isAnswer(node));
      if (failed && (failingBelow.get(node) || !SlowAnswer.isEndedByCaller(facts, node))) {
        failing.set(node);
      }
      int parent = facts.trace().parent(node);
      if (parent >= 0 && (failing.get(node) || failingBelow.get(node))) {
        failingBelow.set(parent);
      }
    }
  }

  /**
   * Whether a server tells of its failure by an exception only, while its caller's call failed:
   * some frameworks see the handler end before they turn its exception into an answer.
   */
  private boolean isBehindFailedCall(int node) {
    int parent = facts.trace().parent(node);
    return parent >= 0
        && facts.calls().kind(node) == SpanKind.SERVER
        && facts.calls().kind(parent) == SpanKind.CLIENT
        && facts.calls().outcome(node) == Outcome.OK
        && !facts.calls().statusCode(node).startsWith("4")
        && isFailure(facts.calls().outcome(parent))
        && failures.hasOwnException(node);
  }

  private static boolean isFailure(Outcome outcome) {
    return outcome.isFailure() && outcome != Outcome.TIMEOUT;
  }

  /** Whether a span without exception only sends its server's answer, with the same code. */
  private boolean isAnswer(int node) {
    int parent = facts.trace().parent(node);
    String code = facts.calls().statusCode(node);
    return parent >= 0
        && !code.isEmpty()
        && facts.calls().kind(node) == SpanKind.INTERNAL
        && facts.calls().kind(parent) == SpanKind.SERVER
        && code.equals(facts.calls().statusCode(parent))
        && !failures.hasOwnException(node);
  }

  /**
   * One cause a surface, in order of the surfaces' nodes.
   *
   * @param tellsStatus services of which spans are known that say how they ended
   */
  static List<Cause> of(TraceFacts facts, Predicate<String> tellsStatus) {
    if (facts.allIsWell()) {
      return List.of();
    }
    RootCauses causes = new RootCauses(facts, tellsStatus);
    return causes.failing.isEmpty() ? List.of() : causes.find();
  }

  private List<Cause> find() {
    passOverEarlierAttempts();
    int size = facts.trace().size();
    int[] above = new int[size];
    boolean[] waitedFor = new boolean[size];
    int[] depth = new int[size];
    int[] surface = new int[size];
    BitSet inner = new BitSet();
    for (int node = 0; node < size; node++) {
      int parent = facts.trace().parent(node);
      surface[node] = NONE;
      above[node] = NONE;
      if (parent >= 0) {
        boolean through = isTransparent(parent);
        above[node] = through ? above[parent] : parent;
        waitedFor[node] = mayHaveWaited(parent, node) && (!through || waitedFor[parent]);
        depth[node] = depth[parent] + 1;
        if (passedOver.get(parent)) {
          passedOver.set(node);
        }
      }
      if (!failing.get(node) || passedOver.get(node)) {
        continue;
      }
      int outer = above[node];
      if (outer < 0 || !failing.get(outer)) {
        surface[node] = node;
      } else if (waitedFor[node]) {
        surface[node] = surface[outer];
        inner.set(outer);
      }
    }
    return best(above, depth, surface, inner);
  }

  /** Of a call that was tried again and failed for good, only the last attempt counts. */
  private void passOverEarlierAttempts() {
    for (AttemptGroup group : facts.attempts().groups()) {
      int[] nodes = group.nodes();
      for (int i = 0; i < nodes.length - 1 && !group.succeeded(); i++) {
        passedOver.set(nodes[i]);
      }
    }
  }

  /**
   * Whether a parent may have waited for a child: it blocks, or at least ended within the parent. A
   * caller with a coarse clock may seem to end before its server did, and all the server's last
   * calls with it.
   */
  private boolean mayHaveWaited(int parent, int node) {
    long grain = facts.service(node).equals(facts.service(parent)) ? CLOCK_GRAIN_NANOS : 0;
    return facts.path().isBlocking(node)
        || (facts.calls().kind(node) != SpanKind.CONSUMER
            && facts.trace().endNanos(node) <= facts.trace().endNanos(parent) + grain);
  }

  private boolean isTransparent(int node) {
    return !failing.get(node)
        && facts.calls().kind(node) == SpanKind.INTERNAL
        && facts.trace().span(node).status() == StatusCode.UNSET;
  }

  private List<Cause> best(int[] above, int[] depth, int[] surface, BitSet inner) {
    int[] best = new int[surface.length];
    Arrays.fill(best, NONE);
    for (int node = 0; node < surface.length; node++) {
      if (surface[node] >= 0 && !inner.get(node)) {
        int known = best[surface[node]];
        best[surface[node]] = known < 0 || isBetter(node, known, depth) ? node : known;
      }
    }
    List<Cause> causes = new ArrayList<>();
    for (int top = 0; top < best.length; top++) {
      if (best[top] >= 0) {
        List<Integer> chain = new ArrayList<>();
        for (int node = best[top]; node != top; node = above[node]) {
          chain.add(node);
        }
        chain.add(top);
        causes.add(new Cause(best[top], top, chain));
      }
    }
    return causes;
  }

  /** Whether somebody else's failure ended it. */
  private boolean isCancelled(int node) {
    return facts.calls().outcome(node) == Outcome.CANCELLED
        || failures.of(node).type().toLowerCase(Locale.ROOT).contains("cancel");
  }

  private boolean isBetter(int node, int known, int[] depth) {
    boolean own = failures.hasOwnException(node);
    if (own != failures.hasOwnException(known)) {
      return own;
    }
    if (isCancelled(node) != isCancelled(known)) {
      return !isCancelled(node);
    }
    int byEnd = Long.compare(facts.trace().endNanos(node), facts.trace().endNanos(known));
    if (byEnd != 0) {
      return byEnd < 0;
    }
    if (depth[node] != depth[known]) {
      return depth[node] > depth[known];
    }
    return Long.compareUnsigned(facts.trace().spanId(node), facts.trace().spanId(known)) < 0;
  }
}
