package io.longpole.analyzer.profile;

import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The profile of an endpoint as bytes: the same bytes for the same profile.
 *
 * <p>Layout, numbers in groups of seven bits, the lowest first, unless a width is given: magic
 * "LPPF" (4 bytes), version (1 byte), texts (count; each: bytes, UTF-8), endpoint (service,
 * operation, both numbers of texts), incomplete traces, late traces, entries moved to "(other)";
 * versions of requests (count; each: text, sketch, bands); entries of paths (count; each: frames as
 * in the entry before, other frames (count; each: service, operation, kind), version, sketch,
 * bands, exemplars (count; each: trace id (16 bytes), nanoseconds)). A sketch is buckets in use
 * (count; each: distance from the one before, number); bands have nanoseconds beside each number.
 * Everything is in the order of names.
 */
public final class EndpointProfileBytes {

  private static final int MAGIC = 0x4C505046;
  private static final int VERSION = 1;

  private EndpointProfileBytes() {}

  public static byte[] write(EndpointProfile profile) {
    TextTable texts = new TextTable();
    ProfileOutput body = new ProfileOutput();
    body.number(texts.number(profile.name().service()));
    body.number(texts.number(profile.name().operation()));
    body.number(profile.incompleteTraces());
    body.number(profile.lateTraces());
    body.number(profile.folded());
    List<String> versions = profile.requests().keySet().stream().sorted().toList();
    body.number(versions.size());
    for (String version : versions) {
      RequestTimes times = profile.requests(version);
      body.number(texts.number(version));
      writeBuckets(body, times.sketch(), false);
      writeBuckets(body, times.bands(), true);
    }
    writePaths(body, texts, profile);
    ProfileOutput out = new ProfileOutput();
    out.fixed(MAGIC, 4);
    out.fixed(VERSION, 1);
    texts.write(out);
    out.bytes(body);
    return out.toBytes();
  }

  private static void writePaths(ProfileOutput body, TextTable texts, EndpointProfile profile) {
    body.number(profile.pathEntries());
    List<Frame> before = List.of();
    for (List<Frame> frames : profile.paths().keySet().stream().sorted(Frame.PATHS).toList()) {
      Map<String, PathTimes> versions = profile.paths().getOrDefault(frames, Map.of());
      for (String version : versions.keySet().stream().sorted().toList()) {
        writeFrames(body, texts, before, frames);
        before = frames;
        body.number(texts.number(version));
        writeTimes(body, profile.path(frames, version));
      }
    }
  }

  @SuppressWarnings("EnumOrdinal") // the kinds are numbered as in OTLP, which stays
  private static void writeFrames(
      ProfileOutput body, TextTable texts, List<Frame> before, List<Frame> frames) {
    int same = 0;
    while (same < Math.min(before.size(), frames.size())
        && before.get(same).equals(frames.get(same))) {
      same++;
    }
    body.number(same);
    body.number(frames.size() - same);
    for (Frame frame : frames.subList(same, frames.size())) {
      body.number(texts.number(frame.service()));
      body.number(texts.number(frame.operation()));
      body.number(frame.kind().ordinal());
    }
  }

  private static void writeTimes(ProfileOutput body, PathTimes times) {
    writeBuckets(body, times.sketch(), false);
    writeBuckets(body, times.bands(), true);
    body.number(times.exemplars().size());
    for (Exemplar exemplar : times.exemplars()) {
      body.fixed(exemplar.traceId().high(), 8);
      body.fixed(exemplar.traceId().low(), 8);
      body.number(exemplar.nanos());
    }
  }

  private static void writeBuckets(ProfileOutput body, Buckets buckets, boolean withNanos) {
    body.number(buckets.size());
    int before = 0;
    for (int i = 0; i < buckets.size(); i++) {
      body.number(buckets.bucket(i) - before);
      before = buckets.bucket(i);
      body.number(buckets.count(i));
      if (withNanos) {
        body.number(buckets.nanos(i));
      }
    }
  }

  /**
   * The profile in bytes.
   *
   * @throws IllegalArgumentException if these are no profile, or one of a newer version
   */
  public static EndpointProfile read(byte[] bytes) {
    ProfileInput in = new ProfileInput(bytes);
    in.check(in.fixed(4) == MAGIC, "they do not start with LPPF");
    long version = in.fixed(1);
    in.check(version == VERSION, "version=" + version + ", known is " + VERSION);
    String[] texts = new String[in.count(in.remaining())];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = in.text();
    }
    EndpointProfile profile =
        new EndpointProfile(new EndpointName(text(in, texts), text(in, texts)));
    profile.count(in.number(), in.number(), in.number());
    int versions = in.count(in.remaining());
    for (int i = 0; i < versions; i++) {
      RequestTimes times = profile.requests(text(in, texts));
      times.addAll(
          readBuckets(in, LogScale.REQUESTS, false), readBuckets(in, LogScale.BANDS, true));
    }
    readPaths(in, texts, profile);
    in.check(in.remaining() == 0, "there are more bytes than one profile");
    return profile;
  }

  private static void readPaths(ProfileInput in, String[] texts, EndpointProfile profile) {
    int entries = in.count(in.remaining());
    List<Frame> frames = List.of();
    for (int i = 0; i < entries; i++) {
      frames = readFrames(in, texts, frames);
      PathTimes times = profile.path(frames, text(in, texts));
      times.addAll(
          readBuckets(in, LogScale.PATHS, false),
          readBuckets(in, LogScale.BANDS, true),
          readExemplars(in));
    }
  }

  private static List<Frame> readFrames(ProfileInput in, String[] texts, List<Frame> before) {
    int same = in.count(before.size());
    int added = in.count(PathKeys.MAX_DEPTH - same);
    if (added == 0 && same == before.size()) {
      return before;
    }
    List<Frame> frames = new ArrayList<>(same + added);
    frames.addAll(before.subList(0, same));
    for (int i = 0; i < added; i++) {
      frames.add(new Frame(text(in, texts), text(in, texts), SpanKind.of(in.count(5))));
    }
    return List.copyOf(frames);
  }

  private static List<Exemplar> readExemplars(ProfileInput in) {
    int count = in.count(PathTimes.EXEMPLARS);
    List<Exemplar> exemplars = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      exemplars.add(new Exemplar(new TraceId(in.fixed(8), in.fixed(8)), in.number()));
    }
    return exemplars;
  }

  private static Buckets readBuckets(ProfileInput in, LogScale scale, boolean withNanos) {
    int count = in.count(scale.size());
    Buckets buckets = new Buckets();
    int bucket = 0;
    for (int i = 0; i < count; i++) {
      bucket += in.count(scale.size() - 1 - bucket);
      buckets.add(bucket, in.number(), withNanos ? in.number() : 0);
    }
    return buckets;
  }

  private static String text(ProfileInput in, String[] texts) {
    return texts[in.count(texts.length - 1)];
  }
}
