package io.longpole.analyzer.flow;

import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.path.PathAnalysis;
import io.longpole.analyzer.path.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The flows that go through one trace.
 *
 * <p>Example (ms): a root 0–240 publishes 226–228, what it sent is taken 400–460: a flow of 460,
 * 228 up to the end of publishing, 172 in the queue, 60 with the consumer. The path up to the
 * sender is that of a root which waited for nothing more; a consumer's is its own, as if it were a
 * root.
 */
public final class Flows {

  /** At most so many are found for a trace. */
  public static final int MAX_FLOWS = Chains.MAX_CHAINS;

  private static final Comparator<Flow> SLOWEST_FIRST =
      Comparator.comparingLong(Flow::totalNanos).reversed();

  private final Function<Trace, PathAnalysis> paths;
  private final Map<Chains.Segment, Walked> walked = new HashMap<>();

  private Flows(Function<Trace, PathAnalysis> paths) {
    this.paths = paths;
  }

  /**
   * What was found.
   *
   * @param flows longest first
   * @param more whether there are others, beyond {@link #MAX_FLOWS}
   */
  public record Found(List<Flow> flows, boolean more) {
    public Found {
      flows = List.copyOf(flows);
    }
  }

  /**
   * Finds the flows through a trace along some messages.
   *
   * @param paths analyses a trace, which may be a part of another
   */
  public static Found through(
      TraceId trace, List<Continuation> messages, Function<Trace, PathAnalysis> paths) {
    Chains chains = new Chains(messages);
    Flows flows = new Flows(paths);
    List<Flow> found = new ArrayList<>();
    for (List<Continuation> chain : chains.through(trace)) {
      found.add(flows.flow(chain, chains));
    }
    found.sort(SLOWEST_FIRST); // stable: equals stay in the order of their chains
    return new Found(found, chains.hasMore());
  }

  private Flow flow(List<Continuation> chain, Chains chains) {
    List<Flow.Part> parts = new ArrayList<>(chain.size() + 1);
    for (Continuation message : chain) {
      SpanRef producer = message.producer();
      long until = Math.min(producer.endNanos(), message.consumer().startNanos());
      parts.add(
          walked(producer.trace(), chains.senderOf(message).top()).upTo(producer.node(), until));
    }
    SpanRef last = chain.get(chain.size() - 1).consumer();
    parts.add(walked(last.trace(), last.node()).toEnd());
    return new Flow(parts, chain);
  }

  private Walked walked(Trace trace, int top) {
    return walked.computeIfAbsent(
        new Chains.Segment(trace.id(), top), unseen -> Walked.of(trace, top, paths));
  }

  /** A root or consumer with its path, which is that of a trace of its own. */
  private record Walked(Trace whole, int top, Subtree subtree, PathAnalysis path) {

    static Walked of(Trace trace, int top, Function<Trace, PathAnalysis> paths) {
      Subtree subtree = Subtree.of(trace, top);
      return new Walked(trace, top, subtree, paths.apply(subtree.trace()));
    }

    Flow.Part upTo(int node, long untilNanos) {
      return part(path.sectionsUpTo(subtree.inSubtree(node), untilNanos));
    }

    Flow.Part toEnd() {
      return part(path.paths().get(0).sections());
    }

    private Flow.Part part(List<Section> sections) {
      List<Section> inWhole = new ArrayList<>(sections.size());
      for (Section section : sections) {
        inWhole.add(
            new Section(subtree.inWhole(section.node()), section.startNanos(), section.endNanos()));
      }
      return new Flow.Part(whole, top, inWhole);
    }
  }
}
