package io.longpole.analyzer.model;

import org.jspecify.annotations.Nullable;

/**
 * The entity that produced spans and logs; one object is shared by all that it produced in a batch.
 */
public final class Resource {

  /** What a service is called that did not say its name. */
  public static final String UNKNOWN_SERVICE = "unknown_service";

  public static final Resource EMPTY = new Resource(Attributes.EMPTY);

  private final Attributes attributes;
  private final String service;
  private final String host;
  private final String version;
  private final String instance;
  private final String process;

  public Resource(Attributes attributes) {
    this.attributes = attributes;
    String name = attributes.text("service.name");
    this.service = name == null ? UNKNOWN_SERVICE : name;
    this.host = hostOf(attributes);
    this.version = textOf(attributes, "service.version");
    this.instance = textOf(attributes, "service.instance.id");
    this.process = processOf(attributes);
  }

  /** A resource of that service and nothing else, for tests and importers. */
  public static Resource ofService(String service) {
    return new Resource(Attributes.of("service.name", service));
  }

  public Attributes attributes() {
    return attributes;
  }

  /** {@code service.name}, or {@link #UNKNOWN_SERVICE}. */
  public String service() {
    return service;
  }

  /** Whose clock the times were read from; empty if unknown, and then no offset is ever applied. */
  public String host() {
    return host;
  }

  /** {@code service.version}; empty if unknown. */
  public String version() {
    return version;
  }

  /** {@code service.instance.id}; empty if unknown. */
  public String instance() {
    return instance;
  }

  /** Which process of its service it is, by the best name there is; empty if it has none. */
  public String process() {
    return process;
  }

  private static String processOf(Attributes attributes) {
    String[] keys = {"service.instance.id", "k8s.pod.name", "container.id", "host.name"};
    for (String key : keys) {
      String value = attributes.text(key);
      if (value != null) {
        return value;
      }
    }
    return "";
  }

  private static String textOf(Attributes attributes, String key) {
    String text = attributes.text(key);
    return text == null ? "" : text;
  }

  private static String hostOf(Attributes attributes) {
    String[] keys = {"host.id", "k8s.node.name", "host.name", "host.ip", "service.instance.id"};
    for (String key : keys) {
      Object value = attributes.get(key);
      if (value != null && !value.toString().isEmpty()) {
        return value.toString();
      }
    }
    return "";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Resource that && attributes.equals(that.attributes));
  }

  @Override
  public int hashCode() {
    return attributes.hashCode();
  }

  @Override
  public String toString() {
    return attributes.toString();
  }
}
