package io.longpole.query.cli;

import io.longpole.analyzer.finding.Severity;
import io.longpole.proto.query.v1.Finding;
import java.util.List;

/** The gate of {@code --fail-on}: whether a finding is at or above a severity. */
public final class FailOn {

  private FailOn() {}

  /**
   * The severity of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Severity severity(String option, String name) {
    return Severity.parse(name)
        .orElseThrow(() ->
            new IllegalArgumentException(
                option + " '" + name + "' is no severity (info, warning or critical)"));
  }

  /** {@link QueryCommands#NO} if one is as severe; an empty name never fails. */
  public static int exitCode(List<Finding> findings, String name) {
    if (name.isEmpty()) {
      return QueryCommands.OK;
    }
    Severity gate = severity("--fail-on", name);
    boolean fails =
        findings.stream()
            .flatMap(finding -> Severity.parse(finding.getSeverity()).stream())
            .anyMatch(severity -> severity.compareTo(gate) >= 0);
    return fails ? QueryCommands.NO : QueryCommands.OK;
  }
}
