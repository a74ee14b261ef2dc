package io.longpole.collector.log;

import static io.longpole.collector.log.RecordLogTest.append;
import static io.longpole.collector.log.RecordLogTest.tail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.collector.log.LogUnavailableException.Reason;
import io.longpole.collector.log.RecordLogTest.Kept;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cycles, what lies on the disk, and who may open it. */
class RecordLogCyclesTest {
  private static final LogSettings SMALL = RecordLogSamples.SMALL;

  /** Every record begins a new cycle. */
  private static final LogSettings ONE_EACH = SMALL.withCycle(1, Duration.ofHours(1));

  @TempDir Path folder;
  private Path path = Path.of("");

  @BeforeEach
  void choosePath() {
    path = folder.resolve("log");
  }

  @Test
  void releasesWholeCyclesBeforeAPosition() throws Exception {
    List<Kept> written = new ArrayList<>();
    try (RecordLog log = RecordLog.open(path, SMALL.withCycle(90_000, Duration.ofHours(1)))) {
      for (int i = 0; i < 40; i++) {
        String text = "x".repeat(6_000);
        written.add(new Kept(append(log, Signal.TRACES, i, text), Signal.TRACES, i, text));
      }
      long keep = written.get(21).position();
      long allocated = log.allocatedBytes();
      int cycles = Positions.cycle(keep) - 1;
      assertThat(cycles).isGreaterThan(2);
      assertThat(log.releaseBefore(keep)).isEqualTo(cycles);
      assertThat(log.releaseBefore(keep)).isZero();
      assertThat(log.allocatedBytes()).isLessThan(allocated);
      assertThat(log.startPosition()).isLessThanOrEqualTo(keep);
      List<Kept> left = tail(log, 0);
      assertThat(left).contains(written.get(21)).endsWith(written.get(39));
      assertThat(left).isEqualTo(written.subList(40 - left.size(), 40));
      long gone = written.get(0).position();
      assertThatThrownBy(() -> RecordLogTest.read(log, gone))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("it was released, or never written");
      log.releaseBefore(log.endPosition());
      assertThat(tail(log, 0)).endsWith(written.get(39));
    }
  }

  @Test
  void listsItsCyclesForThoseWhoDecideWhatIsKept() throws Exception {
    try (RecordLog log = RecordLog.open(path, ONE_EACH)) {
      assertThat(log.cycles()).isEmpty();
      long first = append(log, Signal.TRACES, 1, "a");
      long second = append(log, Signal.TRACES, 2, "b");
      List<LogCycle> cycles = log.cycles();
      assertThat(cycles).extracting(LogCycle::current).containsExactly(false, true);
      assertThat(first).isBetween(cycles.get(0).startPosition(), cycles.get(0).endPosition() - 1);
      assertThat(second).isBetween(cycles.get(1).startPosition(), log.endPosition() - 1);
      assertThat(cycles.get(0).bytes() + cycles.get(1).bytes()).isEqualTo(log.allocatedBytes());
      log.releaseBefore(cycles.get(1).startPosition());
      assertThat(log.cycles()).isEqualTo(cycles.subList(1, 2));
    }
  }

  @Test
  void aReaderGoesOnThoughWhatItReadsIsReleased() throws Exception {
    try (RecordLog log = RecordLog.open(path, ONE_EACH);
        LogTailer tailer = log.tail(0)) {
      List<Kept> seen = new ArrayList<>();
      RecordSink sink = RecordLogTest.collect(seen);
      append(log, Signal.TRACES, 1, "a");
      tailer.next(sink);
      append(log, Signal.TRACES, 2, "b");
      append(log, Signal.TRACES, 3, "c");
      append(log, Signal.TRACES, 4, "d");
      log.releaseBefore(log.endPosition());
      while (tailer.next(sink)) {
        // on to the next
      }
      assertThat(seen).extracting(Kept::text).containsExactly("a", "d");
    }
  }

