package io.longpole.query;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.collector.log.LogSettings;
import io.longpole.collector.log.RecordLog;
import io.longpole.query.index.CommitPoint;
import io.longpole.query.index.Deadline;
import io.longpole.query.index.IndexSettings;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.IndexedTrace;
import io.longpole.query.index.Interval;
import io.longpole.query.index.LogQuery;
import io.longpole.query.index.TraceIndex;
import io.longpole.query.index.TraceQuery;
import io.longpole.query.store.Location;
import io.longpole.query.store.StoredTrace;
import io.longpole.query.store.TraceLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures trace log and index by hand: {@code IndexMeasurement FOLDER TRACES SPANS_PER_TRACE}.
 *
 * <p>Prints, in processor time of the measuring thread, how fast traces are put, what a span takes
 * on the disk, and how long queries take when warm. No test: it asserts nothing.
 */
public final class IndexMeasurement {

  private static final int REFRESH_EVERY = 25_000;
  private static final Analysis ANALYSIS = new Analysis(Settings.DEFAULT);

  private final Path folder;
  private final int traces;
  private final int spansPerTrace;
  private final List<TraceId> ids = new ArrayList<>();
  private final List<Location> locations = new ArrayList<>();

  private IndexMeasurement(Path folder, int traces, int spansPerTrace) {
    this.folder = folder;
    this.traces = traces;
    this.spansPerTrace = spansPerTrace;
  }

