package io.longpole.bench;

import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.ListStatistics;
import org.openjdk.jmh.util.Statistics;

/**
 * Results as lines of a table: median, least and greatest of all iterations, bytes of garbage; each
 * for one operation, which is a span, or an answer where the unit is microseconds.
 */
final class JmhTable {

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private JmhTable() {}

  static String titles() {
    return line("BENCHMARK", "MEDIAN", "MIN", "MAX", "UNIT", "GARBAGE");
  }

  static String line(RunResult result) {
    Statistics times = iterations(result);
    return line(
        name(result.getParams()),
        number(times.getPercentile(50)),
        number(times.getMin()),
        number(times.getMax()),
        result.getPrimaryResult().getScoreUnit().replace("/op", ""),
        garbage(result));
  }

  private static String line(
      String name, String median, String min, String max, String unit, String garbage) {
    return String.format(
        Locale.ROOT, "%-52s %10s %10s %10s  %-5s %10s%n", name, median, min, max, unit, garbage);
  }

  /** Without the package, with the parameters: Decode.slices, Assembly.assemble 16. */
  private static String name(BenchmarkParams params) {
    String full = params.getBenchmark();
    int method = full.lastIndexOf('.');
    String name = full.substring(full.lastIndexOf('.', method - 1) + 1).replace("Benchmark.", ".");
    StringBuilder text = new StringBuilder(name);
    for (String key : params.getParamsKeys()) {
      text.append(' ').append(key).append('=').append(params.getParam(key));
    }
    return text.toString();
  }

  private static Statistics iterations(RunResult result) {
    ListStatistics times = new ListStatistics();
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        times.addValue(iteration.getPrimaryResult().getScore());
      }
    }
    return times;
  }

  private static String garbage(RunResult result) {
    Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
    return allocated == null ? "" : number(allocated.getScore()) + " B";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
  }
}
