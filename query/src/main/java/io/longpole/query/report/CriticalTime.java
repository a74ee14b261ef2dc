package io.longpole.query.report;

import io.longpole.proto.query.v1.OperationTime;
import java.util.ArrayList;
import java.util.List;

/** Says in one line where the time on a critical path went: "62 % db SELECT orders, 20 % …". */
final class CriticalTime {

  private CriticalTime() {}

  /** The operations with at least a twentieth of the time, at most so many; safe to print. */
  static String line(List<OperationTime> times, long totalNanos, int most) {
    List<String> parts = new ArrayList<>();
    for (OperationTime time : worthwhile(times, totalNanos, most)) {
      String spans = time.getSpans() > 1 ? " ×" + Human.count(time.getSpans()) : "";
      parts.add(Human.share(time.getNanos(), totalNanos) + " " + operation(time) + spans);
    }
    return String.join(", ", parts);
  }

  /** The same without the numbers of spans, which over many traces tell nothing. */
  static String shares(List<OperationTime> times, long totalNanos, int most) {
    List<String> parts = new ArrayList<>();
    for (OperationTime time : worthwhile(times, totalNanos, most)) {
      parts.add(Human.share(time.getNanos(), totalNanos) + " " + operation(time));
    }
    return String.join(", ", parts);
  }

  private static List<OperationTime> worthwhile(
      List<OperationTime> times, long totalNanos, int most) {
    return times.stream()
        .takeWhile(time -> time.getNanos() >= totalNanos / 20)
        .limit(most)
        .toList();
  }

  static String operation(OperationTime time) {
    return endpoint(time.getService(), time.getOperation());
  }

  /** "SERVICE OPERATION", safe to print. */
  static String endpoint(String service, String operation) {
    return TerminalText.safe((service + " " + operation).strip());
  }

  static long sum(List<OperationTime> times) {
    return times.stream().mapToLong(OperationTime::getNanos).sum();
  }
}
