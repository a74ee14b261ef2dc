package io.longpole.deploy.load;

/**
 * What the synthetic traffic looks like.
 *
 * @param spansPerTrace spans of each trace, spread over the services
 * @param services number of services; span k of a trace belongs to service k modulo this
 * @param errorShare share of traces with a failed span
 * @param lateShare share of traces of which one span comes long after the others
 * @param disorderShare share of batches whose services send in reversed order, children first
 * @param logsPerSpan log records a span, linked to it; may be a fraction
 */
public record LoadShape(
    int spansPerTrace,
    int services,
    double errorShare,
    double lateShare,
    double disorderShare,
    double logsPerSpan) {

  public static final LoadShape DEFAULT = new LoadShape(16, 8, 0.01, 0.001, 0.05, 0.1);

  public LoadShape {
    check("spans-per-trace", spansPerTrace, 1, 10_000);
    check("services", services, 1, 1_000);
    check("error-share", errorShare, 0, 1);
    check("late-share", lateShare, 0, 1);
    check("disorder-share", disorderShare, 0, 1);
    check("logs-per-span", logsPerSpan, 0, 100);
  }

  private static void check(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(name + "=" + value + " is not from " + min + " to " + max);
    }
  }
}
