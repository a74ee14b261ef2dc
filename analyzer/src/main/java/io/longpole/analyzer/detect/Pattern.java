package io.longpole.analyzer.detect;

import java.util.List;

/**
 * Several calls that are repeated together.
 *
 * @param calls all calls of the whole repeats, in order of start
 * @param repeats how often the body is repeated
 * @param length how many calls the body has
 * @param statements the calls of each symbol of the body, in order of first appearance
 */
record Pattern(CallGroup calls, int repeats, int length, List<CallGroup> statements) {
  Pattern {
    statements = List.copyOf(statements);
  }
}
