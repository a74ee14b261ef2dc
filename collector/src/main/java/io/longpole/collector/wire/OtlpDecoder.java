package io.longpole.collector.wire;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Decodes the bytes of OTLP export requests into spans and log records, without protobuf objects.
 *
 * <p>Fields may come in any order, unknown ones are passed over, text that is not UTF-8 gets
 * replacement characters. Equal texts, resources and scopes are shared across requests, through
 * caches of fixed size. Offsets in errors count from the beginning of the array. TracesData and
 * LogsData have the shape of the export requests and are read alike. Not thread-safe; a sink may
 * call {@link #span} of the decoder that calls it.
 *
 * <p>Complexity: linear in the bytes; each span's bytes are touched once by {@link #slices} (its
 * outermost fields only) and once by {@link #span}.
 */
public final class OtlpDecoder {

  /** Receives the place of each span within a request, with what is needed to group it. */
  @FunctionalInterface
  public interface SpanSlices {
    /**
     * A span whose ids are valid.
     *
     * @param parentSpanId 0 for a root, also if the parent's id is not of 8 bytes
     * @param offset where the span's message begins in the request's array
     */
    @SuppressWarnings("TooManyParameters") // called for every span: an object each would cost more
    void span(
        Resource resource,
        Scope scope,
        long traceIdHigh,
        long traceIdLow,
        long spanId,
        long parentSpanId,
        int offset,
        int length);
  }

  private interface Records {
    void record(Resource resource, Scope scope, int start, int end) throws MalformedException;
  }

  // The same numbers in Export{Trace,Logs}ServiceRequest, Resource{Spans,Logs}, Scope{Spans,Logs}
  private static final int RESOURCE_RECORDS = (1 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int RESOURCE = (1 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int SCOPE_RECORDS = (2 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int SCOPE = (1 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int RECORD = (2 << 3) | WireCursor.LENGTH_DELIMITED;
  // Resource and InstrumentationScope
  private static final int RESOURCE_ATTRIBUTES = (1 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int SCOPE_NAME = (1 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int SCOPE_VERSION = (2 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int SCOPE_ATTRIBUTES = (3 << 3) | WireCursor.LENGTH_DELIMITED;
  // Span
  private static final int TRACE_ID = (1 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int SPAN_ID = (2 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int PARENT_SPAN_ID = (4 << 3) | WireCursor.LENGTH_DELIMITED;

  private static final byte[] NOTHING = new byte[0];
  private static final int RESOURCE_SLOTS = 1 << 12;
  private static final int MAX_SHARED_RESOURCE_BYTES = 8192;

  /** For requests, resource groups and scope groups; spans and logs have their own cursor. */
  private final WireCursor frames = new WireCursor(NOTHING, 0);

  private final WireCursor records = new WireCursor(NOTHING, 0);
  private final ValueDecoder values = new ValueDecoder(records);
  private final SpanDecoder spanDecoder = new SpanDecoder(records, values);
  private final LogDecoder logDecoder = new LogDecoder(records, values);
  private final BytesCache<Resource> resources =
      new BytesCache<>(RESOURCE_SLOTS, MAX_SHARED_RESOURCE_BYTES);
  private final BytesCache<Scope> scopes =
      new BytesCache<>(RESOURCE_SLOTS, MAX_SHARED_RESOURCE_BYTES);

  /** The ids of the span that was looked at last. */
  private long traceIdHigh;

  private long traceIdLow;
  private long spanId;
  private long parentSpanId;

  /**
   * Decodes all spans of a request.
   *
   * @return how many spans were passed over because their trace or span id is not valid
   * @throws MalformedException if the bytes are not a request; spans before that place were given
   */
  public int spans(byte[] request, int offset, int length, Consumer<Span> sink)
      throws MalformedException {
    int[] rejected = new int[1];
    walk(
        request,
        offset,
        length,
        (resource, scope, start, end) -> {
          if (hasValidIds(start, end)) {
            sink.accept(span(resource, scope, request, start, end - start));
          } else {
            rejected[0]++;
          }
        });
    return rejected[0];
  }

  /**
   * Decodes all log records of a request.
   *
   * @throws MalformedException if the bytes are not a request; records before that place were given
   */
  public void logs(byte[] request, int offset, int length, Consumer<LogRecord> sink)
      throws MalformedException {
    walk(
        request,
        offset,
        length,
        (resource, scope, start, end) -> {
          records.reset(request, start);
          sink.accept(logDecoder.record(resource, scope, end));
        });
  }

  /**
   * Finds all spans of a request without decoding them.
   *
   * @return how many spans were passed over because their trace or span id is not valid
   * @throws MalformedException if the bytes are not a request; spans before that place were given
   */
  public int slices(byte[] request, int offset, int length, SpanSlices sink)
      throws MalformedException {
    int[] rejected = new int[1];
    walk(
        request,
        offset,
        length,
        (resource, scope, start, end) -> {
          if (hasValidIds(start, end)) {
            sink.span(
                resource, scope, traceIdHigh, traceIdLow, spanId, parentSpanId, start, end - start);
          } else {
            rejected[0]++;
          }
        });
    return rejected[0];
  }

  /**
   * Decodes one span found by {@link #slices}, from the same or from a copied array.
   *
   * @throws MalformedException if the bytes are not a span with valid ids
   */
  public Span span(Resource resource, Scope scope, byte[] bytes, int offset, int length)
      throws MalformedException {
    records.reset(bytes, offset);
    return spanDecoder.span(resource, scope, offset + length);
  }

  /** Reads the ids of a span; last one wins, as everywhere in protobuf. */
  private boolean hasValidIds(int start, int end) throws MalformedException {
    traceIdHigh = 0;
    traceIdLow = 0;
    spanId = 0;
    parentSpanId = 0;
    frames.position = start;
    while (frames.position < end) {
      int tag = frames.tag(end);
      switch (tag) {
        case TRACE_ID -> {
          int idEnd = frames.delimited(end);
          boolean whole = idEnd - frames.position == 16;
          traceIdHigh = whole ? frames.idPart(frames.position) : 0;
          traceIdLow = whole ? frames.idPart(frames.position + 8) : 0;
          frames.position = idEnd;
        }
        case SPAN_ID -> spanId = frames.spanId(end);
        case PARENT_SPAN_ID -> parentSpanId = frames.spanId(end);
        default -> frames.skip(tag, end);
      }
    }
    return (traceIdHigh | traceIdLow) != 0 && spanId != 0;
  }

  private void walk(byte[] request, int offset, int length, Records sink)
      throws MalformedException {
    frames.reset(request, offset);
    int end = offset + length;
    while (frames.position < end) {
      int tag = frames.tag(end);
      if (tag == RESOURCE_RECORDS) {
        int groupEnd = frames.delimited(end);
        resourceGroup(groupEnd, sink);
      } else {
        frames.skip(tag, end);
      }
    }
  }

  /** In two passes, because the resource may stand behind the spans it belongs to. */
  private void resourceGroup(int end, Records sink) throws MalformedException {
    int start = frames.position;
    Header header = header(start, end, RESOURCE);
    Resource resource = resource(header);
    frames.position = start;
    while (frames.position < end) {
      int tag = frames.tag(end);
      if (tag == SCOPE_RECORDS) {
        int groupEnd = frames.delimited(end);
        scopeGroup(resource, groupEnd, sink);
      } else {
        frames.skip(tag, end);
      }
    }
  }

  private void scopeGroup(Resource resource, int end, Records sink) throws MalformedException {
    int start = frames.position;
    Header header = header(start, end, SCOPE);
    Scope scope = scope(header);
    frames.position = start;
    while (frames.position < end) {
      int tag = frames.tag(end);
      if (tag == RECORD) {
        int recordEnd = frames.delimited(end);
        sink.record(resource, scope, frames.position, recordEnd);
        frames.position = recordEnd;
      } else {
        frames.skip(tag, end);
      }
    }
  }

  /** Where a resource or scope stands. */
  @SuppressWarnings("ArrayRecordComponent") // a view, never compared
  private record Header(byte[] bytes, int offset, int length) {
    int hash() {
      return BytesCache.hash(bytes, offset, length);
    }
  }

  /** Finds the header of a group; if it is there in parts they are joined, as protobuf merges. */
  private Header header(int start, int end, int headerTag) throws MalformedException {
    Header header = new Header(frames.bytes, start, 0);
    frames.position = start;
    while (frames.position < end) {
      int tag = frames.tag(end);
      if (tag != headerTag) {
        frames.skip(tag, end);
        continue;
      }
      int partEnd = frames.delimited(end);
      int partLength = partEnd - frames.position;
      if (header.length == 0) {
        header = new Header(frames.bytes, frames.position, partLength);
      } else if (partLength > 0) {
        byte[] joined =
            Arrays.copyOfRange(
                header.bytes, header.offset, header.offset + header.length + partLength);
        System.arraycopy(frames.bytes, frames.position, joined, header.length, partLength);
        header = new Header(joined, 0, joined.length);
      }
      frames.position = partEnd;
    }
    return header;
  }

  private Resource resource(Header header) throws MalformedException {
    if (header.length == 0) {
      return Resource.EMPTY;
    }
    int hash = header.hash();
    Resource known = resources.find(header.bytes, header.offset, header.length, hash);
    if (known != null) {
      return known;
    }
    records.reset(header.bytes, header.offset);
    int end = header.offset + header.length;
    Attributes.Builder attributes = new Attributes.Builder(16);
    while (records.position < end) {
      int tag = records.tag(end);
      if (tag == RESOURCE_ATTRIBUTES) {
        values.attribute(end, attributes);
      } else {
        records.skip(tag, end);
      }
    }
    Resource made = new Resource(attributes.build());
    resources.keep(header.bytes, header.offset, header.length, hash, made);
    return made;
  }

  private Scope scope(Header header) throws MalformedException {
    if (header.length == 0) {
      return Scope.EMPTY;
    }
    int hash = header.hash();
    Scope known = scopes.find(header.bytes, header.offset, header.length, hash);
    if (known != null) {
      return known;
    }
    records.reset(header.bytes, header.offset);
    int end = header.offset + header.length;
    String name = "";
    String version = "";
    Attributes.Builder attributes = new Attributes.Builder(4);
    while (records.position < end) {
      int tag = records.tag(end);
      switch (tag) {
        case SCOPE_NAME -> name = values.text(end);
        case SCOPE_VERSION -> version = values.text(end);
        case SCOPE_ATTRIBUTES -> values.attribute(end, attributes);
        default -> records.skip(tag, end);
      }
    }
    Scope made = new Scope(name, version, attributes.build());
    scopes.keep(header.bytes, header.offset, header.length, hash, made);
    return made;
  }
}
