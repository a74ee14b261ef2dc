package io.longpole.collector.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A file system in memory of a chosen size; only root can have one. */
final class SmallVolume implements AutoCloseable {
  private final Path folder;

  private SmallVolume(Path folder) {
    this.folder = folder;
  }

  /** Mounts one, or skips the test aloud. */
  static SmallVolume mount(Path folder, int mebibytes) {
    int code = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", "" + folder);
    if (code != 0) {
      System.err.println(
          "SKIPPED: a full disk cannot be tried out, mounting a small tmpfs needs root");
    }
    Assumptions.assumeTrue(code == 0, "mount -t tmpfs is not possible here");
    return new SmallVolume(folder);
  }

  void resize(int mebibytes) throws IOException {
    int code = run("mount", "-o", "remount,size=" + mebibytes + "m", folder.toString());
    if (code != 0) {
      throw new IOException("cannot resize " + folder);
    }
  }

  @Override
  public void close() throws IOException {
    int code = run("umount", "-l", folder.toString());
    if (code != 0) {
      throw new IOException("cannot unmount " + folder);
    }
  }

  private static int run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException | InterruptedException e) {
      return -1;
    }
  }
}
