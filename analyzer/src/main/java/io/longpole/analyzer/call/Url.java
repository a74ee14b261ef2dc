package io.longpole.analyzer.call;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is kept of a URL or path: its template and hashes of what the template leaves out.
 *
 * <p>{@code https://u:p@Shop:8443/clients/11?b=1&a=2#x} has the host {@code shop}, the path
 * template {@code /clients/*?a=*&b=*} and the template {@code https://shop} before that. A scan by
 * hand that accepts every text; linear, up to 8 KiB, 64 segments and 32 query keys.
 *
 * @param origin scheme and host without port and credentials; empty for a path alone
 * @param host the host, lower case, {@code <ip>} for an address; empty for a path alone
 * @param path path and query template; {@code /} if empty
 * @param asset whether the path ends like a static file
 * @param graphql whether the path is that of a GraphQL endpoint
 * @param masked whether something in it was masked or cut, so that equal texts prove nothing
 * @param hash of path and query values
 * @param page hash of the values of keys that ask for a page; 0 if there are none
 * @param rest the hash without the page
 */
record Url(
    String origin,
    String host,
    String path,
    boolean asset,
    boolean graphql,
    boolean masked,
    long hash,
    long page,
    long rest) {

  private static final int MAX_CHARS = 8_192;
  private static final int MAX_SEGMENTS = 64;
  private static final int MAX_KEYS = 32;

  private static final Set<String> ASSETS =
      Set.of(
          "css", "js", "mjs", "map", "woff", "woff2", "ttf", "otf", "eot", "png", "jpg", "jpeg",
          "gif", "svg", "webp", "ico", "avif", "bmp", "tif", "tiff", "mp3", "ogg", "oga", "wav",
          "flac", "m4a", "aac", "mp4", "m4v", "webm", "mov", "avi", "mkv", "ogv");

  /**
   * Keys that ask for a page, as letters and digits alone: {@code page[number]}, {@code startAt}.
   */
  private static final Set<String> PAGE_KEYS =
      Set.of(
          "page",
          "pagenumber",
          "pageno",
          "pagenum",
          "pageindex",
          "pagetoken",
          "nextpagetoken",
          "nexttoken",
          "continuationtoken",
          "pagecursor",
          "pageafter",
          "pageoffset",
          "offset",
          "skip",
          "start",
          "startat",
          "startindex",
          "startafter",
          "startingafter",
          "after",
          "cursor",
          "nextcursor",
          "marker");

  /** The whole template. */
  String template() {
    return origin + path;
  }

  static Url read(String text) {
    return new Scan(SqlReader.cut(text, MAX_CHARS), text.length() > MAX_CHARS).read();
  }

  /** One pass over one text. */
  private static final class Scan {
    private final String text;
    private final int end;
    private final StringBuilder path = new StringBuilder();
    private String origin = "";
    private String host = "";
    private boolean masked;
    private long page;
    private long rest;

    Scan(String text, boolean cut) {
      int fragment = text.indexOf('#');
      this.text = fragment < 0 ? text : text.substring(0, fragment);
      end = this.text.length();
      masked = cut;
    }

    Url read() {
      int pathStart = authority();
      int question = text.indexOf('?', pathStart);
      int pathEnd = question < 0 ? end : question;
      path(pathStart, pathEnd);
      if (path.isEmpty()) {
        path.append('/');
      }
      boolean asset = isAsset(pathStart, pathEnd);
      boolean graphql = text.substring(pathStart, pathEnd).contains("/graphql");
      rest = Hash.add(Hash.START, text, pathStart, pathEnd);
      query(pathEnd + 1);
      String part = text.substring(pathStart, end);
      masked |=
          part.contains("REDACTED")
              || part.contains("?*")
              || part.contains("***")
              || part.contains("%2A")
              || part.contains("%2a");
      long hash = Hash.finish(Hash.add(rest, page));
      return new Url(
          origin, host, path.toString(), asset, graphql, masked, hash, page, Hash.finish(rest));
    }

    /** Reads scheme and host, if there are any; where the path starts. */
    private int authority() {
      int scheme = schemeEnd();
      int start = scheme;
      if (scheme == 0 && !startsWithHostAndPort()) {
        return 0;
      }
      int stop = start;
      while (stop < end && text.charAt(stop) != '/' && text.charAt(stop) != '?') {
        stop++;
      }
      int at = text.lastIndexOf('@', stop - 1);
      host = Hosts.normal(text.substring(Math.max(start, at + 1), stop));
      origin = text.substring(0, scheme).toLowerCase(Locale.ROOT) + host;
      return stop;
    }

    /** The place after {@code scheme://}, 0 if the text does not start so. */
    private int schemeEnd() {
      int i = 0;
      while (i < end
          && (Character.isLetterOrDigit(text.charAt(i)) || "+-.".indexOf(text.charAt(i)) >= 0)) {
        i++;
      }
      return text.startsWith("://", i) ? i + 3 : 0;
    }

    /** {@code shop:8080/x}, as some libraries write it. */
    private boolean startsWithHostAndPort() {
      int colon = 0;
      while (colon < end
          && (Character.isLetterOrDigit(text.charAt(colon))
              || "-._".indexOf(text.charAt(colon)) >= 0)) {
        colon++;
      }
      int i = colon + 1;
      if (colon >= end || text.charAt(colon) != ':') {
        return false;
      }
      while (i < end && Character.isDigit(text.charAt(i))) {
        i++;
      }
      return i > colon + 1 && (i == end || text.charAt(i) == '/' || text.charAt(i) == '?');
    }

    private void path(int start, int pathEnd) {
      int from = start;
      int segments = 0;
      for (int i = start; i <= pathEnd && segments <= MAX_SEGMENTS; i++) {
        if (i == pathEnd || text.charAt(i) == '/') {
          segment(from, i);
          from = i + 1;
          segments++;
          if (i < pathEnd && segments <= MAX_SEGMENTS) {
            path.append('/');
          }
        }
      }
    }

    private void segment(int start, int stop) {
      int matrix = text.indexOf(';', start, stop);
      int nameEnd = matrix >= 0 ? matrix : stop;
      Segments.append(path, text, start, nameEnd);
      boolean star = nameEnd - start == 1 && text.charAt(start) == '*';
      masked |= star || text.indexOf('{', start, nameEnd) >= 0;
    }

    private boolean isAsset(int pathStart, int pathEnd) {
      int dot = text.lastIndexOf('.', pathEnd - 1);
      return dot >= pathStart
          && ASSETS.contains(text.substring(dot + 1, pathEnd).toLowerCase(Locale.ROOT));
    }

    private void query(int start) {
      Set<String> keys = new TreeSet<>();
      int from = start;
      for (int i = start; i <= end; i++) {
        if (i == end || text.charAt(i) == '&') {
          pair(keys, from, i);
          from = i + 1;
        }
      }
      char separator = '?';
      int count = 0;
      for (String key : keys) {
        if (count++ == MAX_KEYS) {
          break;
        }
        path.append(separator).append(key).append("=*");
        separator = '&';
      }
    }

    private static String plain(String key) {
      StringBuilder plain = new StringBuilder(key.length());
      for (int i = 0; i < key.length(); i++) {
        char c = key.charAt(i);
        if (Character.isLetterOrDigit(c)) {
          plain.append(Character.toLowerCase(c));
        }
      }
      return plain.toString();
    }

    private void pair(Set<String> keys, int start, int stop) {
      int equals = text.indexOf('=', start, stop);
      int keyEnd = equals >= 0 ? equals : stop;
      if (keyEnd == start) {
        return;
      }
      String key = text.substring(start, keyEnd);
      keys.add(Segments.isValue(key, 0, key.length()) ? "*" : key);
      // A sum, so that the order of the pairs does not matter.
      long hash = Hash.finish(Hash.add(Hash.START, text, start, stop));
      if (PAGE_KEYS.contains(plain(key))) {
        page += hash;
      } else {
        rest += hash;
      }
    }
  }
}
