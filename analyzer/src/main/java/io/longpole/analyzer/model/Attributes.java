package io.longpole.analyzer.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Attribute names and values of a span, event, link, log record, scope or resource, in the order
 * received; of a repeated name the last value wins.
 *
 * <p>Two arrays rather than a map: a span has about ten, and most are walked once from end to end.
 * Values are String, Long, Double, Boolean, {@link Bytes}, List of such values, or Attributes.
 */
public final class Attributes {

  /** A value of raw bytes; the array is never changed after construction. */
  @SuppressWarnings("ArrayRecordComponent") // wraps exactly this array
  public record Bytes(byte[] value) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return java.util.Base64.getEncoder().encodeToString(value);
    }
  }

  public static final Attributes EMPTY = new Attributes(new String[0], new Object[0], 0, 0);

  private final String[] keys;
  private final Object[] values;
  private final int size;

  /** A bit for the hash of each name, which tells of most absent names that they are absent. */
  private final long seen;

  private Attributes(String[] keys, Object[] values, int size, long seen) {
    this.keys = keys;
    this.values = values;
    this.size = size;
    this.seen = seen;
  }

  private static long bit(String key) {
    return 1L << key.hashCode();
  }

  /** Alternating names and values, for tests and literals. */
  public static Attributes of(Object... namesAndValues) {
    Builder builder = new Builder(namesAndValues.length / 2);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      builder.put(
          (String) namesAndValues[i],
          value instanceof Integer number ? (Object) (long) number : value);
    }
    return builder.build();
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** The name at a position from 0 to size − 1. */
  public String key(int position) {
    Objects.checkIndex(position, size);
    return keys[position];
  }

  /** The value at a position from 0 to size − 1. */
  public Object value(int position) {
    Objects.checkIndex(position, size);
    return values[position];
  }

  /** The value of a name, or null if it is absent. Linear in the number of attributes. */
  public @Nullable Object get(String key) {
    if ((seen & bit(key)) == 0) {
      return null;
    }
    for (int i = 0; i < size; i++) {
      if (keys[i].equals(key)) {
        return values[i];
      }
    }
    return null;
  }

  /** The value of a name if it is a text that is not empty, else null. */
  public @Nullable String text(String key) {
    return get(key) instanceof String text && !text.isEmpty() ? text : null;
  }

  /** The value of a name as text, whatever its type, or null if it is absent. */
  public @Nullable String asText(String key) {
    Object value = get(key);
    return value == null ? null : value.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Attributes that
            && size == that.size
            && Arrays.equals(keys, 0, size, that.keys, 0, size)
            && Arrays.equals(values, 0, size, that.values, 0, size));
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < size; i++) {
      hash = 31 * (31 * hash + keys[i].hashCode()) + values[i].hashCode();
    }
    return hash;
  }

  /** Like a JSON object, for people; not an exchange format. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      parts.add(keys[i] + "=" + values[i]);
    }
    return "{" + String.join(", ", parts) + "}";
  }

  /**
   * Collects attributes; after {@link #clear} it may be used again.
   *
   * <p>Adding takes constant time: the bits of {@code seen} tell of most names that they are new,
   * and beyond {@link #INDEXED_SIZE} names a hash index is kept, so that a span with a million
   * attributes costs no more for each than one with ten.
   */
  public static final class Builder {
    private static final int INDEXED_SIZE = 64;

    private String[] keys;
    private Object[] values;
    private int size;
    private long seen;
    private @Nullable Map<String, Integer> index;

    public Builder(int expectedSize) {
      keys = new String[Math.max(expectedSize, 1)];
      values = new Object[keys.length];
    }

    /** Adds a name or replaces its value. */
    public Builder put(String key, Object value) {
      long bit = bit(key);
      int position = (seen & bit) == 0 ? -1 : positionOf(key);
      if (position >= 0) {
        values[position] = value;
        return this;
      }
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, size * 2);
        values = Arrays.copyOf(values, size * 2);
      }
      if (index != null) {
        index.put(key, size);
      }
      seen |= bit;
      keys[size] = key;
      values[size++] = value;
      return this;
    }

    private int positionOf(String key) {
      if (index == null && size >= INDEXED_SIZE) {
        index = new HashMap<>();
        for (int i = 0; i < size; i++) {
          index.put(keys[i], i);
        }
      }
      if (index != null) {
        return index.getOrDefault(key, -1);
      }
      for (int i = 0; i < size; i++) {
        if (keys[i].equals(key)) {
          return i;
        }
      }
      return -1;
    }

    /** What was collected; later changes of the builder do not reach it. */
    public Attributes build() {
      return size == 0
          ? EMPTY
          : new Attributes(Arrays.copyOf(keys, size), Arrays.copyOf(values, size), size, seen);
    }

    /** Empties the builder; it keeps its memory unless that has become large. */
    public void clear() {
      if (keys.length > INDEXED_SIZE) {
        keys = new String[INDEXED_SIZE];
        values = new Object[INDEXED_SIZE];
      }
      size = 0;
      seen = 0;
      index = null;
    }
  }
}
