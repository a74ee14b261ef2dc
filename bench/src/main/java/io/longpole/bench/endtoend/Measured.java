package io.longpole.bench.endtoend;

import io.longpole.deploy.load.LoadRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * All that was seen of a run, and the figures that come of it. Rates and processor time are those
 * between the first and the last sample of the window; peaks are those of the whole run.
 */
final class Measured {

  private static final double MIB = 1 << 20;

  private final List<Sample> samples;
  private final LoadRun.Totals sent;
  private final Sample drained;
  private final Sample first;
  private final Sample last;
  private final double drainSeconds;

  /**
   * Takes what was seen.
   *
   * @param drained after all was analysed
   */
  Measured(Run.Window window, List<Sample> samples, LoadRun.Totals sent, Sample drained) {
    this.samples = List.copyOf(samples);
    this.sent = sent;
    this.drained = drained;
    List<Sample> within = window.of(samples);
    first = within.get(0);
    last = within.get(within.size() - 1);
    drainSeconds = (drained.atNanos() - window.toNanos()) / 1e9;
  }

  /**
   * The figures, always in the same order.
   *
   * @param diskBytes allocated by each part of the data folder
   */
  List<Figure> figures(Map<String, Long> diskBytes) {
    double seconds = (last.atNanos() - first.atNanos()) / 1e9;
    double serverCpu = grown(sample -> sample.resources().serverCpuNanos());
    double loadCpu = grown(sample -> sample.resources().loadCpuNanos());
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure("accepted", grown(Sample::accepted) / seconds, "spans/s"));
    figures.add(new Figure("analysed", grown(Sample::analysed) / seconds, "spans/s"));
    figures.add(new Figure("searchable", grown(Sample::searchable) / seconds, "spans/s"));
    figures.add(new Figure("server CPU", serverCpu / 1e9 / seconds, "cores"));
    figures.add(
        new Figure("server CPU", serverCpu / 1e3 / grown(Sample::analysed), "µs/span analysed"));
    double collecting = grown(sample -> sample.resources().collectingNanos());
    figures.add(new Figure("garbage collection", collecting / 1e7 / seconds, "% of the time"));
    figures.add(new Figure("load generator CPU", loadCpu / 1e9 / seconds, "cores"));
    memory(figures);
    double spans = Math.max(1, drained.analysed());
    double traceLog = diskBytes.getOrDefault("trace-log", 0L) / spans;
    double index = diskBytes.getOrDefault("index", 0L) / spans;
    figures.add(new Figure("disk, trace log", traceLog, "bytes/span"));
    figures.add(new Figure("disk, index", index, "bytes/span"));
    figures.add(new Figure("disk, both", traceLog + index, "bytes/span"));
    // Released by whole cycles of 512 MiB: it does not grow with the run.
    figures.add(new Figure("disk, span log", diskBytes.getOrDefault("span-log", 0L) / MIB, "MiB"));
    figures.add(new Figure("lag, most", most(Sample::lagNanos) / 1e9, "s"));
    figures.add(new Figure("lag, most", most(Sample::lagBytes) / MIB, "MiB"));
    figures.add(new Figure("all searchable after the last span", drainSeconds, "s"));
    figures.add(new Figure("lag, at the end", drained.lagNanos() / 1e9, "s"));
    figures.add(new Figure("requests refused", sent.refusedRequests(), ""));
    figures.add(new Figure("requests failed", sent.failedRequests(), ""));
    figures.add(new Figure("spans acknowledged", sent.acknowledgedSpans(), ""));
    figures.add(new Figure("spans analysed", drained.analysed(), ""));
    figures.add(
        new Figure("spans duplicate or dropped", drained.settled() - drained.analysed(), ""));
    return figures;
  }

  private void memory(List<Figure> figures) {
    figures.add(
        new Figure(
            "heap used, most", most(sample -> sample.resources().heapUsedBytes()) / MIB, "MiB"));
    figures.add(
        new Figure(
            "heap kept after a collection, most",
            most(sample -> sample.resources().heapKeptBytes()) / MIB,
            "MiB"));
    figures.add(
        new Figure(
            "resident, most, with mapped files",
            most(sample -> sample.resources().resident().peakBytes()) / MIB,
            "MiB"));
    figures.add(
        new Figure(
            "resident, most, without them",
            most(sample -> sample.resources().resident().anonymousBytes()) / MIB,
            "MiB"));
  }

  /** What must not happen. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    if (drained.settled() != sent.acknowledgedSpans()) {
      faults.add(
          "spans acknowledged="
              + sent.acknowledgedSpans()
              + ", analysed, duplicate or dropped="
              + drained.settled());
    }
    if (drained.searchable() != drained.analysed()) {
      faults.add("spans analysed=" + drained.analysed() + ", searchable=" + drained.searchable());
    }
    if (sent.failedRequests() > 0) {
      faults.add("requests failed=" + sent.failedRequests());
    }
    return faults;
  }

  private double grown(ToLongFunction<Sample> what) {
    return what.applyAsLong(last) - what.applyAsLong(first);
  }

  private double most(ToLongFunction<Sample> what) {
    return samples.stream().mapToLong(what).max().orElse(0);
  }
}
