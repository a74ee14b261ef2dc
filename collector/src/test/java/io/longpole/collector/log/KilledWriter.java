package io.longpole.collector.log;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/** Appends until it is killed and prints the number and position of each record kept. */
final class KilledWriter {
  private KilledWriter() {}

  /** Arguments: the folder of the log, the number of the first record, the seed of the sizes. */
  public static void main(String[] args) throws Exception {
    LogSettings settings =
        RecordLogSamples.SMALL.withCycle(4 << 20, Duration.ofHours(1)); // rolls while it is killed
    Random random = new Random(Long.parseLong(args[2]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    try (RecordLog log = RecordLog.open(Path.of(args[0]), settings)) {
      for (int number = Integer.parseInt(args[1]); ; number++) {
        byte[] payload = payload(number, random.nextInt(40) == 0 ? 400_000 : 2_000);
        long position = log.append(Signal.TRACES, number, payload, 0, payload.length);
        out.println(number + " " + position);
      }
    }
  }

  /** Bytes that follow from the number, so that a reader can tell whether they are right. */
  static byte[] payload(int number, int length) {
    byte[] bytes = new byte[length];
    new Random(number).nextBytes(bytes);
    return bytes;
  }
}
