package io.longpole.query.index;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a commit of the index says of the logs: everything before the position is in the index.
 *
 * @param position the oldest position of the span log that is not wholly in the index; replay
 *     starts there
 * @param logIdentity identity of the span log that the position belongs to
 * @param counters running totals at that position, by name
 */
public record CommitPoint(long position, String logIdentity, Map<String, Long> counters) {

  private static final String FORMAT = "longpole.format";
  private static final String POSITION = "longpole.position";
  private static final String IDENTITY = "longpole.log";
  private static final String COUNTER = "longpole.counter.";

  public CommitPoint {
    counters = Map.copyOf(counters);
  }

  Map<String, String> toCommitData() {
    Map<String, String> entries = new TreeMap<>();
    entries.put(FORMAT, Integer.toString(Fields.FORMAT_VERSION));
    entries.put(POSITION, Long.toString(position));
    entries.put(IDENTITY, logIdentity);
    counters.forEach((name, value) -> entries.put(COUNTER + name, Long.toString(value)));
    return entries;
  }

  /**
   * The point in a commit's data.
   *
   * @throws IllegalArgumentException if a longpole of another index format wrote it
   */
  static CommitPoint of(Map<String, String> commitData) {
    int format = Integer.parseInt(commitData.getOrDefault(FORMAT, "0"));
    if (format != Fields.FORMAT_VERSION) {
      throw new IllegalArgumentException(
          "it has format " + format + ", this longpole reads format " + Fields.FORMAT_VERSION);
    }
    Map<String, Long> counters = new TreeMap<>();
    commitData.forEach((name, value) -> {
      if (name.startsWith(COUNTER)) {
        counters.put(name.substring(COUNTER.length()), Long.valueOf(value));
      }
    });
    return new CommitPoint(
        Long.parseLong(commitData.getOrDefault(POSITION, "0")),
        commitData.getOrDefault(IDENTITY, ""),
        counters);
  }

  static boolean isIn(Map<String, String> commitData) {
    return commitData.containsKey(FORMAT);
  }
}
