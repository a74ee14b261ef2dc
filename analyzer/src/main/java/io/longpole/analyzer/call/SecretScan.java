package io.longpole.analyzer.call;

/**
 * One pass over one text that masks what looks like a secret.
 *
 * <p>Each character starts at most one attempt to match, what an attempt reads is either masked or
 * passed over, and names are compared backwards over a bounded length: linear for every text.
 */
final class SecretScan {

  private static final String PEM_BEGIN = "-----BEGIN";
  private static final String PEM_END = "-----END";
  private static final String[] KEY_IDS = {
    "AKIA", "ASIA", "AROA", "AIDA", "AGPA", "ANPA", "ANVA", "AIPA", "ABIA", "ACCA"
  };
  private static final int KEY_ID_CHARS = 20;
  private static final int MIN_BASIC_CHARS = 8;
  private static final String CDATA = "<![CDATA[";
  private static final int MAX_PREFIX_CHARS = 32;
  private static final String MAP = "map[";

  private final String text;
  private final SecretEnds ends;
  private final StringBuilder out = new StringBuilder();
  private int copied;
  private int at;
  private long steps;

  /** Whether what stands here is within the tag of an element that holds a secret. */
  private boolean secretTag;

  /** Whether what lies within that element is judged by its own names. */
  private boolean secretGroup;

  /** How many elements are open from the one that holds a secret on. */
  private int secretLevel;

  SecretScan(String text) {
    this.text = text;
    this.ends = new SecretEnds(text);
  }

