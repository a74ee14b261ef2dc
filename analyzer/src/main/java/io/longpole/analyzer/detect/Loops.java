package io.longpole.analyzer.detect;

import io.longpole.analyzer.detect.Symbols.Ways;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds calls of one key that one ancestor makes again and again.
 *
 * <p>Three handlers with 2, 2 and 2 queries in repositories below one service method: no repository
 * and no handler collects 5, the method does, so all 6 are one group under the method. The lowest
 * ancestor that collects enough wins, at most three levels up; a call is in one group. One pass a
 * level over the calls whose key is frequent enough at all.
 */
final class Loops {

  private static final int NO_ANCHOR = -1;

  private final TraceFacts facts;
  private final int minimum;
  private final int[] candidates;
  private final int[] anchors;
  private final int[] symbols;
  private final boolean[] grouped;
  private final List<CallGroup> groups = new ArrayList<>();

  private Loops(TraceFacts facts, int minimum, int[] candidates) {
    this.facts = facts;
    this.minimum = minimum;
    this.candidates = candidates;
    this.anchors = new int[candidates.length * Symbols.MAX_LEVELS];
    this.symbols = new int[candidates.length * Symbols.MAX_LEVELS];
    this.grouped = new boolean[candidates.length];
  }

  /** Groups of at least {@code minimum} free calls of one key, in order of their first call. */
  static List<CallGroup> of(TraceFacts facts, int minimum) {
    if (facts.mostCallsOfKey() < minimum || facts.reach().most() < minimum) {
      return List.of();
    }
    int[] candidates = frequent(facts, minimum);
    if (candidates.length == 0) {
      return List.of();
    }
    Loops loops = new Loops(facts, minimum, candidates);
    loops.findWays();
    for (int level = 0; level < Symbols.MAX_LEVELS; level++) {
      loops.collect(level);
    }
    loops.groups.sort(Comparator.comparingInt(CallGroup::first));
    return loops.groups;
  }

  private static int[] frequent(TraceFacts facts, int minimum) {
    int[] found = new int[facts.callCount()];
    int count = 0;
    for (int position = 0; position < found.length; position++) {
      if (facts.isFree(position)
          && facts.callsOfKey(facts.key(position)) >= minimum
          && facts.reach().mayCollect(position, minimum)) {
        found[count++] = position;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private void findWays() {
    Symbols table = facts.symbols();
    Ways ways = new Ways();
    Arrays.fill(anchors, NO_ANCHOR);
    for (int i = 0; i < candidates.length; i++) {
      int levels = table.waysTo(candidates[i], ways);
      System.arraycopy(ways.anchors(), 0, anchors, i * Symbols.MAX_LEVELS, levels);
      System.arraycopy(ways.symbols(), 0, symbols, i * Symbols.MAX_LEVELS, levels);
    }
  }

  private void collect(int level) {
    GroupTable table = new GroupTable();
    for (int i = 0; i < candidates.length; i++) {
      int at = i * Symbols.MAX_LEVELS + level;
      if (!grouped[i] && anchors[at] != NO_ANCHOR) {
        table.add(LongTable.pair(anchors[at], symbols[at]), i);
      }
    }
    for (int group = 0; group < table.groups(); group++) {
      int[] members = table.values(group);
      int[] positions = new int[members.length];
      for (int m = 0; m < members.length; m++) {
        positions[m] = candidates[members[m]];
      }
      CallGroup found = new CallGroup(anchors[members[0] * Symbols.MAX_LEVELS + level], positions);
      if (found.size(facts) >= minimum) {
        groups.add(found);
        for (int member : members) {
          grouped[member] = true;
        }
      }
    }
  }
}
