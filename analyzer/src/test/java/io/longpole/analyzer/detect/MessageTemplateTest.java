package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What stays the same of a message from one failure to the next. */
class MessageTemplateTest {

  @Test
  void whatStandsInQuotesOfAnyKindIsAValue() {
    assertThat(MessageTemplate.of("no \"ann\", no 'bob', no `carl`")).isEqualTo("no *, no *, no *");
    assertThat(MessageTemplate.of("syntax error at or near ''"))
        .isEqualTo("syntax error at or near *");
    assertThat(MessageTemplate.of("I'm sure you'd know")).isEqualTo("I'm sure you'd know");
    assertThat(MessageTemplate.of("an open 'quote")).isEqualTo("an open 'quote");
    assertThat(MessageTemplate.of("from ann's to bob's")).isEqualTo("from ann's to bob's");
  }

  @Test
  void quotedTextOfEightyCharactersIsTooLongForAValue() {
    assertThat(MessageTemplate.of("no '" + "x".repeat(79) + "' here")).isEqualTo("no * here");
    String tooLong = "no '" + "x".repeat(80) + "' here";
    assertThat(MessageTemplate.of(tooLong)).isEqualTo(tooLong);
  }

  @Test
  void fiveHundredAndTwelveCharactersAreLookedAt() {
    String start = "x".repeat(511);
    assertThat(MessageTemplate.of(start + "abc")).isEqualTo(start + "a");
    assertThat(MessageTemplate.of(start + "a")).isEqualTo(start + "a");
  }

  @Test
  void pathsAndUrlsEndAtASpace() {
    assertThat(MessageTemplate.of("cannot read /etc/hosts.conf, stop"))
        .isEqualTo("cannot read * stop");
    assertThat(MessageTemplate.of("cannot read /etc/hosts")).isEqualTo("cannot read *");
    assertThat(MessageTemplate.of("GET http://stock/items?x=y failed")).isEqualTo("GET * failed");
    assertThat(MessageTemplate.of("GET https://stock/items failed")).isEqualTo("GET * failed");
    assertThat(MessageTemplate.of("read/write, http-client")).isEqualTo("read/write, http-client");
  }

  @Test
  void wordsWithDigitsAreValues() {
    assertThat(MessageTemplate.of("pool-7 of user_42 has 3x too few"))
        .isEqualTo("* of * has * too few");
    assertThat(MessageTemplate.of("pool-a of user_b: (none)"))
        .isEqualTo("pool-a of user_b: (none)");
  }

  @Test
  void whatStandsBelowTheFirstLineIsNotInEveryMessageOfTheKind() {
    String refused = "could not obtain lock on row in relation \"stock\"";
    assertThat(MessageTemplate.of(refused + "\nCONTEXT:  while locking tuple (0,7)\n"))
        .isEqualTo(MessageTemplate.of(refused));
    assertThat(MessageTemplate.of("ORA-00060: deadlock\r\nhttps://docs.example/60"))
        .isEqualTo("*: deadlock");
    assertThat(MessageTemplate.of("\n  no answer \nDETAIL: none")).isEqualTo("\n  no answer");
  }

  @Test
  void afterAColonTheMessageGoesOn() {
    assertThat(MessageTemplate.of("could not be built: \n\n  no seats left\n  at all"))
        .isEqualTo("could not be built: \n\n  no seats left");
    assertThat(MessageTemplate.of("refused:\n")).isEqualTo("refused:");
  }
}
