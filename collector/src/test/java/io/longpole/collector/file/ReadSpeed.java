package io.longpole.collector.file;

import java.lang.management.ManagementFactory;
import java.util.List;

/** Reads the files named on the command line and prints what was in them and how fast; by hand. */
final class ReadSpeed {

  private ReadSpeed() {}

  public static void main(String[] files) throws UnreadableInputException {
    CollectingSink sink = new CollectingSink(false);
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    TelemetryFiles.read(List.of(files), System.in, sink);
    double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
    System.out.printf(
        "%d traces, %d spans, %d services, %d logs (%d with trace id), %d data points, %d rejected%n",
        sink.traceIds.size(),
        sink.spanCount,
        sink.services.size(),
        sink.logCount,
        sink.linkedLogs,
        sink.dataPoints,
        sink.rejectedSpans);
    System.out.printf(
        "%.1f s of processor time, %,.0f spans and logs a second, %d requests%n",
        seconds, (sink.spanCount + sink.logCount) / seconds, sink.spansOfRequests.size());
    sink.rejections.stream().limit(5).forEach(System.out::println);
    sink.warnings.stream().limit(5).forEach(System.out::println);
  }
}