  public static void main(String[] arguments) throws Exception {
    new IndexMeasurement(
            Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]))
        .run();
  }

  private void run() throws Exception {
    try (TraceLog log =
            new TraceLog(RecordLog.open(folder.resolve("traces"), LogSettings.DEFAULT));
        TraceIndex index = TraceIndex.open(folder.resolve("index"), IndexSettings.DEFAULT)) {
      put(log, index);
      disk(log);
      queries(log, index);
    }
  }

  private void put(TraceLog log, TraceIndex index) throws Exception {
    ShopTraces shop = new ShopTraces(1);
    long appendNanos = 0;
    long putNanos = 0;
    long refreshNanos = 0;
    long logRecords = 0;
    for (int done = 0; done < traces; done += REFRESH_EVERY) {
      List<StoredTrace> batch = new ArrayList<>();
      List<IndexedTrace> indexed = new ArrayList<>();
      for (int i = 0; i < REFRESH_EVERY; i++) {
        TraceId id = shop.nextId();
        batch.add(new StoredTrace(id, 1, 1_000_000L + done + i, shop.next(id, spansPerTrace)));
      }
      long begin = cpuNanos();
      List<Location> places = new ArrayList<>(batch.size());
      for (StoredTrace trace : batch) {
        places.add(log.append(trace));
      }
      appendNanos += cpuNanos() - begin;
      for (int i = 0; i < batch.size(); i++) {
        indexed.add(indexed(batch.get(i), places.get(i)));
      }
      begin = cpuNanos();
      for (IndexedTrace trace : indexed) {
        index.put(trace, index.find(trace.analysis().trace().id()).isPresent());
      }
      putNanos += cpuNanos() - begin;
      for (int i = 0; i < 1_000; i++) {
        Span span = batch.get(i).spans().get(0);
        index.putLog(shop.log(span), done + "-" + i, false);
        logRecords++;
      }
      begin = cpuNanos();
      index.refresh();
      refreshNanos += cpuNanos() - begin;
      ids.addAll(batch.stream().map(StoredTrace::traceId).toList());
      locations.addAll(places);
    }
    log.sync();
    long begin = cpuNanos();
    index.commit(new CommitPoint(1, "measurement", Map.of()));
    say("traces %d, spans %d, log records %d", traces, traces * spansPerTrace, logRecords);
    rate("trace log append", appendNanos);
    rate("index put", putNanos);
    say(
        "refresh, each after %d traces: %.0f ms",
        REFRESH_EVERY, refreshNanos / 1e6 * REFRESH_EVERY / traces);
    say("commit: %.0f ms", (cpuNanos() - begin) / 1e6);
  }

  private static IndexedTrace indexed(StoredTrace stored, Location location) {
    Trace trace =
        Assembly.assemble(stored.traceId(), stored.spans(), List.of(), AssemblySettings.DEFAULT);
    return new IndexedTrace(ANALYSIS.of(trace), location, 1, stored.throughPosition());
  }

  private void rate(String what, long nanos) {
    say(
        "%s: %.0f traces/s, %.0f spans/s, %.2f us a span",
        what,
        traces * 1e9 / nanos,
        traces * 1e9 * spansPerTrace / nanos,
        nanos / 1e3 / traces / spansPerTrace);
  }

  private void disk(TraceLog log) throws IOException {
    double spans = (double) traces * spansPerTrace;
    long index = sizeOf(folder.resolve("index"));
    long written = log.allocatedBytes();
    say("trace log %.1f bytes a span (reserved space included)", written / spans);
    say("index %.1f bytes a span", index / spans);
  }

  private static long sizeOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(IndexMeasurement::size).sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void queries(TraceLog log, TraceIndex index) {
    time("top 20 of all", index, view -> view.traces(TraceQuery.ALL, (id, at) -> true).matched());
    time(
        "top 20 of a service and operation",
        index,
        view ->
            view.traces(query("cart", "POST /payments", List.of()), (id, at) -> true).matched());
    time(
        "top 20 of a frequent attribute",
        index,
        view ->
            view.traces(
                    attribute(
                        "db.query.text",
                        "UPDATE stock SET amount = amount - ? WHERE sku = ? AND warehouse = ?"),
                    (id, at) -> true)
                .matched());
    time(
        "top 20 of a rare attribute",
        index,
        view -> view.traces(attribute("url.path", "/items/17"), (id, at) -> true).matched());
    time("operations of all", index, view -> view.operations(Interval.ALL, "").times().size());
    time("totals", index, view -> view.totals(Interval.ALL).spans());
    time("log words", index, view -> view.logs(logs("payment AND 503")).matched());
    time("log phrase", index, view -> view.logs(logs("\"gateway answered\"")).matched());
    time(
        "log attribute",
        index,
        view -> view.logs(logs("logger.name:shop.orders.OrderService")).matched());
    int[] next = {0};
    time(
        "trace by id",
        index,
        view -> {
          int i = (next[0]++ * 7919) % ids.size();
          return log.read(ids.get(i), index.find(ids.get(i)).orElseThrow().location())
              .orElseThrow()
              .spans()
              .size();
        });
  }

  private static TraceQuery attribute(String key, String value) {
    return query("", "", List.of(new TraceQuery.Attribute(key, value)));
  }

  private static TraceQuery query(
      String service, String operation, List<TraceQuery.Attribute> attributes) {
    return new TraceQuery(
        Interval.ALL, service, operation, 0, Long.MAX_VALUE, false, attributes, "", "", 20);
  }

  private static LogQuery logs(String text) {
    return new LogQuery(text, Interval.ALL, TraceId.NONE, 0, "", 0, 50);
  }

  private interface Question {
    long ask(IndexView view);
  }

  private static void time(String what, TraceIndex index, Question question) {
    long[] nanos = new long[31];
    long answer = 0;
    for (int i = 0; i < nanos.length; i++) {
      try (IndexView view = index.view(Deadline.in(Duration.ofMinutes(1)))) {
        long begin = cpuNanos();
        answer = question.ask(view);
        nanos[i] = cpuNanos() - begin;
      }
    }
    Arrays.sort(nanos, 1, nanos.length);
    say(
        "%s: first %.1f ms, warm median %.1f ms, worst %.1f ms (answer %d)",
        what, nanos[0] / 1e6, nanos[16] / 1e6, nanos[30] / 1e6, answer);
  }

  /** Of this thread: the machine may be busy with other things. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void say(String text, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, text, arguments));
  }
}
