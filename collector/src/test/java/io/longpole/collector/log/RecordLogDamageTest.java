package io.longpole.collector.log;

import static io.longpole.collector.log.RecordLogTest.append;
import static io.longpole.collector.log.RecordLogTest.collect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.collector.log.RecordLogTest.Kept;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogDamageTest {
  private static final int RECORDS = 40;
  private static final int DOCUMENT = RecordLayout.DOCUMENT_HEADER_BYTES;
  private static final int PAYLOAD = DOCUMENT + RecordLayout.HEADER_BYTES;

  @TempDir Path folder;
  private Path path = Path.of("");
  private final List<Kept> written = new ArrayList<>();
  private final List<BadRecord> bad = new ArrayList<>();

  @BeforeEach
  void writeRecords() throws Exception {
    path = folder.resolve("log");
    Random random = new Random(4);
    try (RecordLog log = RecordLog.open(path, RecordLogSamples.SMALL)) {
      for (int i = 0; i < RECORDS; i++) {
        byte[] payload = new byte[i == 20 ? 300_000 : 1_000 + random.nextInt(1_000)];
        random.nextBytes(payload);
        long position = log.append(Signal.TRACES, i, payload, 0, payload.length);
        written.add(
            new Kept(position, Signal.TRACES, i, RecordLogTest.text(payload, 0, payload.length)));
      }
    }
  }

  @Test
  void aFlippedBitInAPayloadCostsThatRecordOnly() throws Exception {
    flip(written.get(7).position(), PAYLOAD + 100);
    assertReadsAllBut(7);
    assertThat(bad).hasSize(1);
    assertThat(bad.get(0).position()).isEqualTo(written.get(7).position());
    assertThat(bad.get(0).reason()).isEqualTo("wrong checksum");
    assertThat(bad.get(0).bytes()).hasSize((int) bad.get(0).lengthBytes());
  }

  @Test
  void aFlippedBitInAChunkCostsItsWholeRecord() throws Exception {
    flip(written.get(20).position(), 200_000);
    assertReadsAllBut(20);
    assertThat(bad).extracting(BadRecord::reason).first().isEqualTo("wrong checksum");
  }

  @Test
  void aFlippedBitAnywhereInTheHeadersCostsThatRecordOnly() throws Exception {
    for (int at = 0; at < PAYLOAD; at++) {
      flip(written.get(11).position(), at);
      bad.clear();
      assertReadsAllBut(11);
      assertThat(bad).as("byte %s", at).isNotEmpty();
      assertThat(bad.get(0).position()).as("byte %s", at).isEqualTo(written.get(11).position());
      flip(written.get(11).position(), at);
    }
  }

  @Test
  void aZeroedPageCostsTheRecordsItTouches() throws Exception {
    long start = Positions.offset(written.get(5).position()) + 500;
    overwrite(start, new byte[4_096]);
    long end = start + 4_096;
    List<Integer> lost = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      long from = Positions.offset(written.get(i).position());
      long to = from + PAYLOAD + written.get(i).text().length();
      if (to > start && from < end) {
        lost.add(i);
      }
    }
    assertThat(lost.size()).isGreaterThan(2);
    assertReadsAllBut(lost.stream().mapToInt(Integer::intValue).toArray());
    assertThat(bad.get(0).position()).isEqualTo(written.get(5).position());
  }

  @Test
  void aCutFileKeepsWhatIsBeforeTheCutAndSaysThatTheRestIsMissing() throws Exception {
    long cut = Positions.offset(written.get(30).position()) + 100;
    try (RandomAccessFile file = open()) {
      file.setLength(cut);
    }
    assertReadsAllBut(30, 31, 32, 33, 34, 35, 36, 37, 38, 39);
    assertThat(bad).hasSize(1);
    assertThat(bad.get(0).position()).isEqualTo(written.get(30).position());
    assertThat(bad.get(0).reason()).isEqualTo("damaged or missing up to the end of the cycle");
  }

  @Test
  void aLostStartOfTheFileDoesNotHideTheRecordsBehindIt() throws Exception {
    byte[] noise = new byte[8_192];
    new Random(1).nextBytes(noise);
    overwrite(0, noise);
    assertReadsAllBut();
    assertThat(bad).hasSize(1);
    assertThat(bad.get(0).position()).isEqualTo(Positions.of(1, 0));
  }

  @Test
  void randomDamageNeverGivesAWrongRecord() throws Exception {
    long seed = 77;
    Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      long from = Positions.offset(written.get(0).position());
      for (int i = 0; i < 3; i++) {
        byte[] noise = new byte[1 + random.nextInt(600)];
        random.nextBytes(noise);
        overwrite(from + random.nextInt(300_000), noise);
      }
      bad.clear();
      List<Kept> read = readAll();
      assertThat(written).as("seed %s round %s", seed, round).containsAll(read);
      assertThat(bad.isEmpty()).as("seed %s round %s", seed, round).isEqualTo(read.size() == 40);
    }
  }

  @Test
  void aBadRecordIsToldOnceHoweverManyReadersPassIt() throws Exception {
    flip(written.get(7).position(), PAYLOAD);
    try (RecordLog log = RecordLog.open(path, RecordLogSamples.SMALL, bad::add)) {
      RecordLogTest.tail(log, 0);
      RecordLogTest.tail(log, 0);
      assertThat(bad).hasSize(1);
      long position = written.get(7).position();
      assertThatThrownBy(() -> RecordLogTest.read(log, position))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith(" in " + path + ": wrong checksum");
    }
  }

  @Test
  void appendingGoesOnBehindDamage() throws Exception {
    overwrite(0, new byte[64]);
    try (RecordLog log = RecordLog.open(path, RecordLogSamples.SMALL, bad::add)) {
      long position = append(log, Signal.LOGS, 1, "after");
      assertThat(RecordLogTest.tail(log, 0))
          .hasSize(RECORDS + 1)
          .endsWith(new Kept(position, Signal.LOGS, 1, "after"));
    }
  }

  private void assertReadsAllBut(int... lost) {
    List<Kept> expected = new ArrayList<>(written);
    for (int i = lost.length - 1; i >= 0; i--) {
      expected.remove(lost[i]);
    }
    List<Kept> read = readAll();
    assertThat(read.stream().map(Kept::timeNanos).collect(Collectors.toList()))
        .isEqualTo(expected.stream().map(Kept::timeNanos).collect(Collectors.toList()));
    assertThat(read).isEqualTo(expected);
  }

  private List<Kept> readAll() {
    List<Kept> read = new ArrayList<>();
    try (RecordLog log = RecordLog.open(path, RecordLogSamples.SMALL, bad::add);
        LogTailer tailer = log.tail(0)) {
      while (tailer.next(collect(read))) {
        // on to the next
      }
    }
    return read;
  }

  private void flip(long position, int at) throws Exception {
    try (RandomAccessFile file = open()) {
      file.seek(Positions.offset(position) + at);
      int value = file.read();
      file.seek(Positions.offset(position) + at);
      file.write(value ^ 0x10);
    }
  }

  private void overwrite(long offset, byte[] bytes) throws Exception {
    try (RandomAccessFile file = open()) {
      file.seek(offset);
      file.write(bytes);
    }
  }

  private RandomAccessFile open() throws Exception {
    return new RandomAccessFile(CycleFolder.records(path, 1).toFile(), "rw");
  }
}
