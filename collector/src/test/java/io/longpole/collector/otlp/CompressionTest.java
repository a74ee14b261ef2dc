package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.longpole.collector.wire.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompressionTest {

  private static final int LIMIT = 1 << 20;

  private final InFlightBytes inFlight = new InFlightBytes(64 << 20);

  @Test
  void namesOfHeadersAreKnownInAnyCase() {
    assertThat(Compression.of("")).contains(Compression.NONE);
    assertThat(Compression.of("Identity")).contains(Compression.NONE);
    assertThat(Compression.of(" GZIP ")).contains(Compression.GZIP);
    assertThat(Compression.of("x-gzip")).contains(Compression.GZIP);
    assertThat(Compression.of("zstd")).contains(Compression.ZSTD);
    assertThat(Compression.of("gzip, gzip")).isEmpty();
    assertThat(Compression.of("br")).isEmpty();
  }

  @Test
  void whatComesOutIsReservedAsItComes() throws Exception {
    byte[] plain = new byte[100_000];
    try (InFlightBytes.Reservation reservation = inFlight.reservation()) {
      assertThat(Compression.GZIP.open(Posted.gzip(plain), LIMIT, reservation)).isEqualTo(plain);
      assertThat(inFlight.takenBytes()).isEqualTo(100_000);
    }
    assertThat(inFlight.takenBytes()).isZero();
  }

  @Test
  void aZstdWindowIsReservedToo() throws Exception {
    byte[] plain = new byte[100_000];
    try (InFlightBytes.Reservation reservation = inFlight.reservation()) {
      // In one segment: the window is as long as the content.
      assertThat(Compression.ZSTD.open(Zstd.compress(plain), LIMIT, reservation)).isEqualTo(plain);
      assertThat(inFlight.takenBytes()).isEqualTo(200_000);
    }
  }

  @Test
  void aBombIsStoppedAtTheLimit() {
    byte[] plain = new byte[LIMIT + 1];
    for (Compression compression : new Compression[] {Compression.GZIP, Compression.ZSTD}) {
      byte[] bomb = compression == Compression.GZIP ? Posted.gzip(plain) : streamed(plain, 10);
      try (InFlightBytes.Reservation reservation = inFlight.reservation()) {
        assertThatThrownBy(() -> compression.open(bomb, LIMIT, reservation))
            .isInstanceOf(TooLargeException.class)
            .hasMessage(
                "A message, decompressed, above the limit of 1048576 bytes; send smaller batches");
      }
    }
    assertThat(inFlight.takenBytes()).isZero();
  }

  @Test
  void aBombIsStoppedAtTheInFlightBound() {
    InFlightBytes tight = new InFlightBytes(200_000);
    try (InFlightBytes.Reservation reservation = tight.reservation()) {
      assertThatThrownBy(
              () -> Compression.GZIP.open(Posted.gzip(new byte[LIMIT]), LIMIT, reservation))
          .isInstanceOf(RefusedException.class);
    }
    assertThat(tight.takenBytes()).isZero();
  }

  @Test
  void aWindowAboveTheLimitIsRefusedBeforeAnythingIsOpened() {
    byte[] small = streamed(new byte[10], 21);
    try (InFlightBytes.Reservation reservation = inFlight.reservation()) {
      assertThatThrownBy(() -> Compression.ZSTD.open(small, LIMIT, reservation))
          .isInstanceOf(TooLargeException.class)
          .hasMessageStartingWith("A zstd window above the limit");
      assertThat(inFlight.takenBytes()).isZero();
    }
  }

  @Test
  void theLargestWindowOfAllFramesCounts() throws Exception {
    byte[] skippable = {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3};
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    frames.writeBytes(Zstd.compress(new byte[300]));
    frames.writeBytes(skippable);
    frames.writeBytes(streamed(new byte[10], 17));
    frames.writeBytes(streamed(new byte[10], 11));

    assertThat(ZstdFrames.largestWindowBytes(frames.toByteArray())).isEqualTo(1 << 17);
    assertThat(ZstdFrames.largestWindowBytes(new byte[0])).isZero();
  }

  @Test
  void windowsOfRandomFramesAreThoseTheyWereMadeWith() throws Exception {
    Random random = new Random(17);
    for (int round = 0; round < 50; round++) {
      int windowLog = 10 + random.nextInt(12);
      byte[] plain = new byte[random.nextInt(300_000)];
      random.nextBytes(plain);
      Arrays.fill(plain, plain.length / 3, plain.length / 2, (byte) 7);
      byte[] frame = streamed(plain, windowLog);

      assertThat(ZstdFrames.largestWindowBytes(frame))
          .as("round %d", round)
          .isEqualTo(1L << windowLog);
      try (InFlightBytes.Reservation reservation = inFlight.reservation()) {
        assertThat(Compression.ZSTD.open(frame, 4 << 20, reservation)).isEqualTo(plain);
      }
    }
  }

  @Test
  void whatIsCutOrNoneAtAllIsMalformed() {
    byte[] gzip = Posted.gzip(new byte[5_000]);
    byte[] zstd = streamed(new byte[5_000], 12);
    for (byte[] bad :
        new byte[][] {{1, 2, 3, 4, 5}, Arrays.copyOf(zstd, zstd.length - 3), {0x28, -75}}) {
      try (InFlightBytes.Reservation reservation = inFlight.reservation()) {
        assertThatThrownBy(() -> Compression.ZSTD.open(bad, LIMIT, reservation))
            .isInstanceOf(MalformedException.class);
      }
    }
    for (byte[] bad : new byte[][] {{1, 2, 3}, {}, Arrays.copyOf(gzip, gzip.length - 3)}) {
      try (InFlightBytes.Reservation reservation = inFlight.reservation()) {
        assertThatThrownBy(() -> Compression.GZIP.open(bad, LIMIT, reservation))
            .isInstanceOf(MalformedException.class);
      }
    }
  }

  @Test
  void randomDamageNeverGetsPastTheLimitOrOtherExceptions() throws Exception {
    Random random = new Random(5);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes =
          random.nextBoolean()
              ? Posted.gzip(new byte[2_000])
              : streamed(new byte[2_000], 10 + random.nextInt(10));
      Compression kind = bytes[0] == 0x1f ? Compression.GZIP : Compression.ZSTD;
      for (int i = 0; i < 3; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try (InFlightBytes.Reservation reservation = inFlight.reservation()) {
        assertThat(kind.open(bytes, LIMIT, reservation).length).isLessThanOrEqualTo(LIMIT);
      } catch (MalformedException | TooLargeException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
    assertThat(inFlight.takenBytes()).isZero();
  }

  /** A frame that does not know its size, so that it has a window of its own. */
  private static byte[] streamed(byte[] plain, int windowLog) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(out)) {
      zstd.setLong(windowLog);
      zstd.write(plain);
      zstd.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }
}
