package io.longpole.analyzer.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A command to a cache, as text: {@code GET user:1042} has the command GET and the key pattern
 * {@code user:*}.
 *
 * @param command upper case; PIPELINE for several lines of different commands
 * @param pattern the first key, templated
 * @param hash of the whole text
 * @param masked whether some argument is {@code ?}, or the key is not there
 * @param keys how many keys an MGET or lines a pipeline has; 1 otherwise
 * @param hasMore whether there is more than the command and one key
 * @param several whether it is a pipeline or an MGET
 */
record CacheCommand(
    String command,
    String pattern,
    long hash,
    boolean masked,
    int keys,
    boolean several,
    boolean hasMore) {

  private static final Set<String> READS =
      Set.of(
          "GET",
          "GETS",
          "MGET",
          "GETBULK",
          "GET_MANY",
          "GETS_MANY",
          "GET_MULTI",
          "HGET",
          "HMGET",
          "HGETALL",
          "HKEYS",
          "HVALS",
          "HLEN",
          "HEXISTS",
          "EXISTS",
          "TTL",
          "PTTL",
          "SCAN",
          "HSCAN",
          "SSCAN",
          "ZSCAN",
          "LRANGE",
          "LLEN",
          "LINDEX",
          "SMEMBERS",
          "SISMEMBER",
          "SMISMEMBER",
          "SCARD",
          "ZRANGE",
          "ZREVRANGE",
          "ZRANGEBYSCORE",
          "ZREVRANGEBYSCORE",
          "ZRANGEBYLEX",
          "ZSCORE",
          "ZMSCORE",
          "ZCARD",
          "ZRANK",
          "ZREVRANK",
          "ZCOUNT",
          "STRLEN",
          "GETRANGE",
          "GETBIT",
          "BITCOUNT",
          "KEYS",
          "TYPE",
          "PFCOUNT",
          "XRANGE",
          "XREVRANGE",
          "XLEN",
          "DBSIZE",
          "GEOPOS",
          "GEODIST",
          "GEOSEARCH",
          "SINTER",
          "SUNION",
          "SDIFF",
          "ZREVRANGEBYLEX",
          "ZLEXCOUNT",
          "ZRANDMEMBER",
          "ZDIFF",
          "ZINTER",
          "ZINTERCARD",
          "ZUNION",
          "SRANDMEMBER",
          "SINTERCARD",
          "HRANDFIELD",
          "HSTRLEN",
          "LPOS",
          "BITPOS",
          "SUBSTR",
          "LCS",
          "EXPIRETIME",
          "PEXPIRETIME",
          "RANDOMKEY",
          "OBJECT",
          "DUMP",
          "XREAD",
          "XPENDING",
          "XINFO",
          "GEOHASH",
          "GEORADIUS_RO",
          "GEORADIUSBYMEMBER_RO",
          "BITFIELD_RO",
          "SORT_RO",
          "EVAL_RO",
          "EVALSHA_RO",
          "FCALL_RO",
          "JSON.GET",
          "JSON.MGET",
          "FT.SEARCH");

  /** Commands whose first word after them is no key but a script or a secret. */
  private static final Set<String> KEYLESS =
      Set.of(
          "EVAL",
          "EVALSHA",
          "EVAL_RO",
          "EVALSHA_RO",
          "SCRIPT",
          "AUTH",
          "HELLO",
          "CLIENT",
          "CONFIG",
          "PING",
          "SELECT");

  /** No command is longer; what is has no space where one belongs. */
  private static final int MAX_COMMAND_CHARS = 64;

  static CacheCommand read(String text, CallLimits limits) {
    String given = SqlReader.cut(text, limits.textChars()).strip();
    int told = given.startsWith("MGET ") || isPipeline(given) ? ShownSize.of(given) : 0;
    String whole = told > 0 ? ShownSize.without(given) : given;
    if (told > 0 && isPipeline(whole)) {
      List<String> kept = words(whole, 2);
      String what = kept.size() < 2 || kept.get(1).equals("?") ? "" : " " + kept.get(1);
      return new CacheCommand("PIPELINE" + what, "", Hash.of(whole), true, told, true, true);
    }
    int lines = 0;
    String first = "";
    boolean same = true;
    boolean masked = text.length() > limits.textChars();
    String firstLine = "";
    for (String line : whole.split("[\n;]", -1)) {
      List<String> words = words(line, 1);
      if (words.isEmpty()) {
        continue;
      }
      lines++;
      String command = SqlReader.cut(words.get(0), MAX_COMMAND_CHARS).toUpperCase(Locale.ROOT);
      if (lines == 1) {
        first = command;
        firstLine = line;
      }
      same &= command.equals(first);
    }
    long hash = Hash.of(whole);
    if (lines > 1) {
      String command = same ? "PIPELINE " + first : "PIPELINE";
      return new CacheCommand(command, "", hash, masked || hasMask(whole), lines, true, true);
    }
    List<String> words = words(firstLine, 3);
    boolean keyless = words.size() < 2 || KEYLESS.contains(first);
    String pattern = keyless ? "" : NameTemplate.ofKey(words.get(1), limits.keyPatternChars());
    boolean several = first.equals("MGET");
    int seen = several ? words(firstLine, Integer.MAX_VALUE).size() - 1 : 1;
    int keys = Math.max(Math.max(seen, told), 1);
    return new CacheCommand(
        first,
        pattern,
        hash,
        masked || words.size() < 2 || hasMask(whole),
        keys,
        several,
        words.size() > 2 || (keyless && words.size() > 1));
  }

  private static boolean hasMask(String text) {
    return text.endsWith(" ?")
        || text.contains(" ? ")
        || text.contains("?\n")
        || text.contains("?;")
        || text.contains("REDACTED")
        || text.contains("***");
  }

  /** The first words, without quotes around them. */
  private static List<String> words(String line, int most) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < line.length() && words.size() < most) {
      while (at < line.length() && SqlChars.isSpace(line.charAt(at))) {
        at++;
      }
      if (at == line.length()) {
        break;
      }
      char quote = line.charAt(at);
      int end;
      if (quote == '"' || quote == '\'') {
        end = line.indexOf(quote, ++at);
        end = end < 0 ? line.length() : end;
      } else {
        end = at;
        while (end < line.length() && !SqlChars.isSpace(line.charAt(end))) {
          end++;
        }
      }
      words.add(plain(line.substring(at, end)));
      at = end + 1;
    }
    return words;
  }

  /** {@code key<user:7>} is how Lettuce writes the key {@code user:7}. */
  private static String plain(String word) {
    boolean wrapped = word.startsWith("key<") && word.endsWith(">");
    return wrapped ? word.substring("key<".length(), word.length() - 1) : word;
  }

  /** Whether a command is told with the pipeline or transaction that it was sent in. */
  static boolean isOneOfSeveral(String command) {
    return command.startsWith("PIPELINE ") || command.startsWith("MULTI ");
  }

  /** Whether a command stands for several lines, with or without what they have in common. */
  static boolean isPipeline(String command) {
    return command.equals("PIPELINE") || command.startsWith("PIPELINE ");
  }

  /** Whether a command only reads. */
  static boolean reads(String command) {
    return READS.contains(command);
  }
}
