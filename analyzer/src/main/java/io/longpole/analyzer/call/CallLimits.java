package io.longpole.analyzer.call;

/**
 * Bounds on what is read and kept of calls; they can be lowered, not raised.
 *
 * @param textChars characters of an attribute that are read
 * @param safeTextChars characters kept of a normalised or safe text
 * @param labelChars characters of a label
 * @param keyPatternChars characters of a cache key's pattern
 * @param groupsPerTrace different keys in one trace; further calls share one key
 * @param cachedTexts entries of each cache
 * @param cachedTextChars longest text that is cached
 */
public record CallLimits(
    int textChars,
    int safeTextChars,
    int labelChars,
    int keyPatternChars,
    int groupsPerTrace,
    int cachedTexts,
    int cachedTextChars) {

  public static final CallLimits DEFAULT =
      new CallLimits(65_536, 2_048, 255, 512, 10_000, 16_384, 10_240);

  public CallLimits {
    check("textChars", textChars, 65_536);
    check("safeTextChars", safeTextChars, 2_048);
    check("labelChars", labelChars, 255);
    check("keyPatternChars", keyPatternChars, 512);
    check("groupsPerTrace", groupsPerTrace, 10_000);
    check("cachedTexts", cachedTexts, 16_384);
    check("cachedTextChars", cachedTextChars, 10_240);
  }

  private static void check(String name, int value, int maximum) {
    if (value < 1 || value > maximum) {
      throw new IllegalArgumentException(
          name + "=" + value + ", must be from 1 to " + maximum + "; limits can only be lowered");
    }
  }
}