  @Test
  void positionsAndIdentityStayTheSameAcrossARestart() throws Exception {
    long position;
    long end;
    String identity;
    try (RecordLog log = RecordLog.open(path, SMALL)) {
      position = append(log, Signal.LOGS, 7, "kept");
      end = log.endPosition();
      identity = log.identity();
    }
    try (RecordLog log = RecordLog.open(path, SMALL)) {
      assertThat(log.identity()).isEqualTo(identity);
      assertThat(RecordLogTest.read(log, position).text()).isEqualTo("kept");
      long later = append(log, Signal.LOGS, 8, "later");
      assertThat(later).isGreaterThanOrEqualTo(end);
      assertThat(tail(log, end)).extracting(Kept::text).containsExactly("later");
    }
  }

  @Test
  void tellsHowManyBytesLieBetweenTwoPositions() throws Exception {
    try (RecordLog log = RecordLog.open(path, SMALL.withCycle(400_000, Duration.ofHours(1)))) {
      long first = append(log, Signal.TRACES, 0, "x".repeat(1_000));
      long second = append(log, Signal.TRACES, 1, "x".repeat(1_000));
      assertThat(log.bytesBetween(first, second)).isEqualTo(1_000 + 4 + 44);
      assertThat(log.bytesBetween(second, first)).isZero();
      for (int i = 0; i < 100; i++) {
        append(log, Signal.TRACES, i, "x".repeat(10_000));
      }
      assertThat(Positions.cycle(log.endPosition())).isGreaterThan(2);
      long overhead = 132_000L * Positions.cycle(log.endPosition());
      assertThat(log.bytesBetween(first, log.endPosition()))
          .isBetween(1_000_000L, 1_000_000L + overhead);
    }
  }

  @Test
  void aCycleEndsWithItsAgeAndTheUnusedSpaceComesBack() throws Exception {
    try (RecordLog log = RecordLog.open(path, SMALL.withCycle(1 << 30, Duration.ofNanos(1)))) {
      long first = append(log, Signal.TRACES, 1, "a");
      long second = append(log, Signal.TRACES, 2, "b");
      assertThat(Positions.cycle(second)).isEqualTo(Positions.cycle(first) + 1);
      assertThat(Files.size(CycleFolder.records(path, 1)))
          .isEqualTo(Positions.offset(first) + 4 + 44 + 4);
      assertThat(log.allocatedBytes()).isLessThan(3 << 20);
    }
  }

  @Test
  void syncWorksBeforeWhileAndAfterThereIsSomethingToSync() throws Exception {
    try (RecordLog log = RecordLog.open(path, ONE_EACH)) {
      log.sync();
      append(log, Signal.TRACES, 1, "a");
      log.sync();
      append(log, Signal.TRACES, 2, "b");
      append(log, Signal.TRACES, 3, "c");
      log.releaseBefore(log.endPosition());
      log.sync();
      log.sync();
      assertThat(tail(log, 0)).extracting(Kept::text).containsExactly("c");
    }
  }

