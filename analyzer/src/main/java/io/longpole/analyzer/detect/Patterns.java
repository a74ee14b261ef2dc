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

  /** Fewer calls that come more than once hold no pattern. */
  private final int leastCalls;

  private final BitSet taken = new BitSet();
  private final List<Pattern> found = new ArrayList<>();

  private Patterns(TraceFacts facts) {
    this.facts = facts;
    this.minRepeats = facts.settings().patternRepeats();
    this.leastCalls = Periods.SHORTEST * Math.min(minRepeats, facts.settings().loopCalls());
  }

  /** All patterns of the free calls, in order of their first call. */
  static List<Pattern> of(TraceFacts facts) {
    Patterns patterns = new Patterns(facts);
    if (!canRepeat(facts) || facts.reach().most() < patterns.leastCalls) {
      return List.of();
    }
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

  /** Calls as seen from one of their ancestors, in order of start. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never changed
  private record Sights(int[] positions, int[] symbols) {

    Sights at(int[] indexes) {
      int[] thesePositions = new int[indexes.length];
      int[] theseSymbols = new int[indexes.length];
      for (int i = 0; i < indexes.length; i++) {
        thesePositions[i] = positions[indexes[i]];
        theseSymbols[i] = symbols[indexes[i]];
      }
      return new Sights(thesePositions, theseSymbols);
    }
  }

  private void search() {
    Symbols symbols = facts.symbols();
    GroupTable byAnchor = new GroupTable();
    int[] positions = new int[64];
    int[] ways = new int[64];
    int[] anchors = new int[16];
    int size = 0;
    Ways buffer = new Ways();
    for (int position = 0; position < facts.callCount(); position++) {
      if (!facts.isFree(position) || !facts.reach().mayCollect(position, leastCalls)) {
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
      below(anchors[group], new Sights(positions, ways).at(notTaken(byAnchor, group, positions)));
    }
  }

  private int[] notTaken(GroupTable byAnchor, int group, int[] positions) {
    int[] left = byAnchor.values(group);
    int count = 0;
    for (int at : left) {
      if (!taken.get(positions[at])) {
        left[count++] = at;
      }
    }
    return count == left.length ? left : Arrays.copyOf(left, count);
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
   * A braid of the same symbols replaces a run, it repeats at least as often: spans with equal
   * starts (of a coarse clock) come in any order, which breaks runs and no braids.
   */
  private void below(int anchor, Sights sights) {
    int[] sequence = sights.symbols();
    List<Interleaving.Braid> braids = Interleaving.of(sequence, facts.settings().loopCalls());
    for (Periods.Run run : Periods.of(sequence, minRepeats)) {
      int[] indexes = IntStream.range(run.start(), run.start() + run.length()).toArray();
      if (!isReplaced(sequence, indexes, braids)) {
        add(anchor, sights.at(indexes), run.repeats(), run.period());
      }
    }
    for (Interleaving.Braid braid : braids) {
      Sights members = sights.at(braid.indexes());
      if (!isAnyTaken(members.positions())) {
        add(anchor, members, braid.repeats(), braid.length());
      }
    }
  }

  private static boolean isReplaced(
      int[] sequence, int[] indexes, List<Interleaving.Braid> braids) {
    int[] symbols = distinct(sequence, indexes);
    for (Interleaving.Braid braid : braids) {
      if (Arrays.equals(symbols, distinct(sequence, braid.indexes()))) {
        return true;
      }
    }
    return false;
  }

  /** The symbols at these indexes, each once, ascending. */
  private static int[] distinct(int[] sequence, int[] indexes) {
    int[] symbols = new int[indexes.length];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = sequence[indexes[i]];
    }
    Arrays.sort(symbols);
    int count = 0;
    for (int symbol : symbols) {
      if (count == 0 || symbol != symbols[count - 1]) {
        symbols[count++] = symbol;
      }
    }
    return Arrays.copyOf(symbols, count);
  }

  private boolean isAnyTaken(int[] positions) {
    for (int position : positions) {
      if (taken.get(position)) {
        return true;
      }
    }
    return false;
  }

  private void add(int anchor, Sights members, int repeats, int length) {
    GroupTable bySymbol = new GroupTable();
    int[] positions = members.positions();
    for (int i = 0; i < positions.length; i++) {
      bySymbol.add(members.symbols()[i], positions[i]);
    }
    List<CallGroup> statements = new ArrayList<>();
    for (int group = 0; group < bySymbol.groups(); group++) {
      statements.add(new CallGroup(anchor, bySymbol.values(group)));
    }
    if (hasTwoKeys(statements) && isLoop(statements)) {
      for (int position : positions) {
        taken.set(position);
      }
      found.add(new Pattern(new CallGroup(anchor, positions), repeats, length, statements));
    }
  }

  /** One statement that is reached in several ways is a loop of one. */
  private boolean hasTwoKeys(List<CallGroup> statements) {
    int first = facts.key(statements.get(0).first());
    for (CallGroup statement : statements) {
      if (facts.key(statement.first()) != first) {
        return true;
      }
    }
    return false;
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
