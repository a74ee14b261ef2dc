package io.longpole.query.store;

import io.longpole.analyzer.model.Attributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Attribute values as bytes: a type code, which may stand elsewhere, and the value.
 *
 * <p>How texts are written is the caller's: in a block by number in its string table, elsewhere in
 * place.
 */
public final class Values {

  static final int TEXT = 1;
  static final int LONG = 2;
  static final int DOUBLE = 3;
  static final int TRUE = 4;
  static final int FALSE = 5;
  static final int BYTES = 6;
  static final int LIST = 7;
  static final int MAP = 8;

  /** Deeper than the receiver accepts; keeps damaged bytes from exhausting the stack. */
  private static final int MAX_DEPTH = 128;

  /** Writes one text. */
  @FunctionalInterface
  public interface TextWriter {
    void write(ByteOutput out, String text);
  }

  /** Reads what the {@link TextWriter} wrote. */
  @FunctionalInterface
  public interface TextReader {
    String read(ByteInput in);
  }

  private Values() {}

  /** Names and values with their types, in order. */
  public static void writeAttributes(ByteOutput out, Attributes attributes, TextWriter texts) {
    out.writeUnsigned(attributes.size());
    for (int i = 0; i < attributes.size(); i++) {
      texts.write(out, attributes.key(i));
      writeTyped(out, attributes.value(i), texts);
    }
  }

  public static Attributes readAttributes(ByteInput in, TextReader texts) {
    return readAttributes(in, texts, 0);
  }

  /** A value with its type before it. */
  public static void writeTyped(ByteOutput out, Object value, TextWriter texts) {
    int type = type(value);
    out.writeByte(type);
    write(out, type, value, texts);
  }

  public static Object readTyped(ByteInput in, TextReader texts) {
    return read(in, in.readByte(), texts, 0);
  }

  static int type(Object value) {
    return switch (value) {
      case String text -> TEXT;
      case Long number -> LONG;
      case Double number -> DOUBLE;
      case Boolean bool -> bool ? TRUE : FALSE;
      case Attributes.Bytes bytes -> BYTES;
      case List<?> list -> LIST;
      case Attributes map -> MAP;
      default ->
          throw new IllegalArgumentException(
              "attribute value of " + value.getClass() + ", see Attributes for the types allowed");
    };
  }

  static void write(ByteOutput out, int type, Object value, TextWriter texts) {
    switch (type) {
      case TEXT -> texts.write(out, (String) value);
      case LONG -> out.writeSigned((Long) value);
      case DOUBLE -> out.writeLong(Double.doubleToRawLongBits((Double) value));
      case TRUE, FALSE -> {}
      case BYTES -> {
        byte[] bytes = ((Attributes.Bytes) value).value();
        out.writeUnsigned(bytes.length);
        out.writeBytes(bytes, 0, bytes.length);
      }
      case LIST -> {
        List<?> list = (List<?>) value;
        out.writeUnsigned(list.size());
        for (Object element : list) {
          writeTyped(out, element, texts);
        }
      }
      case MAP -> writeAttributes(out, (Attributes) value, texts);
      default -> throw new IllegalArgumentException("type=" + type);
    }
  }

  static Object read(ByteInput in, int type, TextReader texts) {
    return read(in, type, texts, 0);
  }

  private static Object read(ByteInput in, int type, TextReader texts, int depth) {
    return switch (type) {
      case TEXT -> texts.read(in);
      case LONG -> in.readSigned();
      case DOUBLE -> Double.longBitsToDouble(in.readLong());
      case TRUE -> true;
      case FALSE -> false;
      case BYTES -> new Attributes.Bytes(in.readBytes(in.readCount(in.remaining())));
      case LIST -> readList(in, texts, depth + 1);
      case MAP -> readAttributes(in, texts, depth + 1);
      default -> throw new CorruptBlockException("unknown value type " + type);
    };
  }

  private static List<Object> readList(ByteInput in, TextReader texts, int depth) {
    int size = in.readCount(in.remaining());
    List<Object> list = new ArrayList<>(size);
    checkDepth(depth);
    for (int i = 0; i < size; i++) {
      list.add(read(in, in.readByte(), texts, depth));
    }
    return List.copyOf(list);
  }

  private static Attributes readAttributes(ByteInput in, TextReader texts, int depth) {
    int size = in.readCount(in.remaining());
    Attributes.Builder builder = new Attributes.Builder(size);
    checkDepth(depth);
    for (int i = 0; i < size; i++) {
      String key = texts.read(in);
      builder.put(key, read(in, in.readByte(), texts, depth));
    }
    return builder.build();
  }

  private static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new CorruptBlockException("values nested deeper than " + MAX_DEPTH);
    }
  }
}
