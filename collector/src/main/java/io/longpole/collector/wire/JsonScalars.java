package io.longpole.collector.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** Reads the single values of OTLP's JSON: numbers in all their spellings, ids, bytes. */
final class JsonScalars {

  private static final int MAX_NUMBER_LENGTH = 64;
  private static final int MAX_SCALE = 400;
  private static final int MAX_SHOWN = 60;

  private final JsonParser parser;
  private final Tolerance counts;

  JsonScalars(JsonParser parser, Tolerance counts) {
    this.parser = parser;
    this.counts = counts;
  }

  /**
   * A number from 0 to 2^64 - 1, as an unsigned long. A negative one of 64 bits is taken too: Go's
   * zero time, long before 1970, is found in real logs.
   */
  long unsigned64() throws IOException, MalformedException {
    String expected = "a number from 0 to 18446744073709551615";
    if (isLong()) {
      return parser.getLongValue();
    }
    String text = digits(expected);
    try {
      return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw bad(expected);
    }
  }

  long signed64() throws IOException, MalformedException {
    return signed("a number of 64 bits");
  }

  /** A number from 0 to 2^32 - 1. */
  long unsigned32() throws IOException, MalformedException {
    long value = signed("a number from 0 to 4294967295");
    if (value < 0 || value > 0xFFFF_FFFFL) {
      throw bad("a number from 0 to 4294967295");
    }
    return value;
  }

  /** An enum's number, or the number of one of its names. */
  int enumNumber(JsonShape.Field field) throws IOException, MalformedException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      Integer number = field.enumNames().get(parser.getText());
      if (number != null) {
        counts.addEnumName();
        return number;
      }
    }
    long value = signed("the number of an enum value");
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw bad("the number of an enum value");
    }
    return (int) value;
  }

  double number() throws IOException, MalformedException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
      throw bad("a number");
    }
    String text = parser.getText();
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        if (!isPlainNumber(text)) {
          throw bad("a number");
        }
        try {
          yield Double.parseDouble(text);
        } catch (NumberFormatException e) {
          throw bad("a number");
        }
      }
    };
  }

  boolean flag() throws IOException, MalformedException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw bad("true or false");
    };
  }

  byte[] base64() throws IOException, MalformedException {
    expectText();
    String text = parser.getText();
    byte[] bytes = base64Bytes(text);
    if (bytes.length == 0 && !text.isEmpty()) {
      throw bad("bytes in base64");
    }
    return bytes;
  }

  /**
   * An id's bytes: from hex, or from base64 if the text has the length that base64 of {@code size}
   * bytes has. Any other text gives bytes that are no id, of another length than {@code size}, so
   * that the item is rejected by itself and not its whole request.
   */
  byte[] id(int size) throws IOException, MalformedException {
    expectText();
    String text = parser.getText();
    if (isHex(text)) {
      return HexFormat.of().parseHex(text);
    }
    int padded = (size + 2) / 3 * 4;
    int bare = (size * 8 + 5) / 6;
    if (text.length() == padded || text.length() == bare) {
      byte[] id = base64Bytes(text);
      if (id.length == size) {
        counts.addBase64Id();
        return id;
      }
    }
    return noId(text, size);
  }

  /** First, so that a hex id that lost some digits is not taken for base64. */
  private static boolean isHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return false;
      }
    }
    return text.length() % 2 == 0;
  }

  void expectText() throws IOException, MalformedException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw bad("a text");
    }
  }

  MalformedException bad(String expected) throws IOException {
    String name = parser.currentName();
    String shown = parser.currentToken().isScalarValue() ? parser.getText() : "an object or array";
    return OtlpJson.malformed(
        (name == null ? "value" : name)
            + "="
            + shortened(shown)
            + " ("
            + expected
            + " is expected)",
        parser.currentTokenLocation());
  }

  private static String shortened(String text) {
    String start = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    return start.replaceAll("\\p{Cntrl}", " ");
  }

  /**
   * The text itself, so that it can be found in the dead letters; lengthened if it fits by chance.
   */
  private static byte[] noId(String text, int size) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length == size ? (text + "?").getBytes(StandardCharsets.UTF_8) : bytes;
  }

  /** Both alphabets, with and without padding; nothing if the text is no base64. */
  private static byte[] base64Bytes(String text) {
    try {
      return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private long signed(String expected) throws IOException, MalformedException {
    if (isLong()) {
      return parser.getLongValue();
    }
    String text = digits(expected);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw bad(expected);
    }
  }

  private boolean isLong() throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
  }

  /** The digits of a whole number, whether it was written so, in a text, or like 1.5e3. */
  private String digits(String expected) throws IOException, MalformedException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
      throw bad(expected);
    }
    String text = parser.getText();
    if (text.length() > MAX_NUMBER_LENGTH || !isPlainNumber(text)) {
      throw bad(expected);
    }
    if (text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0) {
      return text;
    }
    try {
      BigDecimal decimal = new BigDecimal(text);
      if (Math.abs((long) decimal.scale()) > MAX_SCALE) {
        throw bad(expected);
      }
      return decimal.toBigIntegerExact().toString();
    } catch (ArithmeticException | NumberFormatException e) {
      throw bad(expected);
    }
  }

  /** Keeps out what Java's parsers take and JSON does not: hex, other alphabets' digits, spaces. */
  private static boolean isPlainNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      boolean digit = next >= '0' && next <= '9';
      boolean sign = next == '-' || (next == '+' && i > 0);
      if (!digit && !sign && next != '.' && next != 'e' && next != 'E') {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
