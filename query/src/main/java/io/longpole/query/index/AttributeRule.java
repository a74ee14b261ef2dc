package io.longpole.query.index;

/** Decides which attributes become terms. */
@FunctionalInterface
public interface AttributeRule {
  boolean isIndexed(String key);
}
