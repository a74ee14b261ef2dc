package io.longpole.query.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.analyzer.finding.Fix;
import io.longpole.analyzer.finding.Impact;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import io.longpole.query.RandomSpans;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceBlockTest {

  private static final TraceId ID = TraceId.parse("4bf92f3577b34da6a3ce929d0e0e4736");

  @Test
  void everyTraceComesBackAsItWas() {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      RandomSpans spans = new RandomSpans(seed);
      TraceBlockWriter writer = new TraceBlockWriter();
      for (int round = 0; round < 2; round++) {
        List<StoredTrace> traces = new ArrayList<>();
        writer.clear();
        for (int i = random.nextInt(20); i >= 0; i--) {
          TraceId id = new TraceId(random.nextLong(), random.nextLong());
          int count = random.nextInt(10) == 0 ? 500 : 1 + random.nextInt(20);
          traces.add(trace(random, id, spans.spans(id, count)));
          assertThat(writer.add(traces.getLast())).isEqualTo(traces.size() - 1);
        }
        TraceBlock block = roundTrip(writer, 20 + random.nextInt(100_000));
        assertThat(block.size()).isEqualTo(traces.size());
        for (int i = 0; i < traces.size(); i++) {
          assertThat(block.trace(i)).as("seed %s trace %s", seed, i).isEqualTo(traces.get(i));
        }
      }
    }
  }

  private static StoredTrace trace(Random random, TraceId id, List<Span> spans) {
    List<Sighting> sightings = new ArrayList<>();
    List<LoggedException> exceptions = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      // of the trace, as all should be, or not
      long spanId =
          random.nextBoolean()
              ? random.nextLong()
              : spans.get(random.nextInt(spans.size())).spanId();
      sightings.add(sighting(id, spanId));
      exceptions.add(new LoggedException(spanId, "java.net.SocketTimeoutException"));
    }
    return new StoredTrace(
        id, 1 + random.nextInt(3), random.nextLong(1L << 50), spans, sightings, exceptions);
  }

  private static Sighting sighting(TraceId id, long spanId) {
    return new Sighting(
        "0123456789abcdef0123456789abcdef",
        "n-plus-one",
        Severity.WARNING,
        "orders",
        "GET /orders",
        "web GET /",
        id,
        1_760_000_000_000_000_000L,
        3,
        "asks 12 times",
        "ask once",
        new Impact(10, 20, true),
        List.of(spanId, spanId),
        Map.of("count", 12L),
        List.of(
            new Fix(Fix.Kind.BATCH, List.of(spanId), List.of(spanId), 1, 1),
            new Fix(Fix.Kind.SCALE, List.of(), List.of(spanId, -9L), 0.5, 0.25)));
  }

  private static TraceBlock roundTrip(TraceBlockWriter writer, int maxRecordBytes) {
    ByteOutput block = writer.finish();
    List<byte[]> records = BlockCodec.records(BlockFormat.TRACES, block, maxRecordBytes);
    ByteOutput frame = new ByteOutput(16);
    int blockBytes = 0;
    for (int i = 0; i < records.size(); i++) {
      byte[] record = records.get(i);
      assertThat(record.length).isLessThanOrEqualTo(maxRecordBytes);
      BlockCodec.Header header = BlockCodec.Header.read(BlockFormat.TRACES, new ByteInput(record));
      assertThat(header.part()).isEqualTo(i);
      assertThat(header.parts()).isEqualTo(records.size());
      blockBytes = header.blockBytes();
      frame.writeBytes(record, BlockCodec.HEADER_BYTES, record.length - BlockCodec.HEADER_BYTES);
    }
    return new TraceBlock(BlockCodec.decompress(frame.copy(), blockBytes));
  }

  @Test
  void theLayoutOfVersion3DoesNotChange() {
    TraceBlockWriter writer = new TraceBlockWriter();
    writer.add(
        new StoredTrace(
            ID, 2, 40 + 2, List.of(Span.builder(ID, 7).name("GET").times(5, 9).build())));
    ByteOutput block = writer.finish();
    assertThat(HexFormat.of().formatHex(block.copy()))
        .isEqualTo(
            "060202041805020800" // lengths of the sections
                + "020003474554" // texts: "", "GET"
                + "0100" // shapes: one without attributes
                + "0100" // resources: one of shape 0
                + "01000000" // scopes: one with empty name and version, shape 0
                + "01a64db377352ff94b36470e0e9d92cea3022a0105020800" // directory: id, version 2,
                // through 42, 1 span, nothing seen
                + "0000000100" // body: flags, resource, scope, name, shape
                + "0a08" // times: start 5, duration 4
                + "0700000000000000");
  }

  @Test
  void anotherVersionIsRefusedByName() {
    TraceBlockWriter writer = new TraceBlockWriter();
    writer.add(new StoredTrace(ID, 1, 40 + 1, List.of(Span.builder(ID, 7).build())));
    ByteOutput block = writer.finish();
    byte[] record = BlockCodec.records(BlockFormat.TRACES, block, 1 << 20).getFirst();
    record[4] = 4;
    assertThatThrownBy(() -> BlockCodec.Header.read(BlockFormat.TRACES, new ByteInput(record)))
        .isInstanceOf(CorruptBlockException.class)
        .hasMessageContaining("version 4")
        .hasMessageContaining("reads version 3");
  }

  @Test
  void whatIsNoBlockIsSaidToBeNone() {
    assertThatThrownBy(
            () -> BlockCodec.Header.read(BlockFormat.TRACES, new ByteInput(new byte[20])))
        .isInstanceOf(CorruptBlockException.class)
        .hasMessageContaining("magic");
    assertThatThrownBy(() -> BlockCodec.Header.read(BlockFormat.TRACES, new ByteInput(new byte[3])))
        .isInstanceOf(CorruptBlockException.class)
        .hasMessageContaining("3 bytes");
  }

  @Test
  void damagedBlocksNeverGiveAnythingButAnErrorOrATrace() {
    TraceBlockWriter writer = new TraceBlockWriter();
    writer.add(trace(new Random(6), ID, new RandomSpans(3).spans(ID, 30)));
    byte[] block = writer.finish().copy();
    Random random = new Random(3);
    int refused = 0;
    for (int round = 0; round < 3_000; round++) {
      byte[] damaged = block.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        TraceBlock read = new TraceBlock(damaged);
        for (int i = 0; i < read.size(); i++) {
          read.trace(i);
        }
      } catch (CorruptBlockException | IllegalArgumentException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
