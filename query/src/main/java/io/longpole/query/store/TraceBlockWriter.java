package io.longpole.query.store;

import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.TraceId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects traces and writes them as one block, read by {@link TraceBlock}.
 *
 * <pre>
 *   lengths of the sections, in their order
 *   texts      count, texts
 *   shapes     count, each: count of attributes, each: number of the name's text, type
 *   resources  count, each: attributes
 *   scopes     count, each: texts of name and version, attributes
 *   directory  count, each: trace id (16), version, through position, spans, and the lengths of its
 *              bytes in the four sections that follow
 *   bodies     what is alike from trace to trace: names, shapes, values as numbers of texts
 *   times      start after the start of the span before, duration
 *   ids        ids of all spans, then of parents elsewhere and of linked spans (8 each)
 *   seen       nothing, or: count of sightings, these with their fixes, count of logged exceptions, these; spans by
 *              their place from 1, or 0 and the id
 * </pre>
 *
 * <p>Ids are random and times nearly so: kept apart they do not spoil the compression of the rest.
 * A trace is read without decoding its neighbours.
 */
final class TraceBlockWriter {

  private final StringTable texts = new StringTable();
  private final ShapeTable shapes = new ShapeTable();
  private final Map<Resource, Integer> resourceNumbers = new HashMap<>();
  private final Map<Scope, Integer> scopeNumbers = new HashMap<>();
  private final ByteOutput resources = new ByteOutput(1 << 12);
  private final ByteOutput scopes = new ByteOutput(1 << 10);
  private final ByteOutput directory = new ByteOutput(1 << 12);
  private final ByteOutput bodies = new ByteOutput(1 << 17);
  private final ByteOutput times = new ByteOutput(1 << 16);
  private final ByteOutput ids = new ByteOutput(1 << 16);
  private final ByteOutput seen = new ByteOutput(1 << 12);
  private final SpanPlaces places = new SpanPlaces();
  private int traces;

  // Most spans have the resource and scope of one shortly before: found without hashing.
  private final Resource[] recentResources = new Resource[16];
  private final int[] recentResourceNumbers = new int[16];
  private int nextRecentResource;
  private Scope lastScope = Scope.EMPTY;
  private int lastScopeNumber = -1;

  TraceBlockWriter() {
    clear();
  }

  /** How many traces were added. */
  int size() {
    return traces;
  }

  /** About how long the block will be before compression, without its texts. */
  int sizeBytes() {
    return directory.size() + bodies.size() + times.size() + ids.size() + seen.size();
  }

  /** Adds a trace and returns its place in the block. */
  int add(StoredTrace trace) {
    List<Span> spans = trace.spans();
    int bodiesBefore = bodies.size();
    int timesBefore = times.size();
    int idsBefore = ids.size();
    int seenBefore = seen.size();
    places.set(spans);
    for (Span span : spans) {
      ids.writeLong(span.spanId());
    }
    long before = 0;
    for (int i = 0; i < spans.size(); i++) {
      Span span = spans.get(i);
      times.writeSigned(span.startNanos() - before);
      writeSpan(span, i);
      before = span.startNanos();
    }
    writeSeen(trace);
    writeId(directory, trace.traceId());
    directory.writeUnsigned(trace.version());
    directory.writeUnsigned(trace.throughPosition());
    directory.writeUnsigned(spans.size());
    directory.writeUnsigned(bodies.size() - bodiesBefore);
    directory.writeUnsigned(times.size() - timesBefore);
    directory.writeUnsigned(ids.size() - idsBefore);
    directory.writeUnsigned(seen.size() - seenBefore);
    return traces++;
  }

  private void writeSeen(StoredTrace trace) {
    if (trace.sightings().isEmpty() && trace.exceptions().isEmpty()) {
      return;
    }
    seen.writeUnsigned(trace.sightings().size());
    for (Sighting sighting : trace.sightings()) {
      SightingBytes.write(sighting, seen, this::writeText, this::writePlace);
      FixBytes.write(sighting.fixes(), seen, this::writePlace);
    }
    seen.writeUnsigned(trace.exceptions().size());
    for (LoggedException exception : trace.exceptions()) {
      writePlace(seen, exception.spanId());
      writeText(seen, exception.type());
    }
  }

  private void writePlace(ByteOutput out, long spanId) {
    int place = places.placeOf(spanId);
    out.writeUnsigned(place + 1);
    if (place < 0) {
      out.writeLong(spanId);
    }
  }

  @SuppressWarnings(
      "EnumOrdinal") // kinds and statuses are numbered as in OTLP, which does not change
  private void writeSpan(Span span, int place) {
    int parentPlace = span.parentSpanId() == SpanId.NONE ? -1 : places.placeOf(span.parentSpanId());
    int more = more(span);
    int flags = span.kind().ordinal() | (span.status().ordinal() << SpanFlags.STATUS_SHIFT);
    if (parentPlace >= 0) {
      flags |= SpanFlags.PARENT_INSIDE;
    } else if (span.parentSpanId() != SpanId.NONE) {
      flags |= SpanFlags.PARENT_OUTSIDE;
    }
    bodies.writeByte(more == 0 ? flags : flags | SpanFlags.MORE);
    if (more != 0) {
      bodies.writeByte(more);
    }
    if (parentPlace >= 0) {
      bodies.writeSigned(place - parentPlace);
    } else if (span.parentSpanId() != SpanId.NONE) {
      ids.writeLong(span.parentSpanId());
    }
    bodies.writeUnsigned(numberOf(span.resource()));
    bodies.writeUnsigned(numberOf(span.scope()));
    bodies.writeUnsigned(texts.numberOf(span.name()));
    writeAttributes(bodies, span.attributes());
    if ((more & SpanFlags.MORE_UNFINISHED) == 0) {
      times.writeSigned(span.endNanos() - span.startNanos());
    }
    if (more != 0) {
      writeMore(span, more);
    }
  }

