package io.longpole.analyzer.detect;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Writes the page of all detectors, in Markdown, from what they say of themselves. */
final class DetectorPage {

  private static final String HEAD =
      """
      # Detectors

      This page is made from the code by `DetectorPage`; change the description in the detector and
      make it anew with `./mvnw test -pl analyzer -Dtest=DetectorPageTest -Dlongpole.docs=write`.

      A detector looks at one trace at a time; most also know what was learned of the other traces of
      the window: `longpole analyze FILE…` learns all its input before it looks, a server learns each trace
      when it comes, and looks at it with what those before it told. Every finding names the traces and spans that show it, the critical
      path's time that the fix would save, and in `details` the numbers that were compared. Fields that
      begin with `threshold` or `gate` repeat the limits below. A finding whose traces are fewer than
      three says `seen`: `once` or `twice`. Off the critical path a finding is an info at most, unless
      load or errors are the harm.

      **To tune**: limits with a key are set in the rules file of `longpole analyze --rules RULES FILE…`, one
      `key = value` a line. The others are fixed.

      **To silence** one problem: `suppress.FINGERPRINT = DATE SEVERITY REASON` in the same file. The
      finding is left out and counted, and comes back after that day or when it is more severe.
      """;

  private DetectorPage() {}

  /** The page for these limits. */
  static String of(DetectorSettings settings) {
    List<Description> all = new Detectors(settings, UnaryOperator.identity()).descriptions();
    StringBuilder page = new StringBuilder(HEAD).append("\n| detector | finds |\n| --- | --- |\n");
    for (Description each : all) {
      page.append(
          String.format(
              Locale.ROOT, "| [`%s`](#%s) | %s |%n", each.name(), each.name(), each.purpose()));
    }
    for (Description each : all) {
      add(page, each);
    }
    return page.toString().replace(System.lineSeparator(), "\n");
  }

  private static void add(StringBuilder page, Description detector) {
    page.append("\n## ").append(detector.name()).append("\n\n");
    String purpose = detector.purpose();
    page.append(purpose.substring(0, 1).toUpperCase(Locale.ROOT)).append(purpose.substring(1));
    page.append(".\n\n**Rule.** ").append(detector.rule()).append('\n');
    page.append("\n| limit | default | key |\n| --- | --- | --- |\n");
    for (Description.Limit limit : detector.limits()) {
      String key = limit.key().isEmpty() ? "" : "`" + limit.key() + "`";
      page.append("| ").append(limit.what()).append(" | ").append(limit.value());
      page.append(" | ").append(key).append(" |\n");
    }
    if (!detector.silences().isEmpty()) {
      page.append("\n**Silent** about:\n\n");
      for (String silence : detector.silences()) {
        page.append("* ").append(silence).append('\n');
      }
    }
    page.append("\n**Severity.** ").append(detector.severity()).append('\n');
    addExample(page, detector.example());
    page.append("\n**Fix.** ").append(detector.fix()).append('\n');
    page.append("\n| `details` | meaning |\n| --- | --- |\n");
    for (Map.Entry<String, String> field : detector.details().entrySet()) {
      page.append("| `").append(field.getKey()).append("` | ").append(field.getValue());
      page.append(" |\n");
    }
  }

  private static void addExample(StringBuilder page, Description.Example example) {
    page.append("\n**Example.** ").append(example.words());
    if (!example.lines().isEmpty()) {
      page.append("A line is a span: name, start and end in ms, kind, service, attributes.\n");
      page.append("\n```text\n").append(String.join("\n", example.lines())).append("\n```");
    }
    page.append('\n');
  }
}
