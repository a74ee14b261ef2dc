package io.longpole.bench.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What of a process is in memory, as Linux tells it; 0 elsewhere.
 *
 * @param peakBytes the most so far, pages of mapped files included
 * @param anonymousBytes now, without mapped files: heap, code, stacks, buffers
 */
record ResidentMemory(long peakBytes, long anonymousBytes) {

  static ResidentMemory of(long pid) {
    long peakBytes = 0;
    long anonymousBytes = 0;
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          peakBytes = bytes(line);
        } else if (line.startsWith("RssAnon:")) {
          anonymousBytes = bytes(line);
        }
      }
    } catch (IOException e) {
      return new ResidentMemory(0, 0);
    }
    return new ResidentMemory(peakBytes, anonymousBytes);
  }

  private static long bytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }
}
