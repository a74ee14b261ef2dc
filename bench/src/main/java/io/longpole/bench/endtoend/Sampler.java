package io.longpole.bench.endtoend;

import io.longpole.query.api.QueryClient;
import io.longpole.query.api.QueryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the server every few seconds, because a status costs it a walk over the index, in a
 * thread of its own, and keeps what it saw.
 */
final class Sampler implements AutoCloseable {

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final QueryClient client;
  private final ServerMeters meters;
  private final long serverPid;
  private final List<Sample> samples = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "bench-sampler");
  private volatile boolean stopping;

  Sampler(ServerProcess server, ServerMeters meters) {
    this.client = new QueryClient(server.queryAddress());
    this.meters = meters;
    this.serverPid = server.pid();
  }

  void start() {
    thread.start();
  }

  private void run() {
    long due = System.nanoTime();
    while (!stopping) {
      try {
        Sample sample = look();
        synchronized (samples) {
          samples.add(sample);
        }
      } catch (QueryException e) {
        // a server that has too much to do may answer late; the next look will tell
      }
      due += INTERVAL_NANOS;
      while (!stopping && due > System.nanoTime()) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
  }

  /** The server now. */
  Sample look() {
    Sample.Resources resources =
        new Sample.Resources(
            meters.cpuNanos(),
            ownCpuNanos(),
            meters.collectingNanos(),
            meters.heapUsedBytes(),
            meters.heapKeptBytes(),
            ResidentMemory.of(serverPid));
    return Sample.of(client.status(), resources);
  }

  private static long ownCpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** What was seen so far, in the order of time. */
  List<Sample> samples() {
    synchronized (samples) {
      return List.copyOf(samples);
    }
  }

  @Override
  public void close() {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
