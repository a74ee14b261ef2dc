package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.call.Call.Subject;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What deriving calls remembers from trace to trace: texts already read and subjects already made.
 *
 * <p>It changes no result, only how fast it comes. Bounded by its limits; owned by one thread.
 */
public final class CallCache {

  private final CallLimits limits;
  private final SqlReader sqlReader;
  private final Map<SqlDialect, GenerationCache<String, SqlText>> statements =
      new EnumMap<>(SqlDialect.class);
  private final GenerationCache<String, Url> urls;
  private final GenerationCache<String, String> names;
  private final GenerationCache<String, String> keys;
  private final GenerationCache<String, StoreOperation> operations;
  private final GenerationCache<String, Noise> noises;
  private final GenerationCache<String, CacheCommand> commands;
  private final GenerationCache<String, Shape> shapes;
  private final GenerationCache<Object, Subject> subjects;
  private final Facts facts = new Facts();
  private final Draft draft = new Draft();
  private final StoreCalls stores = new StoreCalls(this);
  private final WebCalls web = new WebCalls(this);
  private final ServiceCalls services = new ServiceCalls(this);

  public CallCache() {
    this(CallLimits.DEFAULT);
  }

  public CallCache(CallLimits limits) {
    this.limits = limits;
    sqlReader = new SqlReader(limits);
    for (SqlDialect dialect : SqlDialect.values()) {
      statements.put(dialect, new GenerationCache<>(limits.cachedTexts()));
    }
    urls = new GenerationCache<>(limits.cachedTexts());
    names = new GenerationCache<>(limits.cachedTexts());
    keys = new GenerationCache<>(limits.cachedTexts());
    operations = new GenerationCache<>(limits.cachedTexts());
    noises = new GenerationCache<>(limits.cachedTexts());
    commands = new GenerationCache<>(limits.cachedTexts());
    shapes = new GenerationCache<>(limits.cachedTexts());
    subjects = new GenerationCache<>(limits.cachedTexts());
  }

  /** A span name with the values in it replaced by {@code *}. */
  public String operation(String spanName) {
    String template = names.get(spanName);
    if (template == null) {
      template = NameTemplate.ofSpanName(spanName, limits.labelChars());
      if (template.equals(spanName)) {
        template = spanName;
      }
      keep(names, spanName, template);
    }
    return template;
  }

  /** A destination or other name of several parts, with the values in it replaced by {@code *}. */
  String key(String name) {
    String template = keys.get(name);
    if (template == null) {
      template = NameTemplate.ofKey(name, limits.keyPatternChars());
      keep(keys, name, template);
    }
    return template;
  }

  StoreOperation storeOperation(String operation) {
    StoreOperation known = operations.get(operation);
    if (known == null) {
      known = StoreOperation.of(operation, limits);
      keep(operations, operation, known);
    }
    return known;
  }

  /** The connection noise that a span's name or function tells of. */
  Noise noise(String name, String function) {
    Noise byName = noiseOf(name);
    return byName != Noise.NONE || function.isEmpty() ? byName : noiseOf(function);
  }

  private Noise noiseOf(String name) {
    Noise noise = noises.get(name);
    if (noise == null) {
      noise = ConnectionNoise.of(name);
      keep(noises, name, noise);
    }
    return noise;
  }

  SqlText statement(String text, SqlDialect dialect) {
    GenerationCache<String, SqlText> known = Objects.requireNonNull(statements.get(dialect));
    SqlText statement = known.get(text);
    if (statement == null) {
      statement = sqlReader.read(text, dialect);
      keep(known, text, statement);
    }
    return statement;
  }

  Url url(String text) {
    Url url = urls.get(text);
    if (url == null) {
      url = Url.read(text);
      keep(urls, text, url);
    }
    return url;
  }

  CacheCommand command(String text) {
    CacheCommand command = commands.get(text);
    if (command == null) {
      command = CacheCommand.read(text, limits);
      keep(commands, text, command);
    }
    return command;
  }

  Shape shape(String text) {
    Shape shape = shapes.get(text);
    if (shape == null) {
      shape = Shape.read(text, limits);
      keep(shapes, text, shape);
    }
    return shape;
  }

  private <V> void keep(GenerationCache<String, V> cache, String text, V value) {
    if (text.length() <= limits.cachedTextChars()) {
      cache.put(text, value);
    }
  }

  CallLimits limits() {
    return limits;
  }

  Facts facts() {
    return facts;
  }

  Draft draft() {
    return draft;
  }

  StoreCalls stores() {
    return stores;
  }

  WebCalls web() {
    return web;
  }

  ServiceCalls services() {
    return services;
  }

  GenerationCache<Object, Subject> subjects() {
    return subjects;
  }
}
