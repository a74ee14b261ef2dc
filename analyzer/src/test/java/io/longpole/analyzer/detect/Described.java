package io.longpole.analyzer.detect;

import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What the detectors say of themselves, to be compared with what they do. */
final class Described {

  private static final Map<String, Description> BY_NAME =
      new Detectors(DetectorSettings.DEFAULT, UnaryOperator.identity())
          .descriptions().stream().collect(Collectors.toMap(Description::name, each -> each));

  private Described() {}

  static Map<String, Description> byName() {
    return BY_NAME;
  }

  /** Fails if a field of a finding is not described. */
  static void check(String detector, Set<String> fields) {
    Description description = BY_NAME.get(detector);
    if (description == null) {
      throw new AssertionError(detector + " does not describe itself");
    }
    for (String field : fields) {
      boolean general =
          field.startsWith("threshold") || field.startsWith("gate") || field.equals("seen");
      if (!general && !description.details().containsKey(field)) {
        throw new AssertionError(detector + " does not describe its detail " + field);
      }
    }
  }
}
