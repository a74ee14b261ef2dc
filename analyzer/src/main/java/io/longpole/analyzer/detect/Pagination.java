package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call.Arguments;

/**
 * Tells the turning of pages from a loop over rows.
 *
 * <p>{@code /items?page=1&size=50}, {@code …page=2…}, {@code …page=3…}, or statements with {@code
 * OFFSET 0}, {@code OFFSET 50}, {@code OFFSET 100}: calls whose arguments are equal but for the
 * place in a list, and no place is asked for twice.
 */
final class Pagination {

  private Pagination() {}

  /** Whether these calls, two or more, only turn pages. Linear. */
  static boolean is(TraceFacts facts, CallGroup group) {
    int[] positions = group.positions();
    if (facts.call(positions[0]).arguments().page() == 0) {
      return false;
    }
    long rest = facts.call(positions[0]).arguments().rest();
    LongTable pages = new LongTable();
    for (int i = 0; i < positions.length; i++) {
      Arguments arguments = facts.call(positions[i]).arguments();
      boolean nextPage = arguments.page() != 0 && arguments.rest() == rest;
      if (!nextPage || pages.add(arguments.page()) < i) {
        return false;
      }
    }
    return positions.length > 1;
  }
}
