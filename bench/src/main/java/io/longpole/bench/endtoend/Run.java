package io.longpole.bench.endtoend;

import io.longpole.bench.ScratchFolder;
import io.longpole.deploy.load.LoadRun;
import io.longpole.query.api.QueryException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One run: a new server, load, waiting until all is searchable, the end of the server. */
final class Run {

  private static final long SEED = 1;
  private static final long WARM_UP_SEED = 2;
  private static final long DRAIN_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * What came of it.
   *
   * @param faults what must not happen: spans lost, analysed twice, not searchable
   * @param profile where the time goes; empty if that was not asked for
   */
  record Outcome(List<Figure> figures, List<String> faults, String profile) {
    Outcome {
      figures = List.copyOf(figures);
      faults = List.copyOf(faults);
    }
  }

  private final RunSettings settings;
  private final Path folder;
  private Map<String, Long> threadsBefore = Map.of();
  private boolean recording;

  private Run(RunSettings settings, Path folder) {
    this.settings = settings;
    this.folder = folder;
  }

  static Outcome of(RunSettings settings) throws IOException, InterruptedException {
    try (ScratchFolder folder = new ScratchFolder()) {
      return new Run(settings, folder.path()).measure();
    }
  }

  private Outcome measure() throws IOException, InterruptedException {
    Measured measured;
    String profile = "";
    try (ServerProcess server = ServerProcess.start(settings.launch(), folder);
        ServerMeters meters = new ServerMeters(server.pid());
        Sampler sampler = new Sampler(server, meters)) {
      sampler.start();
      LoadRun.Totals warmUp =
          load(server, settings.warmUpSpansPerSecond(), settings.warmUp(), WARM_UP_SEED);
      startRecording(meters);
      long startNanos = System.nanoTime();
      LoadRun.Totals sent = load(server, settings.spansPerSecond(), settings.duration(), SEED);
      Window window = new Window(startNanos, System.nanoTime());
      if (recording) {
        profile = profile(meters, window.of(sampler.samples()));
      }
      LoadRun.Totals all = warmUp.plus(sent);
      Sample last = drain(sampler, all.acknowledgedSpans());
      measured = new Measured(window, sampler.samples(), all, last);
    }
    return new Outcome(measured.figures(disk()), measured.faults(), profile);
  }

  private LoadRun.Totals load(
      ServerProcess server, long spansPerSecond, Duration duration, long seed)
      throws InterruptedException {
    if (duration.isZero()) {
      return LoadRun.Totals.NOTHING;
    }
    return new LoadRun(
            new LoadRun.Settings(
                server.otlpAddress(), spansPerSecond, duration, settings.shape(), seed))
        .run(totals -> {});
  }

  /** The recording is of what is measured alone. */
  private void startRecording(ServerMeters meters) throws IOException {
    if (settings.profile()) {
      threadsBefore = meters.cpuNanosByThread();
      meters.startRecording();
      recording = true;
    }
  }

  private String profile(ServerMeters meters, List<Sample> samples) throws IOException {
    Map<String, Long> threads = new HashMap<>(meters.cpuNanosByThread());
    threadsBefore.forEach((name, nanos) -> threads.merge(name, -nanos, Long::sum));
    long cpuNanos = meters.cpuNanos() - samples.get(0).resources().serverCpuNanos();
    Path file = folder.resolve("server.jfr");
    meters.endRecording(file);
    return WhereTheTimeGoes.in(file).text(threads, cpuNanos);
  }

  /** Waits until everything acknowledged is analysed and searchable; gives up after a while. */
  private static Sample drain(Sampler sampler, long acknowledged) {
    long deadline = System.nanoTime() + DRAIN_NANOS;
    while (true) {
      try {
        Sample sample = sampler.look();
        if (sample.isDrained(acknowledged) || System.nanoTime() > deadline) {
          return sample;
        }
      } catch (QueryException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Allocated bytes of each part of the data folder, after the server has ended. */
  private Map<String, Long> disk() throws IOException {
    Map<String, Long> bytes = new HashMap<>();
    for (String part : List.of("trace-log", "index", "span-log")) {
      bytes.put(part, DiskUse.allocatedBytes(folder.resolve("data").resolve(part)));
    }
    return bytes;
  }

  /** The time that is measured. */
  record Window(long fromNanos, long toNanos) {
    List<Sample> of(List<Sample> samples) {
      List<Sample> within = new ArrayList<>();
      for (Sample sample : samples) {
        if (sample.atNanos() >= fromNanos && sample.atNanos() <= toNanos) {
          within.add(sample);
        }
      }
      if (within.size() < 2) {
        throw new IllegalStateException(
            "only " + within.size() + " samples were taken; measure for longer");
      }
      return within;
    }
  }
}
