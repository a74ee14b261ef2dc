package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.Effect;
import java.util.Arrays;

/** The calls that may have changed something, by request and target. */
final class Writes {

  /** Beyond this many writes to other collections in between, one is taken to matter. */
  private static final int MAX_LOOKED_AT = 64;

  private final TraceFacts facts;
  private final NameTable targets = new NameTable();
  private final GroupTable groups = new GroupTable();
  private final int[][] positions;

  Writes(TraceFacts facts) {
    this.facts = facts;
    for (int position = 0; position < facts.callCount(); position++) {
      if (facts.key(position) != TraceFacts.NO_KEY
          && facts.call(position).effect() != Effect.READ) {
        groups.add(place(position), position);
      }
    }
    positions = new int[groups.groups()][];
    for (int group = 0; group < positions.length; group++) {
      positions[group] = groups.values(group);
    }
  }

  /**
   * Whether the same request sent a write, or a call of unknown effect, to the target and the
   * collection of these reads after the first began and before the second did.
   */
  boolean between(int earlierRead, int laterRead) {
    int group = groups.find(place(laterRead));
    if (group == LongTable.ABSENT) {
      return false;
    }
    int[] writes = positions[group];
    int next = -Arrays.binarySearch(writes, earlierRead) - 1;
    String collection = collection(laterRead);
    for (int i = next; i < writes.length && writes[i] < laterRead; i++) {
      String written = collection(writes[i]);
      boolean elsewhere =
          !collection.isEmpty() && !written.isEmpty() && !collection.equals(written);
      if (!elsewhere || i - next >= MAX_LOOKED_AT) {
        return true;
      }
    }
    return false;
  }

  private long place(int position) {
    Call call = facts.call(position);
    return LongTable.pair(
        facts.entry(call.node()), targets.add(call.target(), call.callClass().name()));
  }

  private String collection(int position) {
    return facts.call(position).subject().collection();
  }
}
