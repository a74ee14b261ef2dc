package io.longpole.analyzer.evidence;

import io.longpole.analyzer.model.Mix;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import java.util.IdentityHashMap;
import java.util.function.UnaryOperator;

/**
 * Operations as 64-bit numbers: of service, span name without the values in it, and kind.
 *
 * <p>Numbers in place of names make evidence small, and mean the same in every process. Two of a
 * million operations share one with a chance of 1 in 40 million. Keeps bounded caches, so one
 * object serves one thread.
 */
public final class OperationKeys {

  private static final long MULTIPLIER_1 = 0x9E3779B97F4A7C15L;
  private static final int CACHED_TEXTS = 1 << 12;
  private static final int CACHED_RESOURCES = 1 << 10;

  private final UnaryOperator<String> templates;
  private final String[] texts = new String[CACHED_TEXTS];
  private final long[] numbers = new long[CACHED_TEXTS];
  private final IdentityHashMap<Resource, Owner> owners = new IdentityHashMap<>();

  /** What of an operation lies in the resource. */
  private record Owner(long service, long version) {
    static Owner of(Resource resource) {
      String version = resource.attributes().text("service.version");
      return new Owner(number(resource.service()), number(version == null ? "" : version));
    }
  }

  /**
   * Numbers of operations.
   *
   * @param templates answers a span's name without the values in it
   */
  public OperationKeys(UnaryOperator<String> templates) {
    this.templates = templates;
  }

  /** The operation of a span. */
  public long operation(Span span) {
    return Mix.of(
        Mix.of(owner(span.resource()).service, name(span.name())), number(span.kind().text()));
  }

  /** The operation of a span together with the version of its service. */
  public long versionedOperation(Span span) {
    return Mix.of(operation(span), owner(span.resource()).version);
  }

  /** The version of the service of a span. */
  public long version(Span span) {
    return owner(span.resource()).version;
  }

  private long name(String name) {
    int place = name.hashCode() & (CACHED_TEXTS - 1);
    if (!name.equals(texts[place])) {
      texts[place] = name;
      numbers[place] = number(templates.apply(name));
    }
    return numbers[place];
  }

  private Owner owner(Resource resource) {
    if (owners.size() == CACHED_RESOURCES) {
      owners.clear();
    }
    return owners.computeIfAbsent(resource, Owner::of);
  }

  private static long number(String text) {
    long number = text.length();
    for (int i = 0; i < text.length(); i++) {
      number = (number ^ text.charAt(i)) * MULTIPLIER_1;
      number ^= number >>> 32;
    }
    return number;
  }
}
