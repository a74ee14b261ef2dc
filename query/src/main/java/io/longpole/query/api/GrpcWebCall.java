package io.longpole.query.api;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.longpole.query.api.QueryException.Reason;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One unary gRPC call in its gRPC-Web form: an ordinary HTTP request and answer.
 *
 * <p>A body is a series of frames: one byte of flags, four of length (big endian), then a message,
 * or the trailers in text if the highest flag is set. An answer without a message may have its
 * trailers among the headers.
 */
final class GrpcWebCall {

  private static final int TRAILERS = 0x80;
  private static final int CONNECT_MILLIS = 2_000;

  private final String server;
  private final String path;
  private final Duration timeout;

  GrpcWebCall(String server, String path, Duration timeout) {
    this.server = server;
    this.path = path;
    this.timeout = timeout;
  }

  <T> T ask(MessageLite request, Parser<T> parser) {
    try {
      HttpURLConnection connection = send(request);
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw noQueryServer("it answered HTTP " + connection.getResponseCode());
      }
      Map<String, String> trailers = new HashMap<>();
      putIfPresent(trailers, "grpc-status", connection.getHeaderField("grpc-status"));
      putIfPresent(trailers, "grpc-message", connection.getHeaderField("grpc-message"));
      T answer;
      try (InputStream body = connection.getInputStream()) {
        answer = read(new DataInputStream(body), parser, trailers);
      }
      String status = trailers.get("grpc-status");
      if (status == null) {
        throw noQueryServer("its answer carries no gRPC status");
      }
      if (!status.equals("0")) {
        throw failure(Integer.parseInt(status), trailers.getOrDefault("grpc-message", ""));
      }
      if (answer == null) {
        throw noQueryServer("its answer is empty");
      }
      return answer;
    } catch (SocketTimeoutException e) {
      throw new QueryException(
          Reason.TIMEOUT,
          "The server at " + server + " did not answer within " + timeout.toSeconds() + " s.",
          e);
    } catch (UnknownHostException e) {
      throw new QueryException(
          Reason.UNREACHABLE, "The host of --server " + server + " is not known.", e);
    } catch (IOException | NumberFormatException e) {
      throw new QueryException(
          Reason.UNREACHABLE,
          "No longpole server answers at "
              + server
              + " ("
              + e.getMessage()
              + "): start one with 'longpole serve', or name it with --server HOST:PORT.",
          e);
    }
  }

  private HttpURLConnection send(MessageLite request) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://" + server + "/" + path).toURL().openConnection(Proxy.NO_PROXY);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/grpc-web+proto");
    connection.setRequestProperty("Accept", "application/grpc-web+proto");
    connection.setRequestProperty("X-Grpc-Web", "1");
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout((int) timeout.toMillis());
    connection.setDoOutput(true);
    byte[] message = request.toByteArray();
    // A body of announced length is never sent a second time by the JDK on its own.
    connection.setFixedLengthStreamingMode(5 + message.length);
    try (OutputStream body = connection.getOutputStream()) {
      body.write(ByteBuffer.allocate(5).putInt(1, message.length).array());
      body.write(message);
    }
    return connection;
  }

  private static <T> @Nullable T read(
      DataInputStream body, Parser<T> parser, Map<String, String> trailers) throws IOException {
    T answer = null;
    for (int flags = body.read(); flags >= 0; flags = body.read()) {
      int length = body.readInt();
      byte[] frame = body.readNBytes(length);
      if (frame.length < length) {
        throw new IOException("the answer ends after " + frame.length + " of " + length + " bytes");
      }
      if ((flags & TRAILERS) != 0) {
        readTrailers(new String(frame, StandardCharsets.US_ASCII), trailers);
      } else {
        answer = parser.parseFrom(frame);
      }
    }
    return answer;
  }

  private static void readTrailers(String text, Map<String, String> trailers) {
    for (String line : text.split("\r\n")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        trailers.put(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
  }

  private static void putIfPresent(
      Map<String, String> trailers, String name, @Nullable String value) {
    if (value != null) {
      trailers.put(name, value);
    }
  }

  private QueryException failure(int code, String encodedMessage) {
    // Percent-encoded UTF-8, except that a plus sign stands for itself.
    String message = URLDecoder.decode(encodedMessage.replace("+", "%2B"), StandardCharsets.UTF_8);
    return switch (code) {
      case 3, 9, 11 -> new QueryException(Reason.INVALID, message);
      case 5 -> new QueryException(Reason.NOT_FOUND, message);
      case 1, 4 ->
          new QueryException(
              Reason.TIMEOUT,
              "The server at " + server + " gave up: narrow the question, or its time window.");
      case 8, 14 -> new QueryException(Reason.BUSY, message);
      case 12 -> noQueryServer("it does not know the call " + path);
      default -> new QueryException(Reason.FAILED, message.isEmpty() ? "gRPC " + code : message);
    };
  }

  private QueryException noQueryServer(String why) {
    return new QueryException(
        Reason.UNREACHABLE,
        "What listens at "
            + server
            + " is no longpole query server of this version ("
            + why
            + "): name the right one with --server HOST:PORT.");
  }
}
