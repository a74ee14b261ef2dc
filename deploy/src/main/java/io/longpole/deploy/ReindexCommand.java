package io.longpole.deploy;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.collector.log.LogOpenException;
import io.longpole.collector.log.RecordLog;
import io.longpole.query.cli.CommandFailure;
import io.longpole.query.cli.QueryCommands;
import io.longpole.query.cli.Surroundings;
import io.longpole.query.index.CommitPoint;
import io.longpole.query.index.IndexFolders;
import io.longpole.query.index.IndexRebuild;
import io.longpole.query.index.IndexSettings;
import io.longpole.query.index.TraceIndex;
import io.longpole.query.store.TraceLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Builds the index of a stopped server anew; the old one stays until the new one is complete. */
@Command(
    name = "reindex",
    header = "Build the index anew from the stored traces and logs.",
    description = "The server must be stopped. The index in use stays until the new one is done.",
    sortOptions = false,
    footer = {"", "Example:", "  longpole reindex --data-dir /var/lib/longpole"})
final class ReindexCommand implements Callable<Integer> {

  private static final long SAY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Surroundings surroundings;
  private long nextSayNanos;

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      description = "the server's folder (default: longpole-data)")
  Optional<String> dataDir = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the server's settings (or LONGPOLE_CONFIG)")
  Optional<String> configFile = Optional.empty();

  @Option(names = "--verbose", description = "Show the stack trace of a failure.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  ReindexCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Map<String, String> flags = new HashMap<>();
    dataDir.ifPresent(text -> flags.put("data-dir", text));
    configFile.ifPresent(text -> flags.put("config", text));
    try {
      Config config = Config.of(ConfigValues.resolve(flags, surroundings.environment()));
      long startNanos = System.nanoTime();
      IndexRebuild.Outcome outcome = rebuild(config);
      say(outcome, System.nanoTime() - startNanos);
      return outcome.damagedBlocks() == 0 ? QueryCommands.OK : QueryCommands.NO;
    } catch (ConfigException | IOException | UncheckedIOException | LogOpenException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), QueryCommands.FAILED, e);
    }
  }

  private IndexRebuild.Outcome rebuild(Config config) throws IOException {
    Path data = config.dataDir();
    if (!Files.isDirectory(data.resolve("trace-log"))) {
      throw new IOException("data-dir=" + data + " has no trace log: is it the server's folder?");
    }
    Settings settings = Standalone.settings(config);
    IndexFolders folders = new IndexFolders(data.resolve("index"));
    // Both logs are opened, and so locked, before anything is touched.
    try (RecordLog spanLog =
            RecordLog.open(data.resolve("span-log"), Standalone.logSettings(config));
        TraceLog traceLog =
            new TraceLog(
                RecordLog.open(data.resolve("trace-log"), Standalone.logSettings(config)))) {
      folders.recover();
      nextSayNanos = System.nanoTime() + SAY_NANOS;
      IndexRebuild.Outcome outcome;
      try (TraceIndex fresh = TraceIndex.open(folders.fresh(), IndexSettings.DEFAULT)) {
        LearnedOrder order = new LearnedOrder(data, new Analysis(settings));
        if (settings.path().evidence()) {
          order.restore(Optional.empty());
        }
        CommitPoint complete = new CommitPoint(0, spanLog.identity(), order.saved());
        outcome =
            new IndexRebuild(traceLog, fresh, settings, order.evidence())
                .run(complete, this::progress);
      }
      folders.swap();
      return outcome;
    }
  }

  private void progress(long bytes, long ofBytes) {
    if (System.nanoTime() - nextSayNanos >= 0) {
      nextSayNanos = System.nanoTime() + SAY_NANOS;
      surroundings
          .err()
          .printf(
              Locale.ROOT,
              "longpole: reindex: %d %% of %d MiB%n",
              100 * bytes / Math.max(1, ofBytes),
              ofBytes >> 20);
      surroundings.err().flush();
    }
  }

  private void say(IndexRebuild.Outcome outcome, long nanos) {
    surroundings
        .out()
        .printf(
            Locale.ROOT,
            "Indexed %d traces and %d log records in %.1f s.%n",
            outcome.traces(),
            outcome.logs(),
            nanos / 1e9);
    if (outcome.damagedBlocks() > 0) {
      surroundings
          .out()
          .println(outcome.damagedBlocks() + " damaged blocks of the trace log were left out.");
    }
  }
}
