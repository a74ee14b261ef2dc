package io.longpole.query.store;

import io.longpole.analyzer.finding.Impact;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sightings as stored bytes and back, without the id of their trace.
 *
 * <p>The fixes are not among them: {@link FixBytes} keeps them with the trace.
 *
 * <p>How texts and span ids are written is the caller's: in a trace block by their places in it,
 * elsewhere written out.
 */
public final class SightingBytes {

  private static final Severity[] SEVERITIES = Severity.values();

  /** Writes a span id. */
  @FunctionalInterface
  interface IdWriter {
    void write(ByteOutput out, long spanId);
  }

  /** Reads what the {@link IdWriter} wrote. */
  @FunctionalInterface
  interface IdReader {
    long read(ByteInput in);
  }

  private SightingBytes() {}

  /** Writes all out. */
  public static void write(Sighting sighting, ByteOutput out) {
    write(sighting, out, ByteOutput::writeText, ByteOutput::writeLong);
  }

  /** Reads a sighting of a trace that was written out. */
  public static Sighting read(ByteInput in, TraceId traceId) {
    return read(in, traceId, ByteInput::readText, ByteInput::readLong);
  }

  @SuppressWarnings("EnumOrdinal") // severities are ordered, and their order does not change
  static void write(Sighting sighting, ByteOutput out, Values.TextWriter texts, IdWriter ids) {
    texts.write(out, sighting.fingerprint());
    texts.write(out, sighting.detector());
    out.writeByte(sighting.severity().ordinal());
    texts.write(out, sighting.service());
    texts.write(out, sighting.operation());
    texts.write(out, sighting.endpoint());
    out.writeLong(sighting.startNanos());
    out.writeUnsigned(sighting.occurrences());
    texts.write(out, sighting.summary());
    texts.write(out, sighting.suggestion());
    out.writeUnsigned(sighting.impact().lowNanos());
    out.writeUnsigned(sighting.impact().highNanos());
    out.writeByte(sighting.impact().onCriticalPath() ? 1 : 0);
    out.writeUnsigned(sighting.spanIds().size());
    for (long spanId : sighting.spanIds()) {
      ids.write(out, spanId);
    }
    out.writeUnsigned(sighting.details().size());
    sighting
        .details()
        .forEach((name, value) -> {
          texts.write(out, name);
          Values.writeTyped(out, stored(value), texts);
        });
  }

  /** Detectors may say an Integer; what is stored is a Long. */
  private static Object stored(Object value) {
    return switch (value) {
      case Integer number -> (Object) number.longValue();
      case List<?> list -> list.stream().map(element -> stored(element)).toList();
      default -> value;
    };
  }

  static Sighting read(ByteInput in, TraceId traceId, Values.TextReader texts, IdReader ids) {
    String fingerprint = texts.read(in);
    String detector = texts.read(in);
    int severity = in.readByte();
    if (severity >= SEVERITIES.length) {
      throw new CorruptBlockException("severity " + severity);
    }
    String service = texts.read(in);
    String operation = texts.read(in);
    String endpoint = texts.read(in);
    long startNanos = in.readLong();
    int occurrences = in.readCount(Integer.MAX_VALUE);
    String summary = texts.read(in);
    String suggestion = texts.read(in);
    Impact impact = new Impact(in.readUnsigned(), in.readUnsigned(), in.readByte() == 1);
    return new Sighting(
        fingerprint,
        detector,
        SEVERITIES[severity],
        service,
        operation,
        endpoint,
        traceId,
        startNanos,
        occurrences,
        summary,
        suggestion,
        impact,
        readSpanIds(in, ids),
        readDetails(in, texts),
        List.of());
  }

  private static List<Long> readSpanIds(ByteInput in, IdReader reader) {
    List<Long> ids = new ArrayList<>();
    for (int left = in.readCount(in.remaining()); left > 0; left--) {
      ids.add(reader.read(in));
    }
    return ids;
  }

  private static Map<String, Object> readDetails(ByteInput in, Values.TextReader texts) {
    Map<String, Object> details = new LinkedHashMap<>();
    for (int left = in.readCount(in.remaining()); left > 0; left--) {
      String name = texts.read(in);
      details.put(name, Values.readTyped(in, texts));
    }
    return details;
  }
}
