package io.longpole.query.index;

import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceFlag;
import io.longpole.query.store.ByteInput;
import io.longpole.query.store.ByteOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What a line of a search result shows of a trace, stored with its document.
 *
 * @param services all of the trace, by name
 * @param flags in their order
 * @param detectors that found something in it, by name
 */
public record TraceLine(
    String service,
    String operation,
    int spanCount,
    int errorCount,
    List<String> services,
    List<TraceFlag> flags,
    List<String> detectors) {

  /** Names shown of one trace; a trace of more services says so by its number of spans. */
  private static final int MAX_NAMES = 100;

  private static final TraceFlag[] FLAGS = TraceFlag.values();

  static void write(IndexedTrace indexed, ByteOutput out) {
    TraceAnalysis analysis = indexed.analysis();
    Trace trace = analysis.trace();
    TreeSet<String> services = new TreeSet<>();
    String before = "";
    for (int node = 0; node < trace.size(); node++) {
      String service = trace.span(node).service();
      if (!service.equals(before)) {
        services.add(service);
        before = service;
      }
    }
    TreeSet<String> detectors = new TreeSet<>();
    for (Sighting sighting : analysis.sightings()) {
      detectors.add(sighting.detector());
    }
    int flags = 0;
    for (int i = 0; i < FLAGS.length; i++) {
      boolean set = trace.flags().contains(FLAGS[i]) || analysis.path().flags().contains(FLAGS[i]);
      flags |= set ? 1 << i : 0;
    }
    out.writeText(trace.service());
    out.writeText(trace.operation());
    out.writeUnsigned(trace.size());
    out.writeUnsigned(analysis.errorCount());
    writeNames(out, services);
    out.writeUnsigned(flags);
    writeNames(out, detectors);
  }

  private static void writeNames(ByteOutput out, TreeSet<String> names) {
    int count = Math.min(names.size(), MAX_NAMES);
    out.writeUnsigned(count);
    names.stream().limit(count).forEach(out::writeText);
  }

  static TraceLine read(ByteInput in) {
    String service = in.readText();
    String operation = in.readText();
    int spanCount = in.readCount(Integer.MAX_VALUE);
    int errorCount = in.readCount(Integer.MAX_VALUE);
    List<String> services = readNames(in);
    long bits = in.readUnsigned();
    List<TraceFlag> flags = new ArrayList<>();
    for (int i = 0; i < FLAGS.length; i++) {
      if ((bits & 1L << i) != 0) {
        flags.add(FLAGS[i]);
      }
    }
    return new TraceLine(
        service, operation, spanCount, errorCount, services, List.copyOf(flags), readNames(in));
  }

  private static List<String> readNames(ByteInput in) {
    List<String> names = new ArrayList<>();
    for (int left = in.readCount(MAX_NAMES); left > 0; left--) {
      names.add(in.readText());
    }
    return List.copyOf(names);
  }
}
