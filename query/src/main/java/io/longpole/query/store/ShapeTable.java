package io.longpole.query.store;

import io.longpole.analyzer.model.Attributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers the shapes of attributes in a block: which names, of which types, in which order.
 *
 * <p>The spans of one instrumentation point have one shape, so that their names cost one number a
 * span instead of one a name.
 */
final class ShapeTable {

  /** More shapes than a block should have; beyond it shapes are no longer looked for. */
  private static final int MAX_PROBES = 64;

  @SuppressWarnings("ArrayRecordComponent") // of this table alone, never compared
  private record Shape(int hash, String[] keys, byte[] types) {}

  private final List<Shape> shapes = new ArrayList<>();
  private int[] slots = new int[1024];
  private byte[] types = new byte[64];

  int size() {
    return shapes.size();
  }

  int numberOf(Attributes attributes) {
    int hash = typesAndHash(attributes);
    int mask = slots.length - 1;
    int slot = (hash >>> 7) & mask;
    for (int probe = 0; probe < MAX_PROBES; probe++) {
      int found = slots[slot] - 1;
      if (found < 0) {
        slots[slot] = shapes.size() + 1;
        return add(attributes, hash);
      }
      if (matches(shapes.get(found), attributes, hash)) {
        return found;
      }
      slot = (slot + 1) & mask;
    }
    return add(attributes, hash);
  }

  private int typesAndHash(Attributes attributes) {
    int size = attributes.size();
    if (types.length < size) {
      types = new byte[size * 2];
    }
    int hash = size;
    for (int i = 0; i < size; i++) {
      types[i] = (byte) Values.type(attributes.value(i));
      hash = 31 * (31 * hash + attributes.key(i).hashCode()) + types[i];
    }
    return hash * 0x9E3779B9;
  }

  private boolean matches(Shape shape, Attributes attributes, int hash) {
    if (shape.hash != hash || shape.keys.length != attributes.size()) {
      return false;
    }
    for (int i = 0; i < shape.keys.length; i++) {
      if (shape.types[i] != types[i] || !shape.keys[i].equals(attributes.key(i))) {
        return false;
      }
    }
    return true;
  }

  private int add(Attributes attributes, int hash) {
    String[] keys = new String[attributes.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = attributes.key(i);
    }
    shapes.add(new Shape(hash, keys, Arrays.copyOf(types, keys.length)));
    if (shapes.size() * 2 > slots.length) {
      rehash();
    }
    return shapes.size() - 1;
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int number = 0; number < shapes.size(); number++) {
      int slot = (shapes.get(number).hash >>> 7) & mask;
      for (int probe = 0; probe < MAX_PROBES && slots[slot] != 0; probe++) {
        slot = (slot + 1) & mask;
      }
      if (slots[slot] == 0) {
        slots[slot] = number + 1;
      }
    }
  }

  void write(ByteOutput out, StringTable texts) {
    out.writeUnsigned(shapes.size());
    for (Shape shape : shapes) {
      out.writeUnsigned(shape.keys.length);
      for (int i = 0; i < shape.keys.length; i++) {
        out.writeUnsigned(texts.numberOf(shape.keys[i]));
        out.writeByte(shape.types[i]);
      }
    }
  }

  void clear() {
    shapes.clear();
    Arrays.fill(slots, 0);
  }
}
