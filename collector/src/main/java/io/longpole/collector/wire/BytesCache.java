package io.longpole.collector.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds what was once made of equal bytes; of bounded size, forgetting what it has no room for.
 *
 * <p>A table of fixed size in which bytes may stand in one of {@link #WAYS} neighbouring slots;
 * when all are taken one is overwritten. So a look-up costs at most four comparisons whatever the
 * sender does, and a flood of values seen once cannot grow it. A sender who makes hashes collide
 * only makes it useless for himself.
 *
 * <p>What is seen for the first time only leaves its hash; it is kept when it comes again. Values
 * that never repeat, such as request ids, therefore cost no copy and push nothing out.
 *
 * <p>Example: the text "GET" offered three times is made three times, kept at the second, and from
 * then {@link #find} answers with the second object.
 */
final class BytesCache<T> {

  private static final int WAYS = 4;
  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
  private static final long OTHER_MULTIPLIER = 0xC2B2_AE3D_27D4_EB4FL;

  /** Up to this length comparing by words in place beats calling for a vectorised comparison. */
  private static final int WORDWISE = 64;

  @SuppressWarnings("ArrayRecordComponent") // compared by content, by hand
  private record Entry<T>(int hash, byte[] key, T value) {}

  private final int mask;
  private final int maxLength;
  private final int[] seen;
  private final @Nullable Entry<T>[] entries;

  /**
   * An empty cache.
   *
   * @param slots how many entries at most; a power of two
   * @param maxLength longer keys are not kept
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be made otherwise
  BytesCache(int slots, int maxLength) {
    if (Integer.bitCount(slots) != 1 || slots < WAYS) {
      throw new IllegalArgumentException("slots=" + slots + " (a power of two from 4 is expected)");
    }
    this.mask = slots - 1;
    this.maxLength = maxLength;
    this.seen = new int[slots];
    this.entries = new Entry[slots];
  }

  /** What was kept for these bytes, or null. */
  @Nullable T find(byte[] bytes, int offset, int length, int hash) {
    for (int way = 0; way < WAYS; way++) {
      Entry<T> entry = entries[(hash + way) & mask];
      if (entry == null) {
        return null; // slots fill up in this order and are never emptied
      }
      if (entry.hash == hash && isEqual(entry.key, bytes, offset, length)) {
        return entry.value;
      }
    }
    return null;
  }

  /** Keeps a value for bytes that {@link #find} did not know, if they came before. */
  void offer(byte[] bytes, int offset, int length, int hash, T value) {
    if (seen[hash & mask] == hash) {
      keep(bytes, offset, length, hash, value);
    } else {
      seen[hash & mask] = hash;
    }
  }

  /** Keeps a value for bytes that {@link #find} did not know. */
  void keep(byte[] bytes, int offset, int length, int hash, T value) {
    if (length > maxLength) {
      return;
    }
    int slot = (hash + (hash >>> 30)) & mask; // goes if all ways are taken; differs by key
    for (int way = 0; way < WAYS; way++) {
      if (entries[(hash + way) & mask] == null) {
        slot = (hash + way) & mask;
        break;
      }
    }
    entries[slot] = new Entry<>(hash, Arrays.copyOfRange(bytes, offset, offset + length), value);
  }

  /**
   * Two sums side by side, because each step waits for the multiplication before it; the last steps
   * overlap those before. The end brings down what multiplication only moves up.
   */
  static int hash(byte[] bytes, int offset, int length) {
    long one = length * MULTIPLIER;
    long two = MULTIPLIER;
    if (length >= 16) {
      int last = offset + length - 16;
      for (int at = offset; at < last; at += 16) {
        one = (one ^ word(bytes, at)) * MULTIPLIER;
        two = (two ^ word(bytes, at + 8)) * OTHER_MULTIPLIER;
      }
      one = (one ^ word(bytes, last)) * MULTIPLIER;
      two = (two ^ word(bytes, last + 8)) * OTHER_MULTIPLIER;
    } else if (length >= 8) {
      one = (one ^ word(bytes, offset)) * MULTIPLIER;
      two = (two ^ word(bytes, offset + length - 8)) * OTHER_MULTIPLIER;
    } else {
      for (int i = 0; i < length; i++) {
        two = two << 8 | (bytes[offset + i] & 0xFF);
      }
    }
    long sum = one ^ Long.rotateLeft(two, 23);
    return (int) (((sum ^ sum >>> 32) * MULTIPLIER) >>> 32);
  }

  private static boolean isEqual(byte[] key, byte[] bytes, int offset, int length) {
    if (key.length != length) {
      return false;
    }
    if (length < 8 || length > WORDWISE) {
      return Arrays.equals(key, 0, length, bytes, offset, offset + length);
    }
    int last = length - 8;
    for (int at = 0; at < last; at += 8) {
      if (word(key, at) != word(bytes, offset + at)) {
        return false;
      }
    }
    return word(key, last) == word(bytes, offset + last);
  }

  private static long word(byte[] bytes, int offset) {
    return (long) WireCursor.LITTLE_LONG.get(bytes, offset);
  }
}
