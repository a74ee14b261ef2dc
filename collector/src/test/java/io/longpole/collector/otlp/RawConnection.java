package io.longpole.collector.otlp;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A bare socket, for what no proper client would send. */
final class RawConnection implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket;

  RawConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
  }

  /** The head of a request to /v1/traces. */
  static String post(String... headers) {
    String lines = String.join("\r\n", headers);
    return "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n\r\n";
  }

  RawConnection send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawConnection send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  RawConnection sendChunk(byte[] bytes, int offset, int length) throws IOException {
    send(Integer.toHexString(length) + "\r\n");
    socket.getOutputStream().write(bytes, offset, length);
    return send("\r\n");
  }

  RawConnection endOutput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** All that comes until the server closes the connection. */
  String readToEnd() throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
