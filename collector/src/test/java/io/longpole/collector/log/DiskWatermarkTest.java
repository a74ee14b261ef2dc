package io.longpole.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiskWatermarkTest {
  private static final long GIB = 1L << 30;

  private long freeBytes = 50 * GIB;
  private long nowNanos;
  private int looks;

  private final DiskWatermark.Volume volume =
      new DiskWatermark.Volume() {
        @Override
        public long freeBytes() {
          looks++;
          return freeBytes;
        }

        @Override
        public long totalBytes() {
          return 100 * GIB;
        }
      };

  @Test
  void keepsFivePercentOrOneGibibyteFreeButNeverMoreThanTen() {
    assertThat(DiskWatermark.Limits.DEFAULT.thresholdBytes(100 * GIB)).isEqualTo(5 * GIB);
    assertThat(DiskWatermark.Limits.DEFAULT.thresholdBytes(4 * GIB)).isEqualTo(GIB);
    assertThat(DiskWatermark.Limits.DEFAULT.thresholdBytes(4_000 * GIB)).isEqualTo(10 * GIB);
  }

  @Test
  void stopsBelowTheThresholdAndGoesOnAtAQuarterMore() {
    DiskWatermark watermark = watermark();
    assertThat(watermark.allowsAppend()).isTrue();
    assertThat(whenFree(watermark, 5 * GIB)).isTrue();
    assertThat(whenFree(watermark, 5 * GIB - 1)).isFalse();
    assertThat(whenFree(watermark, 6 * GIB)).isFalse();
    assertThat(whenFree(watermark, 6 * GIB + GIB / 4)).isTrue();
    assertThat(whenFree(watermark, 5 * GIB)).isTrue();
  }

  @Test
  void looksOnceASecondAndCountsWhatWasWrittenInBetween() {
    DiskWatermark watermark = watermark();
    freeBytes = 6 * GIB;
    nowNanos = 1_000_000_000;
    assertThat(watermark.allowsAppend()).isTrue();
    assertThat(looks).isEqualTo(2);
    watermark.wrote(GIB / 2);
    assertThat(watermark.allowsAppend()).isTrue();
    assertThat(watermark.left()).isEqualTo(5 * GIB + GIB / 2);
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void looksAgainBeforeItRefusesForWhatWasWritten() {
    DiskWatermark watermark = watermark();
    watermark.wrote(46 * GIB);
    freeBytes = 40 * GIB;
    assertThat(watermark.allowsAppend()).isTrue();
    freeBytes = 4 * GIB;
    watermark.wrote(36 * GIB);
    assertThat(watermark.allowsAppend()).isFalse();
    assertThat(watermark.reason())
        .isEqualTo(
            "4,096 MiB are free on the volume, fewer than the 5,120 MiB that must stay free;"
                + " free some space, or shorten the retention");
  }

  @Test
  void aLargeRecordIsRefusedWhereASmallOneFits() {
    freeBytes = 5 * GIB + 1_000;
    DiskWatermark watermark = watermark();
    assertThat(watermark.allows(1_000)).isTrue();
    assertThat(watermark.allows(1_001)).isFalse();
  }

  private boolean whenFree(DiskWatermark watermark, long bytes) {
    freeBytes = bytes;
    nowNanos += 1_000_000_000;
    return watermark.allowsAppend();
  }

  private DiskWatermark watermark() {
    return new DiskWatermark(volume, DiskWatermark.Limits.DEFAULT, () -> nowNanos);
  }
}
