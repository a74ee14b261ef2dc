package io.longpole.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.collector.log.LogUnavailableException.Reason;
import io.longpole.collector.log.RecordLogTest.Kept;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogFullDiskTest {
  private static final int VOLUME_MIB = 48;

  @TempDir Path folder;
  private final List<Kept> written = new ArrayList<>();
  private final Random random = new Random(3);

  @Test
  void refusesBeforeTheEdgeAndGoesOnByItselfWhenThereIsSpaceAgain() throws Exception {
    fillGrowAndGoOn(DiskWatermark.Limits.fixed(8 << 20), 7 << 20);
  }

  @Test
  void withoutAWatermarkTheReservationRefusesInsteadOfAFault() throws Exception {
    fillGrowAndGoOn(DiskWatermark.Limits.fixed(0), 0);
  }

  private void fillGrowAndGoOn(DiskWatermark.Limits limits, long leastFree) throws Exception {
    Path mounted = Files.createDirectory(folder.resolve("small"));
    try (SmallVolume volume = SmallVolume.mount(mounted, VOLUME_MIB)) {
      LogSettings settings =
          RecordLogSamples.SMALL.withWatermark(limits).withCycle(10 << 20, Duration.ofHours(1));
      List<BadRecord> bad = new ArrayList<>();
      try (RecordLog log = RecordLog.open(mounted.resolve("log"), settings, bad::add)) {
        LogUnavailableException refusal = fill(log);
        assertThat(refusal.reason()).isEqualTo(Reason.DISK);
        assertThat(Files.getFileStore(mounted).getUsableSpace()).isGreaterThanOrEqualTo(leastFree);
        assertThat(written.size()).isGreaterThan(100);
        assertThat(RecordLogTest.tail(log, 0)).isEqualTo(written);
        for (int i = 0; i < 5; i++) {
          fill(log);
        }
        volume.resize(2 * VOLUME_MIB);
        int before = written.size();
        appendUntilAccepted(log);
        fill(log);
        assertThat(written.size()).isGreaterThan(before + 50);
        assertThat(RecordLogTest.tail(log, 0)).isEqualTo(written);
      }
      try (RecordLog log = RecordLog.open(mounted.resolve("log"), settings, bad::add)) {
        assertThat(RecordLogTest.tail(log, 0)).isEqualTo(written);
      }
      assertThat(bad).isEmpty();
    }
  }

  /** The watermark looks again within a second. */
  private void appendUntilAccepted(RecordLog log) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    int before = written.size();
    while (written.size() == before) {
      assertThat(System.nanoTime()).as("accepted again in time").isLessThan(deadline);
      try {
        appendOne(log);
      } catch (LogUnavailableException e) {
        Thread.onSpinWait();
      }
    }
  }

  private LogUnavailableException fill(RecordLog log) {
    try {
      while (true) {
        appendOne(log);
      }
    } catch (LogUnavailableException e) {
      return e;
    }
  }

  private void appendOne(RecordLog log) throws LogUnavailableException {
    byte[] payload = new byte[random.nextInt(400_000)];
    random.nextBytes(payload);
    int number = written.size();
    long position = log.append(Signal.TRACES, number, payload, 0, payload.length);
    String text = RecordLogTest.text(payload, 0, payload.length);
    written.add(new Kept(position, Signal.TRACES, number, text));
  }
}
