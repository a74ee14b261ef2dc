package io.longpole.analyzer.detect;

import java.util.Arrays;

/**
 * Collects ints under long keys, keeping both in the order in which they came.
 *
 * <p>{@code add(k, 3)}, {@code add(l, 4)}, {@code add(k, 5)} gives group 0 with 3, 5 and group 1
 * with 4. Linked through flat arrays: one step an addition, no object a group.
 */
final class GroupTable {

  private static final int END = -1;

  private final LongTable ids = new LongTable();
  private int[] heads = new int[16];
  private int[] tails = new int[16];
  private int[] counts = new int[16];
  private int[] values = new int[64];
  private int[] nexts = new int[64];
  private int size;

  /** Appends a value to the group of that key; answers the group's number. */
  int add(long key, int value) {
    int group = ids.add(key);
    if (group == heads.length) {
      heads = Arrays.copyOf(heads, group * 2);
      tails = Arrays.copyOf(tails, group * 2);
      counts = Arrays.copyOf(counts, group * 2);
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
      nexts = Arrays.copyOf(nexts, size * 2);
    }
    values[size] = value;
    nexts[size] = END;
    if (counts[group] == 0) {
      heads[group] = size;
    } else {
      nexts[tails[group]] = size;
    }
    tails[group] = size;
    counts[group]++;
    size++;
    return group;
  }

  /** The group of that key, or {@link LongTable#ABSENT}. */
  int find(long key) {
    return ids.find(key);
  }

  /** Number of groups. */
  int groups() {
    return ids.size();
  }

  /** Number of values in a group. */
  int count(int group) {
    return counts[group];
  }

  /** The values of a group in the order in which they came. */
  int[] values(int group) {
    int[] answer = new int[counts[group]];
    int at = heads[group];
    for (int i = 0; i < answer.length; i++) {
      answer[i] = values[at];
      at = nexts[at];
    }
    return answer;
  }
}
