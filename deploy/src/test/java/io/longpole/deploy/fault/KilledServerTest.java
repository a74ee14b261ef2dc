package io.longpole.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.proto.query.v1.EndpointProfile;
import io.longpole.proto.query.v1.GetProfileRequest;
import io.longpole.proto.query.v1.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledServerTest {

  private static final int ROUNDS = 10;
  private static final int LEAST_MILLIS = 300;
  private static final int MOST_MILLIS = 1_500;
  private static final List<String> FLAGS =
      List.of(
          "--commit-interval=150ms",
          "--refresh-interval=50ms",
          "--quiet-period=100ms",
          "--idle-time=200ms",
          "--disk-reserve-bytes=64MiB");

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedIsThereOnceHoweverOftenTheServerIsKilled() throws Exception {
    long seed = Long.getLong("longpole.seed", 17);
    Random random = new Random(seed);
    NotingClient client = new NotingClient(0);
    Path data = folder.resolve("data");
    Path errors = folder.resolve("errors");
    for (int round = 0; round < ROUNDS; round++) {
      try (ServerProcess server = ServerProcess.start(data, errors, FLAGS)) {
        // counted from the first answer: a slow start is no part of a life
        assertThat(client.sendOne(server.otlpHttp())).isEmpty();
        int lifeMillis = LEAST_MILLIS + random.nextInt(MOST_MILLIS - LEAST_MILLIS);
        sendUntilKilled(client, server, lifeMillis);
      }
    }
    assertThat(commits(data)).as("commits of the index").isGreaterThan(ROUNDS);
    try (ServerProcess server = ServerProcess.start(data, errors, FLAGS)) {
      server.awaitDrained();
      Noted.check(server.client(), client, "seed " + seed);
      Profile profiles = server.client().profile(GetProfileRequest.getDefaultInstance());
      long profiled =
          profiles.getEndpointsList().stream().mapToLong(EndpointProfile::getTraces).sum();
      assertThat(profiled + profiles.getIncompleteTraces())
          .as("each trace counts once, seed %s", seed)
          .isEqualTo(server.client().status().getCoverage().getTraces());
    }
  }

  private static void sendUntilKilled(NotingClient client, ServerProcess server, int lifeMillis)
      throws InterruptedException {
    CompletableFuture<Void> killed =
        CompletableFuture.runAsync(
            () -> {
              try {
                server.kill();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            CompletableFuture.delayedExecutor(lifeMillis, TimeUnit.MILLISECONDS));
    try {
      while (!killed.isDone()) {
        assertThat(client.sendOne(server.otlpHttp())).isEmpty();
      }
    } catch (IOException e) {
      // the server is gone; what it had not acknowledged may be there or not
      killed.join();
    }
  }

  /** The number of the last commit, which Lucene writes in base 36 into a file's name. */
  private static long commits(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("index"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("segments_"))
          .mapToLong(name -> Long.parseLong(name.substring("segments_".length()), 36))
          .max()
          .orElse(0);
    }
  }
}
