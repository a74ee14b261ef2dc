package io.longpole.collector.log;

import io.longpole.collector.log.CycleFolder.CycleEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which cycles a log has and where each ends.
 *
 * <p>One thread writes, any number read. The writer files a closed cycle before it publishes a
 * record of the next one, and readers take the end position first: so no reader overlooks a cycle.
 */
final class Cycles {
  private final ConcurrentNavigableMap<Integer, CycleEnd> closed = new ConcurrentSkipListMap<>();
  private volatile long endPosition;

  /** Finds what earlier processes left. */
  Cycles(Path log) throws IOException {
    for (int cycle : CycleFolder.list(log)) {
      CycleFolder.trimUnsealed(log, cycle);
      closed.put(cycle, CycleFolder.end(log, cycle));
    }
    endPosition = Positions.of(closed.isEmpty() ? 1 : closed.lastKey() + 1, 0);
  }

  /** Behind the last whole record. */
  long endPosition() {
    return endPosition;
  }

  /** Lets readers see all records before this position. */
  void publish(long newEndPosition) {
    endPosition = newEndPosition;
  }

  /** Ends a cycle behind the last record that was published of it. */
  CycleEnd close(int cycle) {
    long published = endPosition;
    boolean any = Positions.cycle(published) == cycle;
    CycleEnd end = new CycleEnd(any ? Positions.offset(published) : 0, true);
    closed.put(cycle, end);
    return end;
  }

  void remove(int cycle) {
    closed.remove(cycle);
  }

  /** The closed cycles that lie wholly before a position, oldest first. */
  List<Integer> before(long position) {
    return List.copyOf(closed.headMap(Positions.cycle(position)).keySet());
  }

  NavigableMap<Integer, CycleEnd> closed() {
    return closed;
  }

  /** Where the records of a cycle end now. */
  CycleEnd end(int cycle) {
    CycleEnd end = closed.get(cycle);
    if (end != null) {
      return end;
    }
    long published = endPosition;
    if (Positions.cycle(published) == cycle) {
      return new CycleEnd(Positions.offset(published), true);
    }
    // closed a moment ago, or never written to
    return closed.getOrDefault(cycle, new CycleEnd(0, false));
  }

  /**
   * The first cycle from this one on that holds records before the end.
   *
   * @param end an end position that was read before: a cycle that closes meanwhile is not missed
   */
  int from(int cycle, long end) {
    Integer next = closed.ceilingKey(cycle);
    int last = Positions.cycle(end);
    return next == null ? last : Math.min(next, last);
  }

  /** The bytes of all closed cycles. */
  long closedBytes() {
    long sum = 0;
    for (CycleEnd end : closed.values()) {
      sum += end.offset();
    }
    return sum;
  }

  /**
   * Bytes between two positions.
   *
   * <p>Example: from 2:300 to 4:100, cycle 2 ending at 1,000 and cycle 3 at 500: 700 + 500 + 100 =
   * 1,300. O(cycles in between).
   */
  long bytesBetween(long fromPosition, long toPosition) {
    int from = Positions.cycle(fromPosition);
    int to = Positions.cycle(toPosition);
    if (from >= to) {
      return Math.max(0, toPosition - fromPosition);
    }
    long sum = Positions.offset(toPosition);
    for (Map.Entry<Integer, CycleEnd> entry : closed.subMap(from, to).entrySet()) {
      long skipped = entry.getKey() == from ? Positions.offset(fromPosition) : 0;
      sum += Math.max(0, entry.getValue().offset() - skipped);
    }
    return sum;
  }
}
