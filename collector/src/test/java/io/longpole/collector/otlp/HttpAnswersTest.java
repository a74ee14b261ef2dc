package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.longpole.collector.log.DeadLetterEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The HTTP column of the table of answers. */
@Timeout(120)
class HttpAnswersTest {

  private static final byte[] TWO_SPANS = Requests.goodTraces(2).toByteArray();
  private static final byte[] GARBAGE = {0x0a, 0x7f, 1};
  private static final int MESSAGE_LIMIT = 4 << 20;

  private RunningServer running;

  @BeforeEach
  void start() throws Exception {
    running =
        new RunningServer(settings ->
            settings
                .withLimits(MESSAGE_LIMIT, 64 << 20)
                .withRequestTimeout(Duration.ofMillis(1_500)));
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void undecodableIs400WithBadRequestInTheRequestsEncoding() throws Exception {
    Posted protobuf = post(GARBAGE, Posted.PROTOBUF);
    Posted json = post("[]".getBytes(StandardCharsets.UTF_8), Posted.JSON);

    Status status = protobuf.rpcStatus();
    assertThat(protobuf.status()).isEqualTo(400);
    assertThat(protobuf.header("content-type")).isEqualTo(Posted.PROTOBUF);
    assertThat(status.getCode()).isEqualTo(3);
    assertThat(status.getMessage())
        .isEqualTo("Cannot decode: a field claims 127 bytes, its message has 1 left at byte 1");
    assertThat(status.getDetails(0).unpack(BadRequest.class).getFieldViolations(0).getField())
        .isEqualTo("byte 1");
    assertThat(json.status()).isEqualTo(400);
    assertThat(json.header("content-type")).startsWith(Posted.JSON);
    assertThat(json.text())
        .isEqualTo(
            "{\"code\":3,\"message\":\"Cannot decode: no JSON object at line 1, column 1\",\"details\":"
                + "[{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":"
                + "[{\"field\":\"line 1, column 1\",\"description\":"
                + "\"Cannot decode: no JSON object at line 1, column 1\"}]}]}");
    assertThat(running.log.appended).isEmpty();
  }

  @Test
  void undecodableMessagesAreAmongTheDeadLetters() throws Exception {
    post(GARBAGE, Posted.PROTOBUF);
    running.frontDoor.close();

    assertThat(running.log.letters).hasSize(1);
    DeadLetterEntry letter = running.log.letters.get(0);
    assertThat(letter.reason()).isEqualTo("malformed");
    assertThat(letter.payload()).isEqualTo(GARBAGE);
    assertThat(letter.source()).isEqualTo("http 127.0.0.1");
  }

  @Test
  void brokenCompressionIs400() throws Exception {
    for (String encoding : new String[] {"gzip", "zstd"}) {
      Posted posted =
          Posted.to(
              running.httpPort(),
              "/v1/traces",
              TWO_SPANS,
              "Content-Type",
              Posted.PROTOBUF,
              "Content-Encoding",
              encoding);

      assertThat(posted.status()).as(encoding).isEqualTo(400);
    }
  }

  @Test
  void tooLargeIs413PlainAndDecompressed() throws Exception {
    byte[] large = new byte[MESSAGE_LIMIT + 1];
    assertTooLarge(post(large, Posted.PROTOBUF));
    assertTooLarge(compressed("gzip", Posted.gzip(large)));
    assertTooLarge(compressed("zstd", Posted.zstd(large)));
    assertThat(running.counters.count("traces.invalid", "too_large")).isEqualTo(3);
    assertThat(running.server.inFlightBytes()).isZero();
  }

  private static void assertTooLarge(Posted posted) throws Exception {
    assertThat(posted.status()).isEqualTo(413);
    assertThat(posted.rpcStatus().getCode()).isEqualTo(8);
    assertThat(posted.rpcStatus().getDetailsCount()).isZero();
    assertThat(posted.header("retry-after")).isEmpty();
  }

  @Test
  void aMessageAtTheLimitIsNotTooLarge() throws Exception {
    // A field 2 that the request does not know, of exactly the rest.
    byte[] exact = new byte[MESSAGE_LIMIT];
    int length = MESSAGE_LIMIT - 5;
    exact[0] = 0x12;
    exact[1] = (byte) ((length & 0x7f) | 0x80);
    exact[2] = (byte) (((length >>> 7) & 0x7f) | 0x80);
    exact[3] = (byte) (((length >>> 14) & 0x7f) | 0x80);
    exact[4] = (byte) (length >>> 21);

    assertThat(post(exact, Posted.PROTOBUF).status()).isEqualTo(200);
    assertThat(compressed("gzip", Posted.gzip(exact)).status()).isEqualTo(200);
    assertThat(compressed("zstd", Posted.zstd(exact)).status()).isEqualTo(200);
  }

  @Test
  void unknownTypesAre415InJson() throws Exception {
    Posted text = post(TWO_SPANS, "text/plain");
    Posted none = Posted.to(running.httpPort(), "/v1/traces", TWO_SPANS);

    assertThat(text.status()).isEqualTo(415);
    assertThat(text.header("content-type")).startsWith(Posted.JSON);
    assertThat(text.text())
        .isEqualTo(
            "{\"code\":12,\"message\":\"Content-Type text/plain is not known; send"
                + " application/x-protobuf or application/json.\"}");
    assertThat(none.status()).isEqualTo(415);
    assertThat(none.text()).contains("Content-Type none");
  }

  @ParameterizedTest
  @CsvSource({"br", "'gzip, gzip'", "'gzip,zstd'", "deflate"})
  void unknownAndStackedEncodingsAre415(String encoding) throws Exception {
    Posted posted = compressed(encoding, TWO_SPANS);

    assertThat(posted.status()).isEqualTo(415);
    assertThat(posted.rpcStatus().getMessage())
        .isEqualTo(
            "Content-Encoding " + encoding + " is not known; send one of gzip, zstd or identity.");
  }

  @ParameterizedTest
  @CsvSource({"GET", "PUT", "DELETE", "HEAD", "OPTIONS"})
  void otherMethodsAre405WithAllow(String method) throws Exception {
    Posted posted = Posted.with(method, running.httpPort(), "/v1/traces");

    assertThat(posted.status()).isEqualTo(405);
    assertThat(posted.header("allow")).isEqualTo("POST");
  }

  @Test
  void unknownPathsAre404WithAdvice() throws Exception {
    Posted root = Posted.to(running.httpPort(), "/", TWO_SPANS, "Content-Type", Posted.PROTOBUF);

    assertThat(root.status()).isEqualTo(404);
    assertThat(root.rpcStatus().getCode()).isEqualTo(12);
    assertThat(root.rpcStatus().getMessage())
        .isEqualTo(
            "No OTLP signal at /. Traces go to /v1/traces: add it to"
                + " OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, or set OTEL_EXPORTER_OTLP_ENDPOINT to the"
                + " address alone.");
  }

  @Test
  void headersAboveTheLimitAre431AndALongLineIs414() throws Exception {
    try (RawConnection raw = new RawConnection(running.httpPort())) {
      raw.send(
          "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nX-Large: "
              + "x".repeat(17_000)
              + "\r\n\r\n");
      assertThat(raw.readToEnd()).startsWith("HTTP/1.1 431 ").contains("\"code\":8");
    }
    try (RawConnection raw = new RawConnection(running.httpPort())) {
      raw.send("POST /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(raw.readToEnd()).startsWith("HTTP/1.1 414 ");
    }
  }

  @Test
  void aLastingConditionIs503WithItsHintBeforeTheBodyIsRead() throws Exception {
    running.refuse(new Refusal(Refusal.DISK, 30, "The disk is nearly full."));

    try (RawConnection raw = new RawConnection(running.httpPort())) {
      // Only the headers are sent; the answer comes all the same.
      raw.send(
          RawConnection.post(
              "Connection: close", "Content-Type: application/json", "Content-Length: 1000"));
      assertThat(raw.readToEnd())
          .startsWith("HTTP/1.1 503 ")
          .containsIgnoringCase("retry-after: 30")
          .contains("\"retryDelay\":\"30s\"");
    }
    assertThat(running.counters.count("traces.refused", "disk")).isEqualTo(1);
  }

  @Test
  void anAppendThatFailsIs503AndNothingElseThan503() throws Exception {
    running.log.failing = true;
    Posted refused = post(TWO_SPANS, Posted.PROTOBUF);
    running.log.failing = false;
    Posted taken = post(TWO_SPANS, Posted.PROTOBUF);

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("retry-after")).isEqualTo("5");
    assertThat(refused.rpcStatus().getCode()).isEqualTo(14);
    assertThat(
            refused.rpcStatus().getDetails(0).unpack(RetryInfo.class).getRetryDelay().getSeconds())
        .isEqualTo(5);
    assertThat(running.counters.count("traces.refused", "append_failed")).isEqualTo(1);
    assertThat(taken.status()).isEqualTo(200);
  }

  @Test
  void aFullInFlightBoundIs503() throws Exception {
    try (RunningServer tight =
        new RunningServer(settings -> settings.withLimits(MESSAGE_LIMIT, 10_000))) {
      Posted posted =
          Posted.to(
              tight.httpPort(), "/v1/traces", new byte[20_000], "Content-Type", Posted.PROTOBUF);
      Posted bomb =
          Posted.to(
              tight.httpPort(),
              "/v1/traces",
              Posted.gzip(new byte[20_000]),
              "Content-Type",
              Posted.PROTOBUF,
              "Content-Encoding",
              "gzip");

      assertThat(posted.status()).isEqualTo(503);
      assertThat(Integer.parseInt(posted.header("retry-after"))).isBetween(1, 3);
      assertThat(bomb.status()).isEqualTo(503);
      assertThat(tight.counters.count("traces.refused", "in_flight")).isEqualTo(2);
      assertThat(tight.server.inFlightBytes()).isZero();
      assertThat(
              Posted.to(tight.httpPort(), "/v1/traces", TWO_SPANS, "Content-Type", Posted.PROTOBUF)
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void stoppingIs503() throws Exception {
    running.frontDoor.stopTaking();

    assertThat(post(TWO_SPANS, Posted.PROTOBUF).status()).isEqualTo(503);
    assertThat(running.counters.count("traces.refused", "stopping")).isEqualTo(1);
  }

  @Test
  void aLogThatDoesNotAnswerInTimeIs503() throws Exception {
    running.log.hold = new CountDownLatch(1);

    Posted posted = post(TWO_SPANS, Posted.PROTOBUF);
    running.log.hold.countDown();

    assertThat(posted.status()).isEqualTo(503);
    running.awaitCount("traces.refused", "timeout", 1);
  }

  @Test
  void aSlowBodyGetsNoAnswerAndItsConnectionIsClosed() throws Exception {
    try (RawConnection raw = new RawConnection(running.httpPort())) {
      raw.send(
          "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: application/x-protobuf\r\nContent-Length: 100\r\n\r\nabc");

      assertThat(raw.readToEnd()).isEmpty();
    }
    running.awaitCount("traces.invalid", "slow_body", 1);
    assertThat(running.server.inFlightBytes()).isZero();
    assertThat(post(TWO_SPANS, Posted.PROTOBUF).status()).isEqualTo(200);
  }

  @Test
  void aBodyThatBreaksOffGetsNoAnswer() throws Exception {
    try (RawConnection raw = new RawConnection(running.httpPort())) {
      raw.send(
              "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\n"
                  + "Content-Type: application/x-protobuf\r\nContent-Length: 100\r\n\r\nabc")
          .endOutput();

      assertThat(raw.readToEnd()).isEmpty();
    }
    assertThat(running.log.appended).isEmpty();
    running.awaitCount("traces.invalid", "broken_body", 1);
  }

  @Test
  void aChunkThatIsNoneGetsNoAnswer() throws Exception {
    try (RawConnection raw = new RawConnection(running.httpPort())) {
      raw.send(
          RawConnection.post("Content-Type: application/x-protobuf", "Transfer-Encoding: chunked"));
      raw.send("3\r\nabc\r\nnonsense\r\n");

      assertThat(raw.readToEnd()).isEmpty();
    }
    assertThat(running.log.appended).isEmpty();
    assertThat(post(TWO_SPANS, Posted.PROTOBUF).status()).isEqualTo(200);
  }

  private Posted post(byte[] body, String type) throws Exception {
    return Posted.to(running.httpPort(), "/v1/traces", body, "Content-Type", type);
  }

  private Posted compressed(String encoding, byte[] body) throws Exception {
    return Posted.to(
        running.httpPort(),
        "/v1/traces",
        body,
        "Content-Type",
        Posted.PROTOBUF,
        "Content-Encoding",
        encoding);
  }
}
