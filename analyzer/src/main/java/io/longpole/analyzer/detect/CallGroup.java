package io.longpole.analyzer.detect;

/**
 * Calls that belong together: reached in the same way from the same ancestor.
 *
 * @param anchor node of the ancestor that makes them
 * @param positions the calls, in order of start
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never changed
record CallGroup(int anchor, int[] positions) {

  int first() {
    return positions[0];
  }

  /** How many single calls these are. */
  int size(TraceFacts facts) {
    int size = 0;
    for (int position : positions) {
      size += facts.size(position);
    }
    return size;
  }
}
