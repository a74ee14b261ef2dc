package io.longpole.analyzer.path;

/**
 * What can be chosen of critical paths.
 *
 * @param overflow what to make of a child that ends after its parent
 * @param overlapTolerance how far serial siblings may overlap, as a share of the parent's duration
 * @param evidence whether other traces may tell which calls wait for which
 */
public record PathSettings(Overflow overflow, double overlapTolerance, boolean evidence) {

  public static final PathSettings DEFAULT = new PathSettings(Overflow.CLIP, 0);

  /** Settings with evidence. */
  public PathSettings(Overflow overflow, double overlapTolerance) {
    this(overflow, overlapTolerance, true);
  }

  public PathSettings {
    if (!(overlapTolerance >= 0 && overlapTolerance <= 1)) {
      throw new IllegalArgumentException(
          "overlapTolerance=" + overlapTolerance + " (0 to 1 of the parent's duration)");
    }
  }
}
