package io.longpole.analyzer.call;

import io.longpole.analyzer.model.Attributes;
import java.util.Locale;
import java.util.Set;

/**
 * Takes secrets out of what is shown or indexed: texts, URLs, queries and attributes.
 *
 * <p>What was secret reads {@value #MASK}. Every method accepts any text and is linear in it.
 */
public final class Secrets {

  /** What stands in the place of a secret. */
  public static final String MASK = "REDACTED";

  private static final Set<String> HEADERS =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key");
  private static final String[] HEADER_PREFIXES = {
    "http.request.header.",
    "http.response.header.",
    "rpc.request.metadata.",
    "rpc.response.metadata.",
    "rpc.grpc.request.metadata.",
    "rpc.grpc.response.metadata.",
    "rpc.connect_rpc.request.metadata.",
    "rpc.connect_rpc.response.metadata."
  };

  private Secrets() {}

  /**
   * A message, log body or other text without bearer and basic credentials, {@code password=}-like
   * pairs, JWTs, PEM blocks, AWS key ids and {@code scheme://user:pass@}.
   */
  public static String text(String text) {
    return SecretScan.mayHoldSecret(text) ? new SecretScan(text).masked() : text;
  }

  /**
   * A URL, path or query without credentials and without the values of keys that carry signatures,
   * tokens and passwords; the keys stay. A JWT or AWS key id is masked in its path too, and so are
   * the credentials of a URL within it.
   */
  public static String url(String url) {
    String shown = SecretPairs.url(url);
    int last = shown.lastIndexOf("://");
    boolean another = last > shown.indexOf("://") || (last > 0 && shown.startsWith("/"));
    return another || SecretScan.holdsToken(shown) ? new SecretScan(shown).masked() : shown;
  }

  /**
   * A database query as it may be shown: without values and comments.
   *
   * @param system the database system, by its current or old name; may be empty
   */
  public static String query(String query, String system) {
    Object name = Fact.DB_SYSTEM.convert(system);
    return SafeText.of(
        QuotedText.plain(query), name == null ? "" : name.toString(), CallLimits.DEFAULT);
  }

  /** The database system that attributes name, for {@link #query}; empty if they name none. */
  public static String system(Attributes attributes) {
    for (String name : Fact.DB_SYSTEM.names()) {
      String system = attributes.text(name);
      if (system != null) {
        return system;
      }
    }
    String driven = Observations.databaseOf(attributes);
    return driven == null ? "" : driven;
  }

  /**
   * Whether the value of an attribute is a database query; how it is read depends on the system.
   */
  public static boolean isQuery(String attribute) {
    return Fact.DB_TEXT.names().contains(attribute) || Observations.isQuery(attribute);
  }

  /** Whether the value of an attribute is never shown, whatever it is. */
  public static boolean isHidden(String attribute) {
    if (attribute.startsWith("db.query.parameter.") || Observations.isParameter(attribute)) {
      return true;
    }
    switch (attribute) {
      case "db.user",
          "db.connection_string",
          "db.statement.parameters",
          "db.postgresql.values",
          "db.mysql.values",
          "graphql.variables",
          "messaging.message.payload" -> {
        return true;
      }
      default -> {}
    }
    if (attribute.endsWith(".body") || attribute.endsWith(".body.content")) {
      return true;
    }
    for (String prefix : HEADER_PREFIXES) {
      if (attribute.startsWith(prefix)) {
        return isSecretHeader(attribute.substring(prefix.length()));
      }
    }
    return SecretPairs.isSecretName(attribute, 0, attribute.length());
  }

  private static boolean isSecretHeader(String name) {
    String header = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return HEADERS.contains(header)
        || SecretPairs.isSecretName(header, 0, header.length())
        || header.contains("token")
        || header.contains("secret")
        || header.contains("password");
  }

  /**
   * The attributes as they may be shown and indexed; names and order stay. For many spans a {@link
   * Redactor} is faster.
   */
  public static Attributes attributes(Attributes attributes) {
    return new Redactor().attributes(attributes);
  }
}
