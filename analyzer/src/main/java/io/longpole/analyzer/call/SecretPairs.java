package io.longpole.analyzer.call;

import java.util.Locale;
import java.util.Set;

/** Names whose values are secret, and URLs without such values. */
final class SecretPairs {

  /** The list of the semantic conventions, then ours; compared without case. */
  private static final Set<String> URL_KEYS =
      Set.of(
          "x-amz-signature",
          "x-amz-credential",
          "x-amz-security-token",
          "awsaccesskeyid",
          "signature",
          "sig",
          "x-goog-signature",
          "token",
          "access_token",
          "api_key",
          "key",
          "password",
          "secret",
          "code",
          "sid",
          "jwt",
          "refresh_token",
          "id_token",
          "client_secret",
          "apikey",
          "api-key",
          "passwd",
          "pwd");

  private static final int LONGEST_KEY = 32;

  /** Endings of names, without marks and case. */
  private static final String[] NAMES = {
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "authorization",
    "cookie",
    "credential",
    "credentials",
    "jwt"
  };

  /** Endings of names that look secret and only say where a list goes on. */
  private static final String[] PLACES = {"pagetoken", "nexttoken", "continuationtoken"};

  /** Endings of names of what has parts with names of their own: a user and a password. */
  private static final String[] GROUPS = {"credential", "credentials"};

  private SecretPairs() {}

  /** Whether a name from start to end says that its value is secret: {@code db_password}. */
  static boolean isSecretName(String text, int start, int end) {
    return endsWithOne(text, start, end, NAMES) && !endsWithOne(text, start, end, PLACES);
  }

  /** Whether a secret name is that of a group, of which not all is secret. */
  static boolean isGroup(String text, int start, int end) {
    return endsWithOne(text, start, end, GROUPS);
  }

  private static boolean endsWithOne(String text, int start, int end, String[] names) {
    for (String name : names) {
      if (endsWith(text, start, end, name)) {
        return true;
      }
    }
    return false;
  }

  /** Compares backwards, passing over marks within words; bounded by the length of the name. */
  private static boolean endsWith(String text, int start, int end, String name) {
    int at = end - 1;
    for (int i = name.length() - 1; i >= 0; i--) {
      if (at >= start && (text.charAt(at) == '_' || text.charAt(at) == '-')) {
        at--;
      }
      if (at < start || SqlWord.lower(text.charAt(at)) != name.charAt(i)) {
        return false;
      }
      at--;
    }
    return true;
  }

  /** Whether a key of a URL from start to end has a secret value. */
  static boolean isSecretKey(String text, int start, int end) {
    return isSecretName(text, start, end)
        || (end - start <= LONGEST_KEY
            && URL_KEYS.contains(text.substring(start, end).toLowerCase(Locale.ROOT)));
  }

  static String url(String url) {
    int query = queryStart(url);
    int scheme = url.indexOf("://");
    StringBuilder out = new StringBuilder(url.length() + 16);
    int copied = 0;
    if (scheme > 0 && scheme < query) {
      int authority = scheme + 3;
      int path = url.indexOf('/', authority);
      int stop = path < 0 || path > query ? query : path;
      int at = url.lastIndexOf('@', stop - 1);
      if (at >= authority) {
        out.append(url, 0, authority).append(credentials(url, authority, at));
        copied = at;
      }
    }
    int from = query == url.length() ? pairStart(url) : query + 1;
    out.append(url, copied, Math.max(from, copied));
    pairs(out, url, Math.max(from, copied));
    return out.toString();
  }

  /** What stands for user and password before the mail sign. */
  static String credentials(String text, int start, int end) {
    boolean two = text.indexOf(':', start, end) >= 0;
    return two ? Secrets.MASK + ":" + Secrets.MASK : Secrets.MASK;
  }

  private static int queryStart(String url) {
    for (int i = 0; i < url.length(); i++) {
      if (url.charAt(i) == '?' || url.charAt(i) == '#') {
        return i;
      }
    }
    return url.length();
  }

  /**
   * Where pairs start in a text without question mark: at once in a bare query such as {@code
   * a=1&next=/x}, else nowhere.
   */
  private static int pairStart(String url) {
    int equals = url.indexOf('=');
    int slash = url.indexOf('/');
    boolean bare = equals > 0 && (slash < 0 || equals < slash);
    return bare ? 0 : url.length();
  }

  private static void pairs(StringBuilder out, String url, int start) {
    int from = start;
    while (from < url.length()) {
      int equals = -1;
      int end = from;
      while (end < url.length() && "&;#?".indexOf(url.charAt(end)) < 0) {
        equals = equals < 0 && url.charAt(end) == '=' ? end : equals;
        end++;
      }
      if (equals >= 0 && equals + 1 < end && isSecretKey(url, from, equals)) {
        out.append(url, from, equals + 1).append(Secrets.MASK);
      } else {
        out.append(url, from, end);
      }
      if (end < url.length()) {
        out.append(url.charAt(end));
      }
      from = end + 1;
    }
  }
}
