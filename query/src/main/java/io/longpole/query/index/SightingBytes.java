package io.longpole.query.index;

import io.longpole.analyzer.finding.Impact;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.TraceId;
import io.longpole.query.store.ByteInput;
import io.longpole.query.store.ByteOutput;
import io.longpole.query.store.CorruptBlockException;
import io.longpole.query.store.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sightings as stored bytes and back. */
final class SightingBytes {

  private static final Severity[] SEVERITIES = Severity.values();

  private SightingBytes() {}

  @SuppressWarnings("EnumOrdinal") // severities are ordered, and their order does not change
  static void write(Sighting sighting, ByteOutput out) {
    out.writeText(sighting.fingerprint());
    out.writeText(sighting.detector());
    out.writeByte(sighting.severity().ordinal());
    out.writeText(sighting.service());
    out.writeText(sighting.operation());
    out.writeText(sighting.endpoint());
    out.writeLong(sighting.traceId().high());
    out.writeLong(sighting.traceId().low());
    out.writeLong(sighting.startNanos());
    out.writeUnsigned(sighting.occurrences());
    out.writeText(sighting.summary());
    out.writeText(sighting.suggestion());
    out.writeUnsigned(sighting.impact().lowNanos());
    out.writeUnsigned(sighting.impact().highNanos());
    out.writeByte(sighting.impact().onCriticalPath() ? 1 : 0);
    out.writeUnsigned(sighting.spanIds().size());
    for (long spanId : sighting.spanIds()) {
      out.writeLong(spanId);
    }
    out.writeUnsigned(sighting.details().size());
    sighting
        .details()
        .forEach((name, value) -> {
          out.writeText(name);
          Values.writeTyped(out, stored(value), ByteOutput::writeText);
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

  static Sighting read(ByteInput in) {
    String fingerprint = in.readText();
    String detector = in.readText();
    int severity = in.readByte();
    if (severity >= SEVERITIES.length) {
      throw new CorruptBlockException("severity " + severity);
    }
    String service = in.readText();
    String operation = in.readText();
    String endpoint = in.readText();
    TraceId traceId = new TraceId(in.readLong(), in.readLong());
    long startNanos = in.readLong();
    int occurrences = in.readCount(Integer.MAX_VALUE);
    String summary = in.readText();
    String suggestion = in.readText();
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
        readSpanIds(in),
        readDetails(in));
  }

  private static List<Long> readSpanIds(ByteInput in) {
    List<Long> ids = new ArrayList<>();
    for (int left = in.readCount(in.remaining()); left > 0; left--) {
      ids.add(in.readLong());
    }
    return ids;
  }

  private static Map<String, Object> readDetails(ByteInput in) {
    Map<String, Object> details = new LinkedHashMap<>();
    for (int left = in.readCount(in.remaining()); left > 0; left--) {
      String name = in.readText();
      details.put(name, Values.readTyped(in, ByteInput::readText));
    }
    return details;
  }
}
