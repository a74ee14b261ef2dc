package io.longpole.bench.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Blocks that a folder takes on the disk, holes in files not counted. */
final class DiskUse {

  private DiskUse() {}

  static long allocatedBytes(Path folder) throws IOException {
    Process du =
        new ProcessBuilder("du", "-sk", folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String answer = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String kilobytes = answer.replaceFirst("\\s[\\s\\S]*", "");
    if (!kilobytes.matches("\\d+")) {
      throw new IOException("du -sk " + folder + " said: " + answer);
    }
    return Long.parseLong(kilobytes) * 1024;
  }
}
