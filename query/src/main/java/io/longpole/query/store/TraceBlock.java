package io.longpole.query.store;

import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A decompressed block, from which single traces are read; written by {@link TraceBlockWriter}.
 *
 * <p>Never changes after construction, so that many queries share one.
 */
final class TraceBlock implements BlockCache.Sized {

  private static final int SECTIONS = 9;

  private final byte[] block;
  private final String[] texts;
  private final String[][] shapeKeys;
  private final byte[][] shapeTypes;
  private final Resource[] resources;
  private final Scope[] scopes;
  private final Entry[] entries;

  /** Where the parts of a trace are. */
  private record Entry(
      TraceId id,
      int version,
      long throughPosition,
      int spans,
      Range bodies,
      Range times,
      Range ids,
      Range seen) {}

  private record Range(int offset, int length) {}

  TraceBlock(byte[] block) {
    this.block = block;
    ByteInput in = new ByteInput(block);
    int[] lengths = new int[SECTIONS];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = in.readCount(block.length);
    }
    int[] offsets = new int[SECTIONS];
    int offset = in.position();
    for (int i = 0; i < lengths.length; i++) {
      offsets[i] = offset;
      offset = Math.addExact(offset, lengths[i]);
    }
    if (offset != block.length) {
      throw new CorruptBlockException("sections end at byte " + offset + " of " + block.length);
    }
    texts = readTexts(new ByteInput(block, offsets[0], lengths[0]));
    ByteInput shapes = new ByteInput(block, offsets[1], lengths[1]);
    int shapeCount = shapes.readCount(shapes.remaining());
    shapeKeys = new String[shapeCount][];
    shapeTypes = new byte[shapeCount][];
    readShapes(shapes);
    resources = readResources(new ByteInput(block, offsets[2], lengths[2]));
    scopes = readScopes(new ByteInput(block, offsets[3], lengths[3]));
    entries =
        readDirectory(
            new ByteInput(block, offsets[4], lengths[4]), Arrays.copyOfRange(offsets, 5, SECTIONS));
  }

  int size() {
    return entries.length;
  }

  @Override
  public int sizeBytes() {
    return block.length * 3;
  }

  TraceId traceId(int ordinal) {
    return entries[ordinal].id;
  }

  int version(int ordinal) {
    return entries[ordinal].version;
  }

  StoredTrace trace(int ordinal) {
    Entry entry = entries[ordinal];
    SpanReader reader = new SpanReader(entry);
    List<Span> spans = new ArrayList<>(entry.spans);
    for (int i = 0; i < entry.spans; i++) {
      spans.add(reader.next());
    }
    List<Sighting> sightings = new ArrayList<>();
    List<LoggedException> exceptions = new ArrayList<>();
    if (entry.seen.length > 0) {
      ByteInput seen = new ByteInput(block, entry.seen.offset, entry.seen.length);
      for (int left = seen.readCount(seen.remaining()); left > 0; left--) {
        Sighting sighting = SightingBytes.read(seen, entry.id, this::text, reader::placed);
        sightings.add(sighting.withFixes(FixBytes.read(seen, reader::placed)));
      }
      for (int left = seen.readCount(seen.remaining()); left > 0; left--) {
        exceptions.add(new LoggedException(reader.placed(seen), text(seen)));
      }
    }
    return new StoredTrace(
        entry.id, entry.version, entry.throughPosition, spans, sightings, exceptions);
  }

  private static String[] readTexts(ByteInput in) {
    String[] texts = new String[in.readCount(in.remaining())];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = in.readText();
    }
    return texts;
  }

  private void readShapes(ByteInput in) {
    for (int shape = 0; shape < shapeKeys.length; shape++) {
      int size = in.readCount(in.remaining());
      shapeKeys[shape] = new String[size];
      shapeTypes[shape] = new byte[size];
      for (int i = 0; i < size; i++) {
        shapeKeys[shape][i] = text(in);
        shapeTypes[shape][i] = (byte) in.readByte();
      }
    }
  }

  private Resource[] readResources(ByteInput in) {
    Resource[] read = new Resource[in.readCount(in.remaining())];
    for (int i = 0; i < read.length; i++) {
      read[i] = new Resource(attributes(in));
    }
    return read;
  }

  private Scope[] readScopes(ByteInput in) {
    Scope[] read = new Scope[in.readCount(in.remaining())];
    for (int i = 0; i < read.length; i++) {
      read[i] = new Scope(text(in), text(in), attributes(in));
    }
    return read;
  }

  private Entry[] readDirectory(ByteInput in, int[] next) {
    Entry[] read = new Entry[in.readCount(in.remaining())];
    for (int i = 0; i < read.length; i++) {
      TraceId id = new TraceId(in.readLong(), in.readLong());
      int version = in.readCount(Integer.MAX_VALUE);
      long throughPosition = in.readUnsigned();
      int spans = in.readCount(block.length);
      Range[] parts = new Range[next.length];
      for (int part = 0; part < parts.length; part++) {
        parts[part] = new Range(next[part], in.readCount(block.length - next[part]));
        next[part] += parts[part].length;
      }
      read[i] =
          new Entry(id, version, throughPosition, spans, parts[0], parts[1], parts[2], parts[3]);
    }
    return read;
  }

  private String text(ByteInput in) {
    return texts[in.readCount(texts.length - 1)];
  }

  private Attributes attributes(ByteInput in) {
    int shape = in.readCount(shapeKeys.length - 1);
    String[] keys = shapeKeys[shape];
    if (keys.length == 0) {
      return Attributes.EMPTY;
    }
    Attributes.Builder builder = new Attributes.Builder(keys.length);
    for (int i = 0; i < keys.length; i++) {
      builder.put(keys[i], Values.read(in, shapeTypes[shape][i], this::text));
    }
    return builder.build();
  }

  /** Reads the spans of one trace in order. */
  private final class SpanReader {
    private final TraceId traceId;
    private final ByteInput bodies;
    private final ByteInput times;
    private final ByteInput ids;
    private final long[] spanIds;
    private int place;
    private long startNanos;

    SpanReader(Entry entry) {
      traceId = entry.id;
      bodies = new ByteInput(block, entry.bodies.offset, entry.bodies.length);
      times = new ByteInput(block, entry.times.offset, entry.times.length);
      ids = new ByteInput(block, entry.ids.offset, entry.ids.length);
      spanIds = new long[entry.spans];
      for (int i = 0; i < spanIds.length; i++) {
        spanIds[i] = ids.readLong();
      }
    }

    Span next() {
      int flags = bodies.readByte();
      int more = (flags & SpanFlags.MORE) == 0 ? 0 : bodies.readByte();
      long parent = parent(flags);
      startNanos += times.readSigned();
      Resource resource = resources[bodies.readCount(resources.length - 1)];
      Scope scope = scopes[bodies.readCount(scopes.length - 1)];
      String name = text(bodies);
      Span.Builder span =
          Span.builder(traceId, spanIds[place++])
              .parent(parent)
              .name(name)
              .kind(SpanKind.of(flags & SpanFlags.KIND_MASK))
              .resource(resource)
              .scope(scope)
              .attributes(attributes(bodies));
      long endNanos = (more & SpanFlags.MORE_UNFINISHED) == 0 ? startNanos + times.readSigned() : 0;
      span.times(startNanos, endNanos);
      StatusCode status = StatusCode.of((flags >>> SpanFlags.STATUS_SHIFT) & SpanFlags.STATUS_MASK);
      span.status(status, (more & SpanFlags.MORE_STATUS_MESSAGE) == 0 ? "" : text(bodies));
      if (more != 0) {
        readMore(span, more);
      }
      return span.build();
    }

    /** The id of a span that is written by its place. */
    long placed(ByteInput in) {
      int placeFromOne = in.readCount(spanIds.length);
      return placeFromOne == 0 ? in.readLong() : spanIds[placeFromOne - 1];
    }

    private long parent(int flags) {
      if ((flags & SpanFlags.PARENT_INSIDE) != 0) {
        long parentPlace = place - bodies.readSigned();
        if (parentPlace < 0 || parentPlace >= spanIds.length) {
          throw new CorruptBlockException("parent at place " + parentPlace);
        }
        return spanIds[(int) parentPlace];
      }
      return (flags & SpanFlags.PARENT_OUTSIDE) == 0 ? SpanId.NONE : ids.readLong();
    }

    private void readMore(Span.Builder span, int more) {
      if ((more & SpanFlags.MORE_EVENTS) != 0) {
        List<SpanEvent> events = new ArrayList<>();
        for (int left = bodies.readCount(bodies.remaining()); left > 0; left--) {
          long timeNanos = startNanos + times.readSigned();
          events.add(new SpanEvent(timeNanos, text(bodies), attributes(bodies)));
        }
        span.events(events);
      }
      if ((more & SpanFlags.MORE_LINKS) != 0) {
        List<SpanLink> links = new ArrayList<>();
        for (int left = bodies.readCount(bodies.remaining()); left > 0; left--) {
          TraceId linked = new TraceId(ids.readLong(), ids.readLong());
          links.add(new SpanLink(linked, ids.readLong(), attributes(bodies)));
        }
        span.links(links);
      }
      if ((more & SpanFlags.MORE_TRACE_STATE) != 0) {
        span.traceState(text(bodies));
      }
      if ((more & SpanFlags.MORE_FLAGS) != 0) {
        span.flags((int) bodies.readUnsigned());
      }
    }
  }
}
