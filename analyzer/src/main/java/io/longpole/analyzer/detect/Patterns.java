package io.longpole.analyzer.detect;

import io.longpole.analyzer.detect.Symbols.Ways;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds loops of several statements: the calls below an ancestor repeat with a short period, or
 * several of them come equally often, interleaved.
 *
 * <p>{@code order, item, order, item, order, item} under one handler is a pattern of length 2
 * repeated 3 times. Lower ancestors are looked at first; a call is in one pattern. Each call is
 * seen from at most three ancestors, and {@link Periods} and {@link Interleaving} are linear.
 */
final class Patterns {

  private final TraceFacts facts;
  private final int minRepeats;
  private final BitSet taken = new BitSet();
  private final List<Pattern> found = new ArrayList<>();

  private Patterns(TraceFacts facts) {
    this.facts = facts;
    this.minRepeats = facts.settings().patternRepeats();
  }

  /** All patterns of the free calls, in order of their first call. */
  static List<Pattern> of(TraceFacts facts) {
    if (!canRepeat(facts)) {
      return List.of();
    }
    Patterns patterns = new Patterns(facts);
    patterns.search();
    patterns.found.sort(Comparator.comparingInt(p -> p.calls().first()));
    return patterns.found;
  }

  /** Whether at least two keys are frequent enough; nearly all traces end here. */
  private static boolean canRepeat(TraceFacts facts) {
    int frequent = 0;
    for (int key = 0; key < facts.keyCount() && frequent < 2; key++) {
      if (facts.callsOfKey(key) >= facts.settings().patternRepeats()) {
        frequent++;
      }
    }
    return frequent == 2;
  }

  /** A call as seen from one of its ancestors. */
  private record Sight(int position, int symbol) {}

  private void search() {
    Symbols symbols = facts.symbols();
    GroupTable byAnchor = new GroupTable();
    int[] positions = new int[64];
    int[] ways = new int[64];
    int[] anchors = new int[16];
    int size = 0;
    Ways buffer = new Ways();
    for (int position = 0; position < facts.callCount(); position++) {
      if (!facts.isFree(position)) {
        continue;
      }
      int levels = symbols.waysTo(position, buffer);
      for (int level = 0; level < levels; level++) {
        if (size == positions.length) {
          positions = Arrays.copyOf(positions, size * 2);
          ways = Arrays.copyOf(ways, size * 2);
        }
        positions[size] = position;
        ways[size] = buffer.symbols()[level];
        int group = byAnchor.add(buffer.anchors()[level], size);
        if (group == anchors.length) {
          anchors = Arrays.copyOf(anchors, group * 2);
        }
        anchors[group] = buffer.anchors()[level];
        size++;
      }
    }
    for (int group : lowestFirst(byAnchor, anchors)) {
      List<Sight> sights = new ArrayList<>();
      for (int at : byAnchor.values(group)) {
        if (!taken.get(positions[at])) {
          sights.add(new Sight(positions[at], ways[at]));
        }
      }
      below(anchors[group], sights);
    }
  }

  /** Children have higher node numbers than their parents. */
  private int[] lowestFirst(GroupTable byAnchor, int[] anchors) {
    List<Integer> groups = new ArrayList<>();
    for (int group = 0; group < byAnchor.groups(); group++) {
      if (byAnchor.count(group) >= minRepeats * Periods.SHORTEST) {
        groups.add(group);
      }
    }
    groups.sort(Comparator.comparingInt((Integer group) -> anchors[group]).reversed());
    return groups.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * A braid of the same symbols that repeats as often replaces a run: spans with equal starts (of a
   * coarse clock) come in any order, which breaks runs and no braids.
   */
  private void below(int anchor, List<Sight> sights) {
    int[] sequence = sights.stream().mapToInt(Sight::symbol).toArray();
    List<Interleaving.Braid> braids = Interleaving.of(sequence, facts.settings().loopCalls());
    for (Periods.Run run : Periods.of(sequence, minRepeats)) {
      int[] indexes = IntStream.range(run.start(), run.start() + run.length()).toArray();
      boolean replaced = false;
      for (Interleaving.Braid braid : braids) {
        replaced |=
            braid.repeats() >= run.repeats()
                && Arrays.equals(distinct(sequence, indexes), distinct(sequence, braid.indexes()));
      }
      if (!replaced) {
        add(anchor, at(sights, indexes), run.repeats(), run.period());
      }
    }
    for (Interleaving.Braid braid : braids) {
      List<Sight> members = at(sights, braid.indexes());
      if (members.stream().noneMatch(sight -> taken.get(sight.position()))) {
        add(anchor, members, braid.repeats(), braid.length());
      }
    }
  }

  private static int[] distinct(int[] sequence, int[] indexes) {
    return Arrays.stream(indexes).map(i -> sequence[i]).distinct().sorted().toArray();
  }

  private static List<Sight> at(List<Sight> sights, int[] indexes) {
    return Arrays.stream(indexes).mapToObj(sights::get).toList();
  }

  private void add(int anchor, List<Sight> members, int repeats, int length) {
    GroupTable bySymbol = new GroupTable();
    int[] positions = new int[members.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = members.get(i).position();
      bySymbol.add(members.get(i).symbol(), positions[i]);
    }
    List<CallGroup> statements = new ArrayList<>();
    for (int group = 0; group < bySymbol.groups(); group++) {
      statements.add(new CallGroup(anchor, bySymbol.values(group)));
    }
    if (isLoop(statements)) {
      for (int position : positions) {
        taken.set(position);
      }
      found.add(new Pattern(new CallGroup(anchor, positions), repeats, length, statements));
    }
  }

  /** Asking the same again and again, or turning pages, is something else than a loop over rows. */
  private boolean isLoop(List<CallGroup> statements) {
    for (CallGroup statement : statements) {
      ArgumentState state = ArgumentState.of(facts, statement.positions());
      boolean loops = state == ArgumentState.DISTINCT || state == ArgumentState.HIDDEN;
      if (loops && !Pagination.is(facts, statement)) {
        return true;
      }
    }
    return false;
  }
}
