package io.longpole.query.report;

import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceFlag;
import io.longpole.analyzer.path.CriticalPath;
import io.longpole.analyzer.path.OverflowNote;
import io.longpole.analyzer.path.Section;
import io.longpole.proto.query.v1.AnalyzedTrace;
import io.longpole.proto.query.v1.ClockOffset;
import io.longpole.proto.query.v1.LogView;
import io.longpole.proto.query.v1.Overflow;
import io.longpole.proto.query.v1.TraceSummary;
import io.longpole.proto.query.v1.TraceView;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Analysed traces and log records as messages of the query API. */
public final class TraceMessages {

  /** Operations that are named for a trace's critical path. */
  private static final int OPERATIONS = 10;

  private TraceMessages() {}

  /** The trace as in an analysis: without its spans, with its critical paths. */
  public static AnalyzedTrace analyzed(TraceAnalysis analysis) {
    Trace trace = analysis.trace();
    AnalyzedTrace.Builder message =
        AnalyzedTrace.newBuilder()
            .setTraceId(trace.id().hex())
            .setService(WellFormed.of(trace.service()))
            .setOperation(WellFormed.of(trace.operation()))
            .setStartNanos(trace.startNanos(0))
            .setDurationNanos(trace.durationNanos(0))
            .setSpanCount(trace.size())
            .setErrorCount(analysis.errorCount())
            .setLogCount(trace.logs().size())
            .addAllFlags(flags(analysis))
            .addAllCriticalPaths(paths(analysis))
            .addAllClockOffsets(clockOffsets(trace))
            .addAllCriticalTime(OperationTimes.ofMainPath(analysis).largest(OPERATIONS));
    for (OverflowNote note : analysis.path().overflows()) {
      message.addOverflows(
          Overflow.newBuilder()
              .setSpanId(SpanId.hex(trace.spanId(note.node())))
              .setOutlivesNanos(note.outlivesNanos())
              .setBlocking(note.blocking()));
    }
    return message.build();
  }

  /** The trace with its spans, paths and clocks; findings and logs are the caller's to add. */
  public static TraceView.Builder view(TraceAnalysis analysis, int version) {
    return TraceView.newBuilder()
        .setSummary(summary(analysis, version))
        .addAllSpans(SpanMessages.of(analysis))
        .addAllCriticalPaths(paths(analysis))
        .addAllClockOffsets(clockOffsets(analysis.trace()));
  }

  /** The line of a trace in a list. */
  public static TraceSummary summary(TraceAnalysis analysis, int version) {
    Trace trace = analysis.trace();
    Set<String> services = new TreeSet<>();
    for (int node = 0; node < trace.size(); node++) {
      services.add(WellFormed.of(trace.span(node).service()));
    }
    Set<String> detectors = new TreeSet<>();
    for (Sighting sighting : analysis.sightings()) {
      detectors.add(sighting.detector());
    }
    return TraceSummary.newBuilder()
        .setTraceId(trace.id().hex())
        .setService(WellFormed.of(trace.service()))
        .setOperation(WellFormed.of(trace.operation()))
        .setStartUnixNanos(trace.startNanos(0))
        .setDurationNanos(trace.durationNanos(0))
        .setSpanCount(trace.size())
        .setErrorCount(analysis.errorCount())
        .setLogCount(trace.logs().size())
        .addAllServices(services)
        .addAllFlags(flags(analysis))
        .addAllDetectors(detectors)
        .setVersion(version)
        .build();
  }

  public static LogView log(LogRecord log) {
    return LogView.newBuilder()
        .setTimeUnixNanos(log.timeNanos())
        .setSeverity(WellFormed.of(log.severity()))
        .setService(WellFormed.of(log.service()))
        .setBody(WellFormed.of(log.body()))
        .setTraceId(log.traceId().isValid() ? log.traceId().hex() : "")
        .setSpanId(log.spanId() == SpanId.NONE ? "" : SpanId.hex(log.spanId()))
        .addAllAttributes(ValueMessages.of(log.attributes()))
        .build();
  }

  /** Flags of assembly and analysis together, in their fixed order. */
  public static List<String> flags(TraceAnalysis analysis) {
    EnumSet<TraceFlag> flags = EnumSet.noneOf(TraceFlag.class);
    flags.addAll(analysis.trace().flags());
    flags.addAll(analysis.path().flags());
    return flags.stream().map(TraceFlag::text).toList();
  }

  private static List<io.longpole.proto.query.v1.CriticalPath> paths(TraceAnalysis analysis) {
    Trace trace = analysis.trace();
    List<io.longpole.proto.query.v1.CriticalPath> messages = new ArrayList<>();
    for (CriticalPath path : analysis.path().paths()) {
      io.longpole.proto.query.v1.CriticalPath.Builder message =
          io.longpole.proto.query.v1.CriticalPath.newBuilder()
              .setRootSpanId(SpanId.hex(trace.spanId(path.root())))
              .setDurationNanos(path.durationNanos());
      for (Section section : path.sections()) {
        message.addSections(
            io.longpole.proto.query.v1.Section.newBuilder()
                .setSpanId(SpanId.hex(trace.spanId(section.node())))
                .setStartNanos(section.startNanos())
                .setEndNanos(section.endNanos()));
      }
      messages.add(message.build());
    }
    return messages;
  }

  private static List<ClockOffset> clockOffsets(Trace trace) {
    List<ClockOffset> messages = new ArrayList<>();
    for (io.longpole.analyzer.model.ClockOffset offset : trace.clockOffsets()) {
      ClockOffset.Builder message =
          ClockOffset.newBuilder()
              .setHost(WellFormed.of(offset.host()))
              .setOffsetNanos(offset.offsetNanos())
              .setEdges(offset.edges())
              .setApplied(offset.applied());
      if (offset.lowNanos() != Long.MIN_VALUE) {
        message.setLowNanos(offset.lowNanos());
      }
      if (offset.highNanos() != Long.MAX_VALUE) {
        message.setHighNanos(offset.highNanos());
      }
      messages.add(message.build());
    }
    return messages;
  }
}