  @Test
  void aClosedLogRefuses() throws Exception {
    RecordLog log = RecordLog.open(path, SMALL);
    append(log, Signal.TRACES, 1, "a");
    log.close();
    log.close();
    assertThatThrownBy(() -> append(log, Signal.TRACES, 2, "b"))
        .isInstanceOfSatisfying(
            LogUnavailableException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
  }

  @Test
  void aFaultWhileWritingIsRefusedAndTheLogGoesOnInANewCycle() throws Exception {
    try (ForkedJvm writer =
        ForkedJvm.start(FaultyWriter.class, folder.resolve("errors"), List.of(), path.toString())) {
      assertThat(writer.lines())
          .as(writer.errors())
          .containsExactly("refused WRITE", "goes on in cycle 2", "read 3");
      assertThat(writer.exitCode()).isZero();
    }
  }

  @Test
  void theHeaderIsLaidOutAsDocumentedAndChronicleReadsTheSameDocument() throws Exception {
    long position;
    try (RecordLog log = RecordLog.open(path, SMALL)) {
      append(log, Signal.TRACES, 1, "first");
      position = append(log, Signal.LOGS, 0x0102030405060708L, "sample");
    }
    byte[] file = Files.readAllBytes(CycleFolder.records(path, 1));
    int at = (int) Positions.offset(position);
    byte[] document = Arrays.copyOfRange(file, at + 4, at + 4 + 44 + 6);
    ByteBuffer header = ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(new String(document, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("LPRL");
    assertThat(document[4]).isEqualTo((byte) 1);
    assertThat(document[5]).isEqualTo((byte) 2);
    assertThat(header.getShort(6)).isEqualTo((short) 0);
    assertThat(header.getLong(8)).isEqualTo(0x0102030405060708L);
    assertThat(header.getLong(16)).isEqualTo(position);
    assertThat(header.getInt(24)).isEqualTo(1);
    assertThat(header.getInt(28)).isEqualTo(6);
    assertThat(header.getInt(32)).isEqualTo(0);
    assertThat(header.getInt(36)).isEqualTo(6);
    CRC32C crc = new CRC32C();
    crc.update(document, 0, 40);
    crc.update(document, 44, 6);
    assertThat(header.getInt(40)).isEqualTo((int) crc.getValue());
    assertThat(documents(CycleFolder.of(path, 1)).get(1)).isEqualTo(document);
  }

  /** What Chronicle's own reader finds. */
  private static List<byte[]> documents(Path queue) {
    List<byte[]> documents = new ArrayList<>();
    try (ChronicleQueue chronicle = ChronicleQueue.singleBuilder(queue).build();
        ExcerptTailer tailer = chronicle.createTailer()) {
      while (true) {
        try (DocumentContext document = tailer.readingDocument()) {
          if (!document.isPresent()) {
            return documents;
          }
          documents.add(document.wire().bytes().toByteArray());
        }
      }
    }
  }

  @Test
  void aNewerFormatIsRefusedByName() throws Exception {
    RecordLog.open(path, SMALL).close();
    Path identity = path.resolve("identity");
    Files.writeString(identity, Files.readString(identity).replace("version=1", "version=2"));
    assertThatThrownBy(() -> RecordLog.open(path, SMALL))
        .isInstanceOf(LogOpenException.class)
        .hasMessage(
            "the log in "
                + path
                + " has format version 2, this longpole reads up to version 1;"
                + " use the longpole that wrote it, or a newer one");
    Files.writeString(identity, "something else");
    assertThatThrownBy(() -> RecordLog.open(path, SMALL))
        .hasMessage(
            identity + " is not the identity of a longpole log; choose another data folder");
  }

  @Test
  void aNewerRecordIsRefusedByName() throws Exception {
    try (RecordLog log = RecordLog.open(path, SMALL)) {
      append(log, Signal.TRACES, 1, "new");
    }
    Path file = CycleFolder.records(path, 1);
    byte[] bytes = Files.readAllBytes(file);
    int header = bytes.length - 48;
    while (RecordLayout.getInt(bytes, header) != RecordLayout.MAGIC) {
      header--;
    }
    bytes[header + RecordLayout.VERSION_AT] = 2;
    RecordLayout.Slice payload = new RecordLayout.Slice(bytes, header + 44, 3);
    int checksum = RecordLayout.checksum(new CRC32C(), bytes, header, payload);
    RecordLayout.putInt(bytes, header + RecordLayout.CHECKSUM_AT, checksum);
    Files.write(file, bytes);
    try (RecordLog log = RecordLog.open(path, SMALL)) {
      assertThatThrownBy(() -> tail(log, 0))
          .isInstanceOf(LogOpenException.class)
          .hasMessageContaining("has version 2, this longpole reads version 1");
    }
  }

  @Test
  void manyReadersSeeTheSameWhileOneWrites() throws Exception {
    int records = 3_000;
    try (RecordLog log = RecordLog.open(path, SMALL.withCycle(1 << 20, Duration.ofHours(1)))) {
      List<List<Long>> seen = new ArrayList<>();
      List<Thread> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        List<Long> times = new ArrayList<>();
        seen.add(times);
        readers.add(new Thread(() -> follow(log, times, records), "reader-" + i));
      }
      readers.forEach(Thread::start);
      for (int i = 0; i < records; i++) {
        append(log, Signal.TRACES, i, "x".repeat(i));
      }
      for (Thread reader : readers) {
        reader.join();
      }
      for (List<Long> times : seen) {
        assertThat(times).hasSize(records).isSorted().doesNotHaveDuplicates();
      }
    }
  }

  private static void follow(RecordLog log, List<Long> times, int records) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    try (LogTailer tailer = log.tail(0)) {
      while (times.size() < records && System.nanoTime() < deadline) {
        tailer.next((position, signal, time, buffer, offset, length) -> times.add(time));
      }
    }
  }
}
