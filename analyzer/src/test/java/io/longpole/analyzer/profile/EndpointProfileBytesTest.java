package io.longpole.analyzer.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EndpointProfileBytesTest {

  /** Written by version 1 of the format; what is on disks somewhere must stay readable. */
  private static final String VERSION_1 =
      "4c50504601050377656209474554202f636172740004686173680673656c6563740001010000"
          + "010202c90601510102a8010180dac409110180c2d72f03000100010202029e0301220102a801"
          + "01c0c393071101808ece1c0200000000000000070000000000000001808ece1c000000000000"
          + "00070000000000000002c0c393070101000300020193030101b9010180ade204010000000000"
          + "000007000000000000000180ade204010100040302028203012d0102a80101c096b102110180"
          + "87a70e02000000000000000700000000000000018087a70e0000000000000007000000000000"
          + "0002c096b102";

  private static EndpointProfile sample() {
    Requests requests = new Requests();
    requests.draw(1, "GET /cart 0-100 server @web", "  select 10-40 client", "  hash 50-60");
    requests.draw(2, "GET /cart 0-20 server @web", "  select 10-15 client");
    requests.draw(3, "GET /cart 0-20 server @web parent=aa");
    return Requests.only(requests.recorder());
  }

  @Test
  void aSampleOfVersionOneIsReadAndWrittenTheSame() {
    byte[] bytes = HexFormat.of().parseHex(VERSION_1);
    assertThat(HexFormat.of().formatHex(EndpointProfileBytes.write(sample()))).isEqualTo(VERSION_1);
    EndpointProfile read = EndpointProfileBytes.read(bytes);
    assertThat(read.name()).isEqualTo(new EndpointName("web", "GET /cart"));
    assertThat(read.traces()).isEqualTo(2);
    assertThat(read.incompleteTraces()).isEqualTo(1);
    assertThat(read.band(Band.ALL, true)).isEqualTo(sample().band(Band.ALL, true));
    assertThat(EndpointProfileBytes.write(read)).isEqualTo(bytes);
  }

  @Test
  void bytesThatEndEarlyOrLateAreRefused() {
    byte[] bytes = EndpointProfileBytes.write(sample());
    for (int length = 0; length < bytes.length; length++) {
      byte[] shorter = Arrays.copyOf(bytes, length);
      assertThatIllegalArgumentException()
          .as("%s bytes", length)
          .isThrownBy(() -> EndpointProfileBytes.read(shorter))
          .withMessageContaining("no profile of longpole");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EndpointProfileBytes.read(Arrays.copyOf(bytes, bytes.length + 1)));
  }

  @Test
  void aNewerVersionIsRefusedByName() {
    byte[] bytes = EndpointProfileBytes.write(sample());
    bytes[4] = 2;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EndpointProfileBytes.read(bytes))
        .withMessageContaining("version=2, known is 1");
  }

  @Test
  void damagedBytesAreReadOrRefusedButDoNoHarm() {
    byte[] bytes = EndpointProfileBytes.write(sample());
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = bytes.clone();
      for (int change = 0; change <= random.nextInt(3); change++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        EndpointProfile read = EndpointProfileBytes.read(damaged);
        read.band(Band.SLOWEST_TENTH, true);
        EndpointProfileBytes.write(read);
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
