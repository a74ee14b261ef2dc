package io.longpole.query.report;

import io.longpole.proto.query.v1.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The findings of a report in their order, each once: what is only a part of another finding stands
 * with that one.
 *
 * <p>Example: a loop of two statements is one n-plus-one-pattern; the n-plus-one of each statement
 * names it as what it is a part of, and is mended with it.
 */
final class ReportedFindings {

  private static final String PART_OF = "partOf";

  private ReportedFindings() {}

  /**
   * A finding of a report.
   *
   * @param parts findings that go with it
   */
  record Reported(Finding finding, List<Finding> parts) {

    /** "n-plus-one 38b534514408, n-plus-one 097a63b7748e"; empty if it has no parts. */
    String partsText() {
      return String.join(
          ", ",
          parts.stream()
              .map(part -> part.getDetector() + " " + FindingText.shortFingerprint(part))
              .toList());
    }
  }

  static List<Reported> of(List<Finding> findings) {
    Map<String, String> wholeOf = new HashMap<>();
    for (Finding finding : findings) {
      wholeOf.put(
          finding.getFingerprint(), DetailsJson.text(finding.getDetailsJson(), PART_OF).orElse(""));
    }
    Map<String, List<Finding>> parts = new HashMap<>();
    List<Reported> reported = new ArrayList<>();
    for (Finding finding : findings) {
      String whole = wholeOf.getOrDefault(finding.getFingerprint(), "");
      boolean isPart = wholeOf.getOrDefault(whole, whole).isEmpty() && !whole.isEmpty();
      if (isPart) {
        partsOf(whole, parts).add(finding);
      } else {
        reported.add(new Reported(finding, partsOf(finding.getFingerprint(), parts)));
      }
    }
    parts.values().forEach(each -> each.sort(Comparator.comparing(Finding::getFingerprint)));
    return reported;
  }

  private static List<Finding> partsOf(String whole, Map<String, List<Finding>> parts) {
    return parts.computeIfAbsent(whole, unseen -> new ArrayList<>());
  }
}
