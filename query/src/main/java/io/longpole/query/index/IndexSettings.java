package io.longpole.query.index;

/**
 * Sizes of the index.
 *
 * @param bufferMegabytes memory for documents that are not yet in a segment
 * @param maxTermsPerTrace attribute terms of one trace; the attributes beyond are found by reading
 *     the trace
 */
public record IndexSettings(int bufferMegabytes, int maxTermsPerTrace) {
  public static final IndexSettings DEFAULT = new IndexSettings(64, 1_000);

  public IndexSettings {
    if (bufferMegabytes < 1 || maxTermsPerTrace < 1) {
      throw new IllegalArgumentException(
          "bufferMegabytes=" + bufferMegabytes + ", maxTermsPerTrace=" + maxTermsPerTrace);
    }
  }
}
