package io.longpole.deploy;

import io.longpole.query.cli.CommandFailure;
import io.longpole.query.cli.QueryCommands;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Posts OTLP requests over HTTP and tries again, as long as the receiver says so, up to ten
 * minutes.
 */
final class OtlpPost implements AutoCloseable {

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int DEFAULT_RETRY_SECONDS = 1;

  /** How many items were sent, and how many of them were not taken. */
  record Answer(long sent, long rejected) {}

  private final String target;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  OtlpPost(String target) {
    this.target = target;
  }

  Answer traces(byte[] request) {
    try {
      long sent = 0;
      for (var resource : ExportTraceServiceRequest.parseFrom(request).getResourceSpansList()) {
        for (var scope : resource.getScopeSpansList()) {
          sent += scope.getSpansCount();
        }
      }
      byte[] answer = post("/v1/traces", request);
      long rejected =
          ExportTraceServiceResponse.parseFrom(answer).getPartialSuccess().getRejectedSpans();
      return new Answer(sent, rejected);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  Answer logs(byte[] request) {
    try {
      long sent = 0;
      for (var resource : ExportLogsServiceRequest.parseFrom(request).getResourceLogsList()) {
        for (var scope : resource.getScopeLogsList()) {
          sent += scope.getLogRecordsCount();
        }
      }
      post("/v1/logs", request);
      return new Answer(sent, 0);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private byte[] post(String path, byte[] body) throws IOException {
    long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      HttpResponse<byte[]> response = send(path, body);
      int status = response.statusCode();
      if (status == 200) {
        return response.body();
      }
      boolean passing = status == 429 || (status >= 502 && status <= 504);
      if (!passing || System.nanoTime() > deadlineNanos) {
        String said = new String(response.body(), StandardCharsets.UTF_8);
        String message = target + path + " answered " + status + ": " + said;
        throw new CommandFailure(message, QueryCommands.FAILED, new IOException(message));
      }
      int seconds =
          response
              .headers()
              .firstValue("retry-after")
              .map(OtlpPost::seconds)
              .orElse(DEFAULT_RETRY_SECONDS);
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
    }
  }

  private static int seconds(String text) {
    return text.matches("\\d{1,4}") ? Integer.parseInt(text) : DEFAULT_RETRY_SECONDS;
  }

  private HttpResponse<byte[]> send(String path, byte[] body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + target + path))
            .header("Content-Type", "application/x-protobuf")
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private CommandFailure unreachable(IOException cause) {
    return new CommandFailure(
        "No OTLP/HTTP receiver at "
            + target
            + " ("
            + cause
            + "): start one with 'longpole serve', or name it with --to HOST:PORT.",
        QueryCommands.FAILED,
        cause);
  }

  @Override
  public void close() {
    client.close();
  }
}
