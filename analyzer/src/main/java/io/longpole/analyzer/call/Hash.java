package io.longpole.analyzer.call;

/**
 * Hashes of texts: 64 bits for arguments, 128 bits for keys, the same on every machine.
 *
 * <p>Two multiply-and-rotate lanes with the finisher of MurmurHash3: good against chance, not
 * against an enemy, who could only make his own calls look alike.
 */
final class Hash {

  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;

  private Hash() {}

  static final long START = 0x165667B19E3779F9L;

  /** The hash so far, and one more character. */
  static long add(long hash, char c) {
    return Long.rotateLeft(hash ^ (c + 1) * PRIME_2, 27) * PRIME_1;
  }

  /** The hash so far, and one more number. */
  static long add(long hash, long number) {
    return Long.rotateLeft(hash ^ number * PRIME_2, 31) * PRIME_1;
  }

  /** The hash so far, and the characters from start to end. */
  static long add(long hash, CharSequence text, int start, int end) {
    long result = hash;
    for (int i = start; i < end; i++) {
      result = add(result, text.charAt(i));
    }
    return add(result, (long) end - start);
  }

  static long add(long hash, String text) {
    return add(hash, text, 0, text.length());
  }

  /** Spreads the last characters over all bits. Never 0, which means that nothing is known. */
  static long finish(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * 0xFF51AFD7ED558CCDL;
    h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
    h ^= h >>> 33;
    return h == 0 ? 1 : h;
  }

  static long of(String text) {
    return finish(add(START, text));
  }

  /** 128 bits as 32 hex digits. */
  static String hex128(CharSequence text) {
    long a = START;
    long b = ~START;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      a = add(a, c);
      b = Long.rotateLeft(b + (c ^ 0x5Bd1E995L) * PRIME_1, 41) * PRIME_2;
    }
    StringBuilder out = new StringBuilder(32);
    hex(out, finish(a + Long.rotateLeft(b, 17)));
    hex(out, finish(b ^ text.length()));
    return out.toString();
  }

  private static void hex(StringBuilder out, long bits) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      out.append(Character.forDigit((int) (bits >>> shift) & 15, 16));
    }
  }
}