  /** Whether a text has any sign of a secret; most values of attributes have none. */
  static boolean mayHoldSecret(String text) {
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '=', ':', ' ', '<' -> {
          return true;
        }
        default -> {}
      }
    }
    return holdsToken(text);
  }

  /** Whether a JWT or AWS key id may stand in a text, whatever is around it. */
  static boolean holdsToken(String text) {
    if (text.length() < KEY_ID_CHARS) {
      return false;
    }
    if (text.contains("eyJ")) {
      return true;
    }
    for (String prefix : KEY_IDS) {
      if (text.contains(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** The text, masked; the same object if there is nothing to mask. */
  String masked() {
    while (at < text.length()) {
      int start = at;
      char c = text.charAt(at);
      if (SecretEnds.isWord(c)) {
        word();
      } else if (c == '-' && text.startsWith(PEM_BEGIN, at)) {
        pem();
      } else if (c == ':' && text.startsWith("://", at)) {
        credentials();
      } else if (c == '?' || c == '&') {
        urlKey();
      } else if (c == '>' && (secretTag || secretLevel > 0)) {
        element();
      } else if (c == '<') {
        tag();
      } else {
        at++;
      }
      steps += at - start;
    }
    return copied == 0 ? text : out.append(text, copied, text.length()).toString();
  }

  /** How many characters were looked at; the measure of work in tests. */
  long steps() {
    return steps;
  }

  private void maskAny(int start, int end) {
    if (end > start) {
      mask(start, end);
    }
  }

  private void mask(int start, int end) {
    out.append(text, copied, start).append(Secrets.MASK);
    copied = end;
    at = end;
  }

  private void word() {
    int start = at;
    int end = ends.ofToken(start);
    at = end;
    if (keyIds(start, end)) {
      return;
    }
    if (text.startsWith("eyJ", start) && ends.charAt(end) == '.') {
      jwt(start, end);
    } else if (isScheme(start, end)) {
      scheme(end);
    } else {
      if (isTag(start) && SecretPairs.isSecretName(text, start, end)) {
        secretTag = true;
        secretGroup = SecretPairs.isGroup(text, start, end);
      }
      pair(start, end);
    }
  }

  /** Whether the name of an element starts there: {@code <password>}, {@code <s:password>}. */
  private boolean isTag(int start) {
    int place = start - 1;
    if (place > 0 && text.charAt(place) == ':') {
      int least = Math.max(place - MAX_PREFIX_CHARS, 0);
      place--;
      while (place > least && SecretEnds.isToken(text.charAt(place))) {
        place--;
      }
    }
    return place >= 0 && text.charAt(place) == '<';
  }

  private void tag() {
    secretTag = false;
    at++;
    if (secretLevel > 0 && "!?".indexOf(ends.charAt(at)) < 0) {
      secretLevel += ends.charAt(at) == '/' ? -1 : 1;
    }
  }

  /**
   * What an element holds, up to its end tag, and what the elements within it hold. Words in angle
   * brackets without one, as in {@code login <user> <password> now}, hold nothing; but a text may
   * be cut.
   */
  private void element() {
    boolean empty = ends.charAt(at - 1) == '/';
    if (secretLevel > 0 ? empty : !empty) {
      secretLevel += empty ? -1 : 1;
    }
    secretTag = false;
    at++;
    if (secretLevel > 0) {
      content(at);
    }
  }

  private void content(int start) {
    int end = text.indexOf('<', start);
    if (end == start && text.startsWith(CDATA, start)) {
      end = text.indexOf("]]>", start);
      mask(start + CDATA.length(), end < 0 ? text.length() : end);
      return;
    }
    boolean cut = end < 0 && ends.ofPlain(start) == text.length();
    boolean closed = end > start && ends.charAt(end + 1) == '/';
    boolean blank = end >= 0 && text.substring(start, end).isBlank();
    if (blank && !secretGroup) {
      at = end;
    } else if (closed || (cut && start < text.length())) {
      mask(start, cut ? text.length() : end);
    } else {
      secretLevel = 0;
      steps += (end < 0 ? text.length() : end) - start;
    }
  }

  /** Masks the key ids between the hyphens of a token, as in {@code user-AKIA…}. */
  private boolean keyIds(int tokenStart, int tokenEnd) {
    boolean found = false;
    int start = tokenStart;
    while (start < tokenEnd) {
      int end = start;
      while (end < tokenEnd && text.charAt(end) != '-') {
        end++;
      }
      if (isKeyId(start, end)) {
        mask(start, end);
        found = true;
      }
      start = end + 1;
    }
    return found;
  }

  private boolean isKeyId(int start, int end) {
    if (end - start != KEY_ID_CHARS || text.charAt(start) != 'A') {
      return false;
    }
    boolean known = false;
    for (String prefix : KEY_IDS) {
      known |= text.startsWith(prefix, start);
    }
    for (int i = start; i < end && known; i++) {
      char c = text.charAt(i);
      known = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
    return known;
  }

  /**
   * Three or more parts of base64url with dots between, the first an encoded JSON object. The
   * second is empty where the content is encrypted with a shared key.
   */
  private void jwt(int start, int firstEnd) {
    int end = firstEnd;
    int parts = 1;
    while (ends.charAt(end) == '.'
        && (SecretEnds.isToken(ends.charAt(end + 1)) || ends.charAt(end + 1) == '.')) {
      end = ends.ofToken(end + 1);
      parts++;
    }
    if (parts >= 3 || (parts == 2 && firstEnd - start >= 16)) {
      mask(start, ends.charAt(end) == '.' ? end + 1 : end);
    }
  }

  private boolean isScheme(int start, int end) {
    int chars = end - start;
    return ends.charAt(end) == ' '
        && ((chars == 6 && text.regionMatches(true, start, "Bearer", 0, 6))
            || (chars == 5 && text.regionMatches(true, start, "Basic", 0, 5)));
  }

  /** The value after Bearer or Basic; short words after Basic are prose. */
  private void scheme(int nameEnd) {
    int start = nameEnd;
    while (ends.charAt(start) == ' ') {
      start++;
    }
    int end = start;
    while (end < text.length() && isCredential(text.charAt(end))) {
      end++;
    }
    boolean bearer = ends.charAt(nameEnd - 1) == 'r' || ends.charAt(nameEnd - 1) == 'R';
    if (end > start && (bearer || end - start >= MIN_BASIC_CHARS)) {
      mask(start, end);
    }
  }

  private static boolean isCredential(char c) {
    return SecretEnds.isWord(c) || "-._~+/=".indexOf(c) >= 0;
  }

  /** {@code password=x}, {@code "token": "x"}, {@code Cookie: a=b; c=d}. */
  private void pair(int start, int nameEnd) {
    int place = nameEnd;
    while (ends.charAt(place) == '\\' || ends.charAt(place) == '"' || ends.charAt(place) == '\'') {
      place++;
    }
    while (ends.charAt(place) == ' ') {
      place++;
    }
    char sign = ends.charAt(place);
    if ((sign != '=' && sign != ':') || !SecretPairs.isSecretName(text, start, nameEnd)) {
      return;
    }
    place++;
    while (ends.charAt(place) == ' ' || ends.charAt(place) == '>' || ends.charAt(place) == '=') {
      place++;
    }
    value(place, sign, start, nameEnd);
  }

  private boolean endsWith(int end, String name) {
    return text.regionMatches(true, end - name.length(), name, 0, name.length());
  }

  private void value(int start, char sign, int nameStart, int nameEnd) {
    boolean cookie = endsWith(nameEnd, "cookie");
    boolean authorization = endsWith(nameEnd, "authorization");
    char first = ends.charAt(start);
    char second = ends.charAt(start + 1);
    if (first == '[' || text.startsWith(MAP, start)) {
      int open = text.indexOf('[', start);
      maskAny(open + 1, ends.ofNested(open));
    } else if (SecretEnds.isQuote(first) || (first == '\\' && SecretEnds.isQuote(second))) {
      quoted(start);
    } else if (first == '{' && ends.opensPairs(start)) {
      object(start, SecretPairs.isGroup(text, nameStart, nameEnd));
    } else if (sign == ':' && (cookie || authorization)) {
      maskAny(start, ends.ofLine(start));
    } else {
      plain(start, cookie, authorization);
    }
  }

  /** All that an object holds, as of an element; the pairs of a group are judged by their names. */
  private void object(int start, boolean group) {
    if (group) {
      at = start;
    } else {
      maskAny(start + 1, ends.ofNested(start));
    }
  }

  private void quoted(int start) {
    boolean escaped = text.charAt(start) == '\\';
    int from = start + (escaped ? 2 : 1);
    char quote = text.charAt(from - 1);
    int end = from;
    while (end < text.length() && text.charAt(end) != quote) {
      end += text.charAt(end) == '\\' && !escaped ? 2 : 1;
    }
    end = Math.min(end, text.length());
    boolean stepBack = escaped && end > from && text.charAt(end - 1) == '\\';
    mask(from, stepBack ? end - 1 : end);
  }

  /** A value without quotes: of a cookie all its pairs, of an authorization also its scheme. */
  private void plain(int start, boolean cookie, boolean authorization) {
    int end = ends.ofPlain(start);
    boolean word = ends.charAt(end) == ' ' && end == ends.ofToken(start);
    if (word && isScheme(start, end)) {
      at = start;
      return;
    }
    if (authorization && word && !startsPair(end + 1)) {
      end = ends.ofPlain(end + 1);
    }
    while (cookie && ends.charAt(end) == ';') {
      end = ends.ofPlain(ends.charAt(end + 1) == ' ' ? end + 2 : end + 1);
    }
    maskAny(start, end);
  }

  /** Whether a next pair stands there, as in {@code authorization=x user=bob}. */
  private boolean startsPair(int start) {
    int end = ends.ofToken(start);
    return ends.charAt(end) == '=' && SecretEnds.isToken(ends.charAt(end + 1));
  }

  /** From BEGIN to the end of the END line; to the end of the text if there is none. */
  private void pem() {
    int end = text.indexOf(PEM_END, at + PEM_BEGIN.length());
    if (end < 0) {
      mask(at, text.length());
      return;
    }
    int close = text.indexOf("-----", end + PEM_END.length());
    mask(at, close < 0 ? text.length() : close + 5);
  }

  private void credentials() {
    int start = at + 3;
    int stop = start;
    int end = start;
    while (stop < text.length() && " \t\r\n/?#\"'<>".indexOf(text.charAt(stop)) < 0) {
      end = text.charAt(stop) == '@' ? stop : end;
      stop++;
    }
    at = start;
    if (end > start) {
      out.append(text, copied, start).append(SecretPairs.credentials(text, start, end));
      copied = end;
      at = end;
    } else {
      steps += stop - start;
    }
  }

  private void urlKey() {
    int start = at + 1;
    int end = ends.ofToken(start);
    at = start;
    if (ends.charAt(end) == '=' && SecretPairs.isSecretKey(text, start, end)) {
      int stop = end + 1;
      while (stop < text.length() && " \t\r\n&#\"'<>)".indexOf(text.charAt(stop)) < 0) {
        stop++;
      }
      if (stop > end + 1) {
        mask(end + 1, stop);
      }
    }
  }
}
