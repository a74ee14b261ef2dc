package io.longpole.query.cli;

import java.util.ArrayList;
import java.util.List;

/** The states that {@code longpole findings} was asked for. */
final class FindingStates {

  private FindingStates() {}

  /** As in requests; empty if none was named. */
  static List<String> asked(FindingsCommand command) {
    List<String> states = new ArrayList<>();
    addIf(command.isNew, "new", states);
    addIf(command.ongoing, "ongoing", states);
    addIf(command.regressed, "regressed", states);
    addIf(command.resolved, "resolved", states);
    addIf(command.suppressed, "suppressed", states);
    return states;
  }

  private static void addIf(boolean asked, String state, List<String> states) {
    if (asked) {
      states.add(state);
    }
  }
}
