package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Arguments;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.call.Call.Subject;
import java.util.Locale;

/**
 * A call while its parts are found; reused for call after call.
 *
 * <p>What is asked of whom is looked up by its parts, so that no key is put together for a call
 * whose like was seen before.
 */
final class Draft {

  /** The parts of a subject, as a key of the cache. */
  private record Parts(
      CallClass callClass,
      String target,
      String a,
      String b,
      String c,
      String d,
      String label,
      String collection,
      Effect effect,
      Noise noise,
      boolean repeatable) {

    @Override
    public int hashCode() {
      int hash = callClass.name().hashCode();
      hash = 31 * hash + target.hashCode();
      hash = 31 * hash + a.hashCode();
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
      String what = a + "|" + b + "|" + c + "|" + d;
      int end = what.length();
      while (end > 0 && what.charAt(end - 1) == '|') {
        end--;
      }
      what = what.substring(0, end);
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

    /** The parts that say what is asked, without the namespace. */
    private String ownLabel(boolean namespaceFirst) {
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
  }

  /** The subject of these parts, from the cache if it has it. */
  Subject subject(GenerationCache<Object, Subject> cache, int maxLabelChars) {
    Parts parts =
        new Parts(callClass, target, a, b, c, d, label, collection, effect, noise, repeatable);
    Subject subject = cache.get(parts);
    if (subject == null) {
      subject = parts.subject(text, maxLabelChars);
      cache.put(parts, subject);
    }
    return subject;
  }
}
