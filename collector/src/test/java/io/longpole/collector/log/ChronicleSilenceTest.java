package io.longpole.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Chronicle Queue reports usage to a third party unless told not to, and mutes itself where it sees
 * JUnit: hence a JVM without JUnit.
 */
class ChronicleSilenceTest {
  @TempDir Path folder;

  @Test
  void nothingLeavesNoFileAppearsAndNothingIsPrinted() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Path errors = folder.resolve("errors");
    AtomicInteger connections = new AtomicInteger();
    try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread recorder = new Thread(() -> count(proxy, connections), "recording-proxy");
      recorder.start();
      try (ForkedJvm writer =
          ForkedJvm.start(
              SilentWriter.class,
              errors,
              options(home, proxy.getLocalPort()),
              folder.resolve("log").toString())) {
        assertThat(writer.lines()).as(writer.errors()).containsExactly("read 3, audible true");
        assertThat(writer.exitCode()).isZero();
        assertThat(writer.errors()).isEmpty();
      }
      // the recorder works: this connection is the first it sees
      try (Socket own = new Socket(proxy.getInetAddress(), proxy.getLocalPort())) {
        assertThat(own.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(connections).hasValue(1);
    }
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files).isEmpty();
    }
  }

  private static List<String> options(Path home, int proxyPort) {
    return List.of(
        "-Duser.home=" + home,
        "-Djava.net.useSystemProxies=false",
        "-Dhttp.proxyHost=127.0.0.1",
        "-Dhttp.proxyPort=" + proxyPort,
        "-Dhttps.proxyHost=127.0.0.1",
        "-Dhttps.proxyPort=" + proxyPort,
        "-Dhttp.nonProxyHosts=",
        "-DsocksProxyHost=127.0.0.1",
        "-DsocksProxyPort=" + proxyPort);
  }

  private static void count(ServerSocket proxy, AtomicInteger connections) {
    try {
      while (true) {
        Socket connection = proxy.accept();
        connections.incrementAndGet();
        connection.close();
      }
    } catch (IOException e) {
      // the test closed it
    }
  }
}
