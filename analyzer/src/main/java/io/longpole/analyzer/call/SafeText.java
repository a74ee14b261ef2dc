package io.longpole.analyzer.call;

/** Database queries of every kind without their values, for showing. */
final class SafeText {

  private SafeText() {}

  /** The query without values, at most as long as the limits allow. */
  static String of(String query, String system, CallLimits limits) {
    String text = SqlReader.cut(query, limits.textChars());
    if (DocumentCalls.isDocument(text, system)) {
      return DocumentCalls.shown(text, limits);
    }
    return switch (StoreCalls.classOf(system)) {
      case CACHE -> command(text, limits);
      case SEARCH ->
          SearchCalls.isRequest(text)
              ? SqlReader.cut(Secrets.url(text), limits.safeTextChars())
              : Shape.read(text, limits).shown();
      default -> {
        SqlTokens tokens = new SqlTokens();
        tokens.read(text, SqlDialect.of(system), limits.textChars());
        yield SqlReader.cut(SqlReader.safe(tokens), limits.safeTextChars());
      }
    };
  }

  private static String command(String text, CallLimits limits) {
    CacheCommand command = CacheCommand.read(text, limits);
    StringBuilder out = new StringBuilder(command.command());
    if (!command.pattern().isEmpty()) {
      out.append(' ').append(command.pattern());
    }
    if (command.hasMore()) {
      out.append(" ?");
    }
    boolean pipeline = CacheCommand.isPipeline(command.command());
    return command.several() && (pipeline || command.keys() > 2)
        ? ShownSize.add(out.toString(), command.keys())
        : out.toString();
  }
}
