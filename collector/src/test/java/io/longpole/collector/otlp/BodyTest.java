package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BodyTest {

  @Test
  void anEmptyBodyHasNoBytes() {
    assertThat(new Body().toByteArray()).isEmpty();
    assertThat(new Body().toByteBuf().readableBytes()).isZero();
  }

  @Test
  void chunksOfAnySizeComeOutAsTheyWentIn() {
    Random random = new Random(11);
    for (int round = 0; round < 60; round++) {
      Body body = new Body();
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      for (int i = random.nextInt(30); i >= 0; i--) {
        byte[] chunk = new byte[random.nextInt(1 << random.nextInt(19))];
        random.nextBytes(chunk);
        ByteBuf data = Unpooled.wrappedBuffer(chunk);
        body.add(data);
        expected.writeBytes(chunk);
        assertThat(data.isReadable()).isFalse();
      }
      byte[] all = expected.toByteArray();

      assertThat(body.length()).as("round %d", round).isEqualTo(all.length);
      assertThat(body.toByteArray()).as("round %d", round).isEqualTo(all);
      assertThat(ByteBufUtil.getBytes(body.toByteBuf())).as("round %d", round).isEqualTo(all);
      for (int i = 0; i < Math.min(5, all.length); i++) {
        int at = random.nextInt(all.length);
        assertThat(body.byteAt(at)).isEqualTo(all[at]);
      }
    }
  }
}
