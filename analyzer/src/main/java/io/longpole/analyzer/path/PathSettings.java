package io.longpole.analyzer.path;

/**
 * What can be chosen of critical paths.
 *
 * @param overflow what to make of a child that ends after its parent
 * @param overlapTolerance how far serial siblings may overlap, as a share of the parent's duration
 */
public record PathSettings(Overflow overflow, double overlapTolerance) {

  public static final PathSettings DEFAULT = new PathSettings(Overflow.CLIP, 0);

  public PathSettings {
    if (!(overlapTolerance >= 0 && overlapTolerance <= 1)) {
      throw new IllegalArgumentException(
          "overlapTolerance=" + overlapTolerance + " (0 to 1 of the parent's duration)");
    }
  }
}
