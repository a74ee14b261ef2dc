package io.longpole.collector.otlp;

import com.github.luben.zstd.Zstd;
import com.google.rpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** One answer of the HTTP port, and the ways to get one with the JDK's client. */
final class Posted {

  static final String PROTOBUF = "application/x-protobuf";
  static final String JSON = "application/json";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final HttpClient CLIENT_2 =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

  private final HttpResponse<byte[]> response;

  private Posted(HttpResponse<byte[]> response) {
    this.response = response;
  }

  static Posted to(int port, String path, byte[] body, String... headers) throws Exception {
    return new Posted(
        CLIENT.send(request(port, path, body, headers), HttpResponse.BodyHandlers.ofByteArray()));
  }

  /** HTTP/2, upgraded from HTTP/1.1. */
  static Posted upgraded(int port, String path, byte[] body, String... headers) throws Exception {
    return new Posted(
        CLIENT_2.send(request(port, path, body, headers), HttpResponse.BodyHandlers.ofByteArray()));
  }

  static Posted with(String method, int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(port, path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return new Posted(CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray()));
  }

  int status() {
    return response.statusCode();
  }

  HttpClient.Version version() {
    return response.version();
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  byte[] bytes() {
    return response.body();
  }

  String text() {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  Status rpcStatus() throws Exception {
    return Status.parseFrom(response.body());
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  static byte[] zstd(byte[] plain) {
    return Zstd.compress(plain);
  }

  private static HttpRequest request(int port, String path, byte[] body, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri(port, path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      builder.headers(headers);
    }
    return builder.build();
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
