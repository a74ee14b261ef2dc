package io.longpole.bench.endtoend;

import io.longpole.deploy.load.LoadShape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is run and measured.
 *
 * @param home the checkout; its launcher starts the server
 * @param heap the server's {@code -Xmx}
 * @param serveFlags further flags of {@code longpole serve}
 * @param shape what the traffic looks like
 * @param spansPerSecond 0 = as fast as the server takes them
 * @param warmUp load that comes before and is not measured
 * @param warmUpSpansPerSecond of that load
 * @param duration how long is measured
 * @param profile whether the server is recorded meanwhile
 */
record RunSettings(
    Path home,
    String heap,
    List<String> serveFlags,
    LoadShape shape,
    long spansPerSecond,
    Duration warmUp,
    long warmUpSpansPerSecond,
    Duration duration,
    boolean profile) {
  RunSettings {
    serveFlags = List.copyOf(serveFlags);
  }

  ServerProcess.Launch launch() {
    return new ServerProcess.Launch(home, heap, serveFlags);
  }
}
