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
 */
final class BytesCache<T> {

  private static final int WAYS = 4;
  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

  private final int mask;
  private final int maxLength;
  private final int[] seen;
  private final int[] hashes;
  private final byte[][] keys;
  private final @Nullable Object[] values;

  /**
   * @param slots how many entries at most; a power of two
   * @param maxLength longer keys are not kept
   */
  BytesCache(int slots, int maxLength) {
    if (Integer.bitCount(slots) != 1 || slots < WAYS) {
      throw new IllegalArgumentException("slots=" + slots + " (a power of two from 4 is expected)");
    }
    this.mask = slots - 1;
    this.maxLength = maxLength;
    this.seen = new int[slots];
    this.hashes = new int[slots];
    this.keys = new byte[slots][];
    this.values = new Object[slots];
  }

  /** What was kept for these bytes, or null. */
  @SuppressWarnings("unchecked") // only put() writes values
  @Nullable T find(byte[] bytes, int offset, int length, int hash) {
    for (int way = 0; way < WAYS; way++) {
      int slot = (hash + way) & mask;
      if (hashes[slot] == hash) {
        byte[] key = keys[slot];
        if (key != null
            && key.length == length
            && Arrays.equals(key, 0, length, bytes, offset, offset + length)) {
          return (T) values[slot];
        }
      }
    }
    return null;
  }

  /** Keeps a value for bytes that {@link #find} did not know, if they came before. */
  void offer(byte[] bytes, int offset, int length, int hash, T value) {
    if (length > maxLength) {
      return;
    }
    if (seen[hash & mask] != hash) {
      seen[hash & mask] = hash;
      return;
    }
    keep(bytes, offset, length, hash, value);
  }

  /** Keeps a value for bytes that {@link #find} did not know. */
  void keep(byte[] bytes, int offset, int length, int hash, T value) {
    if (length > maxLength) {
      return;
    }
    int slot = (hash + (hash >>> 30)) & mask; // goes if all ways are taken; differs by key
    for (int way = 0; way < WAYS; way++) {
      if (keys[(hash + way) & mask] == null) {
        slot = (hash + way) & mask;
        break;
      }
    }
    keys[slot] = Arrays.copyOfRange(bytes, offset, offset + length);
    hashes[slot] = hash;
    values[slot] = value;
  }

  /** Eight bytes a step; the last step overlaps the one before it. */
  static int hash(byte[] bytes, int offset, int length) {
    long hash = length * MULTIPLIER;
    if (length >= 8) {
      int last = offset + length - 8;
      for (int at = offset; at < last; at += 8) {
        hash = mix(hash, (long) WireCursor.LITTLE_LONG.get(bytes, at));
      }
      hash = mix(hash, (long) WireCursor.LITTLE_LONG.get(bytes, last));
    } else {
      long word = 0;
      for (int i = 0; i < length; i++) {
        word = word << 8 | (bytes[offset + i] & 0xFF);
      }
      hash = mix(hash, word);
    }
    return (int) (hash ^ hash >>> 32);
  }

  private static long mix(long hash, long word) {
    long mixed = (hash ^ word) * MULTIPLIER;
    return mixed ^ mixed >>> 29;
  }
}
