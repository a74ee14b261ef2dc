package io.longpole.analyzer.assembly;

/**
 * What can be chosen of assembly.
 *
 * @param skewMaxNanos largest clock offset that is applied; 0 = none ever
 */
public record AssemblySettings(long skewMaxNanos) {

  public static final AssemblySettings DEFAULT = new AssemblySettings(50_000_000);

  public AssemblySettings {
    if (skewMaxNanos < 0) {
      throw new IllegalArgumentException("skewMaxNanos=" + skewMaxNanos + " (0 or more)");
    }
  }
}
