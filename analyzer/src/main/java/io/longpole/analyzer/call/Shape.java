package io.longpole.analyzer.call;

/**
 * What is kept of a query written as JSON, as MongoDB and search engines take it: field names stay,
 * values become {@code ?}, of an array the first element stays.
 *
 * <p>{@code {"find":"items","filter":{"_id":{"$in":[1,2]}}}} becomes {@code {find: ?, filter: {_id:
 * {$in: [?]}}}}. Reads anything, also quoted with ' or not at all; one pass, no recursion, up to 32
 * levels and 512 fields, of what follows the first document only the second. Of a pipeline the
 * stage that stores its result stays too, because it makes a write of a read.
 *
 * @param text the shape, at most as long as asked for
 * @param hash of the whole shape, 32 hex digits
 * @param valueHash of the values, in order
 * @param hasPlaceholder whether some value is {@code ?}
 * @param firstField the name of the first field: the command of a MongoDB command
 * @param firstValue its value, if that is a text
 * @param documents how many documents stand one after another
 * @param stores whether a stage {@code $out} or {@code $merge} stores the result
 */
record Shape(
    String text,
    String hash,
    long valueHash,
    boolean hasPlaceholder,
    String firstField,
    String firstValue,
    int documents,
    boolean stores) {

  private static final int MAX_DEPTH = 32;
  private static final int MAX_FIELDS = 512;
  private static final int PIPELINE_DEPTH = 2;

  static Shape read(String json, CallLimits limits) {
    String text = SqlReader.cut(json, limits.textChars());
    return new Scan(ShownSize.without(text), ShownSize.of(text)).read(limits.safeTextChars());
  }

  /** The shape as it is shown and stored, with the number of documents where it shows not all. */
  String shown() {
    return documents > 2 ? ShownSize.add(text, documents) : text;
  }

  /** One pass over one text. */
  private static final class Scan {
    private final String json;
    private final StringBuilder out = new StringBuilder();
    private final boolean[] inArray = new boolean[MAX_DEPTH + 1];
    private final int[] elements = new int[MAX_DEPTH + 1];
    private int at;
    private int depth;
    private int fields;
    private int documents;
    private int mutedBelow = Integer.MAX_VALUE;
    private boolean keyFollows;
    private long valueHash = Hash.START;
    private boolean placeholder;
    private String firstField = "";
    private String firstValue = "";
    private final int toldDocuments;
    private boolean stores;

    Scan(String json, int toldDocuments) {
      this.json = json;
      this.toldDocuments = toldDocuments;
    }

    Shape read(int maxChars) {
      while (at < json.length()) {
        char c = json.charAt(at);
        switch (c) {
          case '{', '[' -> open(c);
          case '}', ']' -> close(c);
          case ',' -> {
            keyFollows = depth > 0 && depth <= MAX_DEPTH && !inArray[depth];
            at++;
          }
          case ':' -> {
            keyFollows = false;
            at++;
          }
          default -> {
            if (SqlChars.isSpace(c)) {
              at++;
            } else {
              piece(c);
            }
          }
        }
      }
      String shape = out.toString();
      return new Shape(
          SqlReader.cut(shape, maxChars),
          Hash.hex128(shape),
          Hash.finish(valueHash),
          placeholder,
          firstField,
          firstValue,
          Math.max(documents, toldDocuments),
          stores);
    }

    private boolean isMuted() {
      return depth >= mutedBelow || depth > MAX_DEPTH || fields > MAX_FIELDS || documents > 2;
    }

    private void open(char c) {
      if (depth == 0) {
        documents++;
      }
      startElement(c == '{' && isStoringStage());
      if (!isMuted()) {
        out.append(c);
      }
      depth++;
      if (depth <= MAX_DEPTH) {
        inArray[depth] = c == '[';
        elements[depth] = 0;
      }
      keyFollows = c == '{';
      at++;
    }

    private void close(char c) {
      at++;
      keyFollows = false;
      if (depth == 0) {
        return;
      }
      depth--;
      if (!isMuted()) {
        out.append(c);
      }
      endElement();
    }

    /** A value begins: within an array all but the first are left out, and what stores. */
    private void startElement(boolean stage) {
      if (depth == 0 || depth > MAX_DEPTH || !inArray[depth]) {
        return;
      }
      boolean isFirst = elements[depth]++ == 0;
      boolean storing = stage && depth <= PIPELINE_DEPTH;
      stores |= storing;
      if (!isFirst && !storing) {
        mutedBelow = Math.min(mutedBelow, depth);
      } else if (!isFirst && !isMuted()) {
        out.append(", ");
      }
    }

    /** Whether a document begins here whose first field is {@code $out} or {@code $merge}. */
    private boolean isStoringStage() {
      int place = at + 1;
      while (place < json.length() && " \t\r\n\"'".indexOf(json.charAt(place)) >= 0) {
        place++;
      }
      int end = json.startsWith("$out", place) ? place + 4 : place + 6;
      boolean named = json.startsWith("$out", place) || json.startsWith("$merge", place);
      return named && end < json.length() && " \t\"':".indexOf(json.charAt(end)) >= 0;
    }

    private void endElement() {
      if (mutedBelow == depth) {
        mutedBelow = Integer.MAX_VALUE;
      }
    }

    private void piece(char c) {
      int start = at;
      if (c == '"' || c == '\'') {
        quoted(c);
      } else {
        bare();
      }
      boolean isQuoted = c == '"' || c == '\'';
      int from = isQuoted ? start + 1 : start;
      int to = isQuoted && at > start + 1 && json.charAt(at - 1) == c ? at - 1 : at;
      if (keyFollows) {
        String name = json.substring(from, to);
        // What looks like code may hold values.
        field(isQuoted || name.indexOf('(') < 0 ? name : "?");
      } else {
        value(from, to);
      }
    }

    private void quoted(char quote) {
      at++;
      while (at < json.length()) {
        char c = json.charAt(at++);
        if (c == '\\') {
          at = Math.min(at + 1, json.length());
        } else if (c == quote) {
          return;
        }
      }
    }

    /** A number, a word, or a call such as {@code ObjectId("…")}. */
    private void bare() {
      int parentheses = 0;
      while (at < json.length()) {
        char c = json.charAt(at);
        if (c == '"' || c == '\'') {
          quoted(c);
          continue;
        }
        boolean ends = keyFollows ? c == ':' || c == '}' : ",]}".indexOf(c) >= 0;
        if (parentheses == 0 && (ends || SqlChars.isSpace(c))) {
          return;
        }
        parentheses += c == '(' ? 1 : c == ')' ? -1 : 0;
        at++;
      }
    }

    private void field(String name) {
      fields++;
      keyFollows = false;
      if (firstField.isEmpty()) {
        firstField = SqlReader.cut(name, 64);
      }
      if (isMuted()) {
        return;
      }
      if (out.charAt(out.length() - 1) != '{') {
        out.append(", ");
      }
      Segments.append(out, name, 0, name.length());
      out.append(": ");
    }

    private void value(int from, int to) {
      if (fields == 1 && depth == 1 && firstValue.isEmpty()) {
        firstValue = SqlReader.cut(json.substring(from, to), 255);
      }
      startElement(false);
      valueHash = Hash.add(valueHash, json, from, to);
      placeholder |= to - from == 1 && json.charAt(from) == '?';
      if (!isMuted()) {
        out.append('?');
      }
      endElement();
    }
  }
}
