package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.call.Call.Subject;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is asked of whom is one object for all who ask it, and another where any part differs. */
class DraftTest {

  private final GenerationCache<Object, Subject> cache = new GenerationCache<>(100);
  private final Draft draft = new Draft();

  private Subject subject(Consumer<Draft> change) {
    draft.clear(CallClass.DB, "pg");
    draft.a = "shop";
    draft.b = "SELECT";
    draft.c = "items";
    draft.d = "shape";
    change.accept(draft);
    return draft.subject(cache, 255);
  }

  @Test
  void theSamePartsAreTheSameSubject() {
    assertThat(subject(it -> {})).isSameAs(subject(it -> {}));
    assertThat(subject(it -> {}).key()).isEqualTo("db|pg|shop|SELECT|items|shape");
    assertThat(subject(it -> {}).fingerprintKey()).isEqualTo("db|shop|SELECT|items|shape");
  }

  @Test
  void everyPartMakesAnotherSubject() {
    Subject plain = subject(it -> {});
    assertThat(subject(it -> it.callClass = CallClass.CACHE)).isNotEqualTo(plain);
    assertThat(subject(it -> it.target = "mirror")).isNotEqualTo(plain);
    assertThat(subject(it -> it.a = "other")).isNotEqualTo(plain);
    assertThat(subject(it -> it.b = "DELETE")).isNotEqualTo(plain);
    assertThat(subject(it -> it.c = "users")).isNotEqualTo(plain);
    assertThat(subject(it -> it.d = "")).isNotEqualTo(plain);
    assertThat(subject(it -> it.label = "items by id").label()).isEqualTo("items by id");
    assertThat(subject(it -> it.collection = "items").collection()).isEqualTo("items");
    assertThat(subject(it -> it.effect = Effect.READ).effect()).isEqualTo(Effect.READ);
    assertThat(subject(it -> it.noise = Noise.TX).noise()).isEqualTo(Noise.TX);
    assertThat(subject(it -> it.repeatable = false).repeatable()).isFalse();
    assertThat(subject(it -> {})).isSameAs(plain);
  }

  @Test
  void theTargetOfAServiceIsPartOfItsFingerprint() {
    assertThat(subject(it -> it.callClass = CallClass.HTTP).fingerprintKey()).contains("pg");
    assertThat(subject(it -> it.callClass = CallClass.SEARCH).fingerprintKey())
        .doesNotContain("pg");
  }

  @Test
  void aClearedDraftHasForgottenAll() {
    subject(it -> {
      it.label = "l";
      it.text = "t";
      it.collection = "c";
      it.effect = Effect.WRITE;
      it.noise = Noise.TX;
      it.repeatable = false;
    });
    draft.clear(CallClass.RPC, "cart");
    draft.b = "Get";
    assertThat(draft.subject(cache, 255))
        .isEqualTo(
            new Subject(
                CallClass.RPC,
                "cart",
                "rpc|cart|/Get",
                "rpc|cart|/Get",
                "/Get",
                "/Get",
                "",
                Effect.UNKNOWN,
                Noise.NONE,
                true));
  }
}