  private static int more(Span span) {
    return (span.statusMessage().isEmpty() ? 0 : SpanFlags.MORE_STATUS_MESSAGE)
        | (span.events().isEmpty() ? 0 : SpanFlags.MORE_EVENTS)
        | (span.links().isEmpty() ? 0 : SpanFlags.MORE_LINKS)
        | (span.traceState().isEmpty() ? 0 : SpanFlags.MORE_TRACE_STATE)
        | (span.endNanos() == 0 ? SpanFlags.MORE_UNFINISHED : 0)
        | (span.flags() == 0 ? 0 : SpanFlags.MORE_FLAGS);
  }

  private void writeMore(Span span, int more) {
    if ((more & SpanFlags.MORE_STATUS_MESSAGE) != 0) {
      bodies.writeUnsigned(texts.numberOf(span.statusMessage()));
    }
    if ((more & SpanFlags.MORE_EVENTS) != 0) {
      bodies.writeUnsigned(span.events().size());
      for (SpanEvent event : span.events()) {
        times.writeSigned(event.timeNanos() - span.startNanos());
        bodies.writeUnsigned(texts.numberOf(event.name()));
        writeAttributes(bodies, event.attributes());
      }
    }
    if ((more & SpanFlags.MORE_LINKS) != 0) {
      bodies.writeUnsigned(span.links().size());
      for (SpanLink link : span.links()) {
        writeId(ids, link.traceId());
        ids.writeLong(link.spanId());
        writeAttributes(bodies, link.attributes());
      }
    }
    if ((more & SpanFlags.MORE_TRACE_STATE) != 0) {
      bodies.writeUnsigned(texts.numberOf(span.traceState()));
    }
    if ((more & SpanFlags.MORE_FLAGS) != 0) {
      bodies.writeUnsigned(Integer.toUnsignedLong(span.flags()));
    }
  }

  private void writeAttributes(ByteOutput out, Attributes attributes) {
    out.writeUnsigned(shapes.numberOf(attributes));
    for (int i = 0; i < attributes.size(); i++) {
      Object value = attributes.value(i);
      Values.write(out, Values.type(value), value, this::writeText);
    }
  }

  private void writeText(ByteOutput out, String text) {
    out.writeUnsigned(texts.numberOf(text));
  }

  @SuppressWarnings("ReferenceEquality") // the quick way only; equal ones are found below
  private int numberOf(Resource resource) {
    for (int i = 0; i < recentResources.length; i++) {
      if (recentResources[i] == resource) {
        return recentResourceNumbers[i];
      }
    }
    Integer known = resourceNumbers.get(resource);
    int number = known == null ? resourceNumbers.size() : known;
    if (known == null) {
      resourceNumbers.put(resource, number);
      writeAttributes(resources, resource.attributes());
    }
    recentResources[nextRecentResource] = resource;
    recentResourceNumbers[nextRecentResource] = number;
    nextRecentResource = (nextRecentResource + 1) % recentResources.length;
    return number;
  }

  @SuppressWarnings("ReferenceEquality") // the quick way only; equal ones are found below
  private int numberOf(Scope scope) {
    if (scope == lastScope && lastScopeNumber >= 0) {
      return lastScopeNumber;
    }
    Integer known = scopeNumbers.get(scope);
    int number = known == null ? scopeNumbers.size() : known;
    if (known == null) {
      scopeNumbers.put(scope, number);
      scopes.writeUnsigned(texts.numberOf(scope.name()));
      scopes.writeUnsigned(texts.numberOf(scope.version()));
      writeAttributes(scopes, scope.attributes());
    }
    lastScope = scope;
    lastScopeNumber = number;
    return number;
  }

  private static void writeId(ByteOutput out, TraceId id) {
    out.writeLong(id.high());
    out.writeLong(id.low());
  }

  /** The block of all traces added. */
  ByteOutput finish() {
    ByteOutput shapeBytes = new ByteOutput(1 << 10);
    shapes.write(shapeBytes, texts);
    ByteOutput textBytes = new ByteOutput(1 << 16);
    textBytes.writeUnsigned(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      textBytes.writeText(texts.text(i));
    }
    ByteOutput resourceBytes = counted(resourceNumbers.size(), resources);
    ByteOutput scopeBytes = counted(scopeNumbers.size(), scopes);
    ByteOutput directoryBytes = counted(traces, directory);
    ByteOutput[] sections = {
      textBytes, shapeBytes, resourceBytes, scopeBytes, directoryBytes, bodies, times, ids, seen
    };
    ByteOutput block = new ByteOutput(sizeBytes() + textBytes.size() + (1 << 12));
    for (ByteOutput section : sections) {
      block.writeUnsigned(section.size());
    }
    for (ByteOutput section : sections) {
      block.writeBytes(section.array(), 0, section.size());
    }
    return block;
  }

  private static ByteOutput counted(int count, ByteOutput section) {
    ByteOutput out = new ByteOutput(section.size() + 5);
    out.writeUnsigned(count);
    out.writeBytes(section.array(), 0, section.size());
    return out;
  }

  /** Forgets all traces, for the next block. */
  void clear() {
    texts.clear();
    shapes.clear();
    resourceNumbers.clear();
    scopeNumbers.clear();
    for (ByteOutput section : List.of(resources, scopes, directory, bodies, times, ids, seen)) {
      section.clear();
    }
    Arrays.fill(recentResources, Resource.EMPTY);
    Arrays.fill(recentResourceNumbers, 0);
    nextRecentResource = 0;
    lastScopeNumber = -1;
    traces = 0;
    numberOf(new Resource(Attributes.EMPTY));
  }
}
