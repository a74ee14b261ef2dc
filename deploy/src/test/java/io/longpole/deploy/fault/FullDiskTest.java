package io.longpole.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {

  private static final int VOLUME_MIB = 224;
  private static final int RESERVE_MIB = 64;
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final List<String> FLAGS =
      List.of(
          "--commit-interval=500ms",
          "--refresh-interval=100ms",
          "--quiet-period=200ms",
          "--idle-time=400ms",
          "--disk-reserve-bytes=" + RESERVE_MIB + "MiB");

  @TempDir Path folder;

  @Test
  void aFullDiskIsRefusedBeforeTheEdgeAndNothingAcknowledgedIsLost() throws Exception {
    Path volume = Files.createDirectory(folder.resolve("small"));
    boolean mounted = mount("-t", "tmpfs", "-o", "size=" + VOLUME_MIB + "m", "tmpfs", volume + "");
    if (!mounted) {
      System.err.println("SKIPPED: a full disk cannot be tried out, mounting a tmpfs needs root");
    }
    Assumptions.assumeTrue(mounted, "mount -t tmpfs is not possible here");
    try {
      fillEnlargeAndGoOn(volume);
    } finally {
      run(List.of("umount", "-l", volume.toString()));
    }
  }

  private void fillEnlargeAndGoOn(Path volume) throws Exception {
    NotingClient client = new NotingClient(250_000);
    Path data = volume.resolve("data");
    Path errors = folder.resolve("errors");
    try (ServerProcess server = ServerProcess.start(data, errors, FLAGS)) {
      HttpResponse<String> refusal = sendUntilRefused(client, server);
      assertThat(refusal.statusCode()).isEqualTo(503);
      assertThat(refusal.headers().firstValue("Retry-After")).isPresent();
      assertThat(Files.getFileStore(volume).getUsableSpace()).isPositive();
      for (int i = 0; i < 20; i++) {
        client.sendOne(server.otlpHttp());
      }
      assertThat(server.isAlive()).isTrue();
      assertThat(server.client().status().getAccepting()).isFalse();
      int before = client.acknowledgedSpans().size();

      assertThat(mount("-o", "remount,size=" + 3 * VOLUME_MIB + "m", volume.toString())).isTrue();
      sendUntilAccepted(client, server);
      for (int i = 0; i < 50; i++) {
        client.sendOne(server.otlpHttp());
      }
      assertThat(client.acknowledgedSpans().size()).isGreaterThan(before + 20);
      server.awaitDrained();
      Noted.check(server.client(), client, "after the disk was enlarged");
    }
    try (ServerProcess server = ServerProcess.start(data, errors, FLAGS)) {
      server.awaitDrained();
      Noted.check(server.client(), client, "after a restart");
    }
  }

  private static HttpResponse<String> sendUntilRefused(NotingClient client, ServerProcess server)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    while (System.nanoTime() < deadline) {
      Optional<HttpResponse<String>> refused = client.sendOne(server.otlpHttp());
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    throw new AssertionError("the disk did not fill");
  }

  private static void sendUntilAccepted(NotingClient client, ServerProcess server)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    while (client.sendOne(server.otlpHttp()).isPresent()) {
      assertThat(System.nanoTime()).as("accepts again by itself").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private static boolean mount(String... arguments) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("mount"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static boolean run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
