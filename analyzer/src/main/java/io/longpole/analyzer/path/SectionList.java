package io.longpole.analyzer.path;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Sections of one path in two flat arrays: each starts where the next, which is earlier, ends. 12
 * bytes a section; a {@link Section} is made when it is asked for.
 */
final class SectionList extends AbstractList<Section> implements RandomAccess {

  private final int[] nodes;
  private final long[] endNanos;
  private final long firstStartNanos;

  private SectionList(int[] nodes, long[] endNanos, long firstStartNanos) {
    this.nodes = nodes;
    this.endNanos = endNanos;
    this.firstStartNanos = firstStartNanos;
  }

  @Override
  public Section get(int index) {
    Objects.checkIndex(index, nodes.length);
    return new Section(nodes[index], startNanos(index), endNanos[index]);
  }

  @Override
  public int size() {
    return nodes.length;
  }

  private long startNanos(int index) {
    return index + 1 < nodes.length ? endNanos[index + 1] : firstStartNanos;
  }

  /** Adds the length of every section to the figure of its node. */
  void addTo(long[] nanosOfNode) {
    for (int i = 0; i < nodes.length; i++) {
      nanosOfNode[nodes[i]] += endNanos[i] - startNanos(i);
    }
  }

  /** Collects sections, latest first; each must end where the one before started. */
  static final class Builder {
    private int[] nodes = new int[8];
    private long[] endNanos = new long[8];
    private int size;
    private long lastStart;

    /** Adds a section unless it is empty. */
    void add(int node, long startNanos, long sectionEndNanos) {
      if (startNanos >= sectionEndNanos) {
        return;
      }
      if (size == nodes.length) {
        nodes = Arrays.copyOf(nodes, 2 * size);
        endNanos = Arrays.copyOf(endNanos, 2 * size);
      }
      nodes[size] = node;
      endNanos[size++] = sectionEndNanos;
      lastStart = startNanos;
    }

    SectionList build() {
      return new SectionList(Arrays.copyOf(nodes, size), Arrays.copyOf(endNanos, size), lastStart);
    }
  }
}
