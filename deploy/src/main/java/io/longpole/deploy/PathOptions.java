package io.longpole.deploy;

import io.longpole.analyzer.Settings;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.detect.DetectorSettings;
import io.longpole.analyzer.path.PathSettings;
import picocli.CommandLine.Option;

/** The options of critical paths, the same in all commands that read files. */
final class PathOptions {

  private static final long MAX_SKEW_MILLIS = 86_400_000;

  /** Whether other traces may tell which calls wait for which. */
  enum Switch {
    on,
    off
  }

  @Option(
      names = "--overflow",
      paramLabel = "RULE",
      description = "A child that outlives its parent: clip (default), drop or auto.")
  private String overflow = "clip";

  @Option(
      names = "--overlap-tolerance",
      paramLabel = "SHARE",
      description = "Forgiven overlap of serial siblings, as a share of the parent; default 0.")
  private double overlapTolerance;

  @Option(
      names = "--evidence",
      paramLabel = "SWITCH",
      description =
          "Whether all traces together tell which calls wait for which: on (default), or off to"
              + " judge each trace by itself.")
  private Switch evidence = Switch.on;

  @Option(
      names = "--skew-max-millis",
      paramLabel = "MS",
      description = "Largest clock offset applied; 0 = never; default 50.")
  private long skewMaxMillis = 50;

  /**
   * The settings as given.
   *
   * @throws IllegalArgumentException that names the option and what is expected
   */
  Settings settings() {
    if (skewMaxMillis < 0 || skewMaxMillis > MAX_SKEW_MILLIS) {
      throw new IllegalArgumentException(
          "--skew-max-millis=" + skewMaxMillis + " (0 to " + MAX_SKEW_MILLIS + ")");
    }
    return new Settings(
        new AssemblySettings(skewMaxMillis * 1_000_000),
        new PathSettings(
            Overflows.parse("--overflow", overflow), overlapTolerance, evidence == Switch.on),
        DetectorSettings.DEFAULT);
  }
}
