package io.longpole.bench.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * A recording of the server as tables: samples by package of longpole on whose behalf the time is
 * spent, by package that spends it, by method; and processor time by thread.
 */
final class WhereTheTimeGoes {

  private static final int ROWS = 15;
  private static final String OURS = "io.longpole.";

  private final Map<String, Long> byThread = new HashMap<>();
  private final Map<String, Long> onBehalf = new HashMap<>();
  private final Map<String, Long> byPackage = new HashMap<>();
  private final Map<String, Long> byMethod = new HashMap<>();

  static WhereTheTimeGoes in(Path recording) throws IOException {
    WhereTheTimeGoes times = new WhereTheTimeGoes();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals("jdk.ExecutionSample")
            && event.getStackTrace() != null) {
          times.add(event.getThread("sampledThread"), event.getStackTrace().getFrames());
        }
      }
    }
    return times;
  }

  private void add(RecordedThread thread, List<RecordedFrame> frames) {
    if (frames.isEmpty()) {
      return;
    }
    String name = thread == null || thread.getJavaName() == null ? "?" : thread.getJavaName();
    byThread.merge(ServerMeters.withoutNumbers(name), 1L, Long::sum);
    RecordedFrame top = frames.get(0);
    byPackage.merge(packageOf(top), 1L, Long::sum);
    byMethod.merge(
        top.getMethod().getType().getName() + "." + top.getMethod().getName(), 1L, Long::sum);
    onBehalf.merge(
        frames.stream()
            .map(WhereTheTimeGoes::packageOf)
            .filter(each -> each.startsWith(OURS))
            .findFirst()
            .orElse("(none of longpole)"),
        1L,
        Long::sum);
  }

  private static String packageOf(RecordedFrame frame) {
    String type = frame.getMethod().getType().getName().replaceFirst("\\$.*", "");
    return type.substring(0, Math.max(0, type.lastIndexOf('.')));
  }

  /**
   * The tables.
   *
   * @param cpuByThread processor time by thread, exact, also of native code
   * @param cpuNanos of the whole process; what no living thread used is the JVM's own, or was used
   *     by threads that ended meanwhile, such as those that merge
   */
  String text(Map<String, Long> cpuByThread, long cpuNanos) {
    StringBuilder text = new StringBuilder();
    Map<String, Long> threads = new TreeMap<>(cpuByThread);
    long known = threads.values().stream().mapToLong(Long::longValue).sum();
    threads.put(
        "(garbage collection, compiler, threads that ended)", Math.max(0, cpuNanos - known));
    table(text, "processor time by thread", threads);
    table(text, "samples by thread", byThread);
    table(text, "samples by package of longpole nearest to the top", onBehalf);
    table(text, "samples by package at the top", byPackage);
    table(text, "samples by method at the top", byMethod);
    return text.toString();
  }

  private static void table(StringBuilder text, String title, Map<String, Long> counts) {
    long all = Math.max(1, counts.values().stream().mapToLong(Long::longValue).sum());
    text.append(title).append(System.lineSeparator());
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(ROWS)
        .forEach(entry ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "  %5.1f %%  %s%n",
                    100.0 * entry.getValue() / all,
                    entry.getKey())));
  }
}
