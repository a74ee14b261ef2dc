package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Arguments;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.call.Call.Subject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A call while its parts are found; reused for call after call.
 *
 * <p>What is asked of whom is looked up by its parts, so that no key is put together for a call
 * whose like was seen before.
 */
final class Draft {

  /**
   * The parts of a subject, as a key of the cache. Its own equals and hashCode, because those of a
   * record cost more than all the rest of a hit.
   */
  private static final class Parts {
    private final CallClass callClass;
    private final String target;
    private final String a;
    private final String b;
    private final String c;
    private final String d;
    private final String label;
    private final String collection;
    private final Effect effect;
    private final Noise noise;
    private final boolean repeatable;

    Parts(Draft draft) {
      callClass = draft.callClass;
      target = draft.target;
      a = draft.a;
      b = draft.b;
      c = draft.c;
      d = draft.d;
      label = draft.label;
      collection = draft.collection;
      effect = draft.effect;
      noise = draft.noise;
      repeatable = draft.repeatable;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Parts that
          && callClass == that.callClass
          && a.equals(that.a)
          && b.equals(that.b)
          && c.equals(that.c)
          && d.equals(that.d)
          && target.equals(that.target)
          && label.equals(that.label)
          && collection.equals(that.collection)
          && effect == that.effect
          && noise == that.noise
          && repeatable == that.repeatable;
    }

    @Override
    public int hashCode() {
      int hash = 31 * target.hashCode() + a.hashCode();
      hash = 31 * hash + b.hashCode();
      hash = 31 * hash + c.hashCode();
      return 31 * hash + d.hashCode();
    }

    Subject subject(String text, int maxLabelChars) {
      boolean replicated =
          switch (callClass) {
            case DB, CACHE, SEARCH -> true;
            case HTTP, RPC, MESSAGING, FAAS, ASSET, OTHER -> false;
          };
      String name = callClass.name().toLowerCase(Locale.ROOT);
      String what = what();
      String key = name + "|" + target + "|" + what;
      String shown = SqlReader.cut(label.isEmpty() ? ownLabel(replicated) : label, maxLabelChars);
      return new Subject(
          callClass,
          target,
          key,
          replicated ? name + "|" + what : key,
          shown,
          text.isEmpty() ? shown : text,
          collection,
          effect,
          noise,
          repeatable);
    }

    private String what() {
      String joined =
          callClass == CallClass.RPC ? ownLabel(false) : a + "|" + b + "|" + c + "|" + d;
      int end = joined.length();
      while (end > 0 && joined.charAt(end - 1) == '|') {
        end--;
      }
      return joined.substring(0, end);
    }

    /** The parts that say what is asked, without the namespace. */
    private String ownLabel(boolean namespaceFirst) {
      if (callClass == CallClass.RPC) {
        return b.isEmpty() ? a : a + "/" + b;
      }
      StringBuilder out = new StringBuilder();
      for (String part : new String[] {namespaceFirst ? "" : a, b, c}) {
        if (!part.isEmpty()) {
          out.append(out.isEmpty() ? "" : " ").append(part);
        }
      }
      return out.toString();
    }
  }

  CallClass callClass = CallClass.OTHER;
  String target = "";
  String a = "";
  String b = "";
  String c = "";
  String d = "";
  String label = "";
  String text = "";
  String collection = "";
  Effect effect = Effect.UNKNOWN;
  Noise noise = Noise.NONE;
  boolean repeatable = true;
  Arguments arguments = Arguments.HIDDEN;
  int size = 1;
  boolean batch;

  /** Whether the span carries the text of what it asks. */
  boolean spoken;

  /** Whether it only has that text prepared. */
  boolean prepares;

  /** Whether it runs a statement that it does not name. */
  boolean executes;

  void clear(CallClass newClass, String newTarget) {
    callClass = newClass;
    target = newTarget;
    a = "";
    b = "";
    c = "";
    d = "";
    label = "";
    text = "";
    collection = "";
    effect = Effect.UNKNOWN;
    noise = Noise.NONE;
    repeatable = true;
    arguments = Arguments.HIDDEN;
    size = 1;
    batch = false;
    spoken = false;
    prepares = false;
    executes = false;
  }

  /** The subject of these parts, from the cache if it has it. */
  Subject subject(GenerationCache<Object, Subject> cache, int maxLabelChars) {
    Parts parts = new Parts(this);
    Subject subject = cache.get(parts);
    if (subject == null) {
      subject = parts.subject(text, maxLabelChars);
      cache.put(parts, subject);
    }
    return subject;
  }
}
