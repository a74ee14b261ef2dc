package io.longpole.analyzer.path;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * A group of siblings that run side by side on a limited number of workers, in {@link Sweep}.
 *
 * <p>Each member takes the parent's own work in front of it along into its worker. Example (ms):
 * members of 10 each with gaps of 0, 0 and 2 from 50 on, two workers: 50–60, 50–60, 62–72.
 */
final class Workers {

  private final Set<Integer> members;
  private final int first;
  private final int workers;
  private final PriorityQueue<Long> free = new PriorityQueue<>();
  private final Waits outside;

  Workers(List<Integer> members, int limit, Waits outside) {
    this.members = new HashSet<>(members);
    this.first = Collections.min(members); // nodes of one parent are numbered by start
    this.outside = outside;
    this.workers = Math.min(limit, members.size());
  }

  boolean has(int node) {
    return members.contains(node);
  }

  int first() {
    return first;
  }

  /** Takes note that a sibling ended, which later siblings wait for. */
  void siblingEnded(int node, long end, long newEnd) {
    if (!has(node)) {
      outside.siblingEnded(node, end, newEnd);
    }
  }

  /** When the next worker can take up a member other than the first. */
  long nextStart(int member) {
    return Math.max(outside.ready(member), free.remove());
  }

  void memberPlaced(int node, long newStart, long newEnd) {
    if (node == first) {
      for (int i = 1; i < workers; i++) {
        free.add(newStart);
      }
    }
    free.add(newEnd);
  }
}
