package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RarelyLoggedTest {

  private final List<String> said = new ArrayList<>();
  private final AtomicLong clock = new AtomicLong(-50);
  private final RarelyLogged rarely = new RarelyLogged(said::add, 10, clock::get);

  @Test
  void theSameThingIsSaidOnceInAnInterval() {
    rarely.say("disk", "first");
    clock.addAndGet(9);
    rarely.say("disk", "too soon");
    rarely.say("lag", "another");
    clock.addAndGet(1);
    rarely.say("disk", "again");

    assertThat(said).containsExactly("first", "another", "again");
  }

  @Test
  void keysFromOutsideCannotFillTheMemory() {
    for (int i = 0; i < 5_000; i++) {
      rarely.say("/path/" + i, "path " + i);
    }

    assertThat(said).hasSize(1_000);
  }
}
