package io.longpole.analyzer.finding;

import io.longpole.analyzer.model.TraceId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One occurrence of a problem in one trace; {@link Finding} is what all sightings with the same
 * fingerprint say together.
 *
 * @param fingerprint 32 hex digits, the same for the same problem in every window, file and restart
 * @param detector its name in the analysis contract, such as {@code n-plus-one}
 * @param service the service to change
 * @param operation the operation to change
 * @param endpoint "SERVICE OPERATION" of the trace's main root
 * @param startNanos start of the trace's main root
 * @param occurrences how many groups of this problem the trace has
 * @param spanIds up to 20 spans that the rule speaks of, in order of start
 * @param details numbers and texts of the contract, in their order; String, Long, Double, Boolean
 *     or List of these
 * @param fixes the changes whose gain is the impact, one an occurrence; empty where none is
 *     promised or where they are not kept
 */
public record Sighting(
    String fingerprint,
    String detector,
    Severity severity,
    String service,
    String operation,
    String endpoint,
    TraceId traceId,
    long startNanos,
    int occurrences,
    String summary,
    String suggestion,
    Impact impact,
    List<Long> spanIds,
    Map<String, Object> details,
    List<Fix> fixes) {

  /** Most spans that a sighting names. */
  public static final int MAX_SPANS = 20;

  public Sighting {
    spanIds = List.copyOf(spanIds);
    fixes = List.copyOf(fixes);
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** The same with these fixes. */
  public Sighting withFixes(List<Fix> others) {
    return new Sighting(
        fingerprint,
        detector,
        severity,
        service,
        operation,
        endpoint,
        traceId,
        startNanos,
        occurrences,
        summary,
        suggestion,
        impact,
        spanIds,
        details,
        others);
  }
}
