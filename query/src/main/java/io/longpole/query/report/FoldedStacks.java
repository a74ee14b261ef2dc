package io.longpole.query.report;

import io.longpole.proto.query.v1.EndpointProfile;
import io.longpole.proto.query.v1.PathTime;
import io.longpole.proto.query.v1.Profile;
import io.longpole.proto.query.v1.ProfileBand;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A profile as folded stacks, the input of flame graph tools: a line for each path, the frames
 * between semicolons, then a blank and the nanoseconds.
 *
 * <p>Example: {@code web GET /cart;web select 120000000}. Lines are in the order of their texts;
 * paths that read the same are one.
 */
public final class FoldedStacks {

  private FoldedStacks() {}

  /** The first band of every endpoint. */
  public static byte[] of(Profile profile) {
    Map<String, Long> nanos = new TreeMap<>();
    for (EndpointProfile endpoint : profile.getEndpointsList()) {
      ProfileBand band =
          endpoint.getBandsCount() == 0 ? ProfileBand.getDefaultInstance() : endpoint.getBands(0);
      for (PathTime path : band.getPathsList()) {
        String stack =
            String.join(";", path.getFramesList().stream().map(FoldedStacks::frame).toList());
        nanos.merge(stack, path.getNanos(), Long::sum);
      }
    }
    StringBuilder out = new StringBuilder();
    nanos.forEach((stack, sum) -> out.append(stack).append(' ').append(sum).append('\n'));
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What would end the frame or the line becomes a comma; control characters are shown. */
  static String frame(String name) {
    return TerminalText.safe(name.replaceAll("[;\\r\\n\\u0085\\u2028\\u2029]", ","));
  }
}
