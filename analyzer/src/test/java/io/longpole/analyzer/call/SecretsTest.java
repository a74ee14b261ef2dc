package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  private static final long SEED = 77L;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Authorization: Bearer abc.def-123 | Authorization: REDACTED",
        "got header bearer abc.def-123 from x | got header bearer REDACTED from x",
        "sent Basic dXNlcjpwYXNz now | sent Basic REDACTED now",
        "Basic plan chosen | Basic plan chosen",
        "password=hunter2 for bob | password=REDACTED for bob",
        "db_password: hunter2, user: bob | db_password: REDACTED, user: bob",
        "PASSWD = hunter2 | PASSWD = REDACTED",
        "{\"password\": \"hun ter2\", \"user\":\"bob\"} | {\"password\": \"REDACTED\", \"user\":\"bob\"}",
        "{\\\"secret\\\":\\\"x y\\\",\\\"a\\\":1} | {\\\"secret\\\":\\\"REDACTED\\\",\\\"a\\\":1}",
        "{'api_key': 'x', 'b': 1} | {'api_key': 'REDACTED', 'b': 1}",
        "X-Api-Key: k123 | X-Api-Key: REDACTED",
        "Set-Cookie: a=b; Path=/ | Set-Cookie: REDACTED",
        "token=Bearer abc123 tail | token=Bearer REDACTED tail",
        "jwt is eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_1 ok | jwt is REDACTED ok",
        "key AKIAIOSFODNN7EXAMPLE leaked | key REDACTED leaked",
        "AKIAIOSFODNN7EXAMPLEX is longer | AKIAIOSFODNN7EXAMPLEX is longer",
        "jdbc:mysql://root:pw@db:3306/x failed | jdbc:mysql://REDACTED:REDACTED@db:3306/x failed",
        "clone https://tok123@git.example/x | clone https://REDACTED@git.example/x",
        "GET https://h/p?sig=abc&x=1&Token=z end | GET https://h/p?sig=REDACTED&x=1&Token=REDACTED end",
        "mail ann@example.org about x://y | mail ann@example.org about x://y",
        "used 512 prompt_tokens: 512 | used 512 prompt_tokens: 512",
        "Order 17 of user bob: 3 items | Order 17 of user bob: 3 items",
      })
  void textsLoseWhatLooksLikeASecret(String text, String expected) {
    assertThat(Secrets.text(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{Authorization=[Bearer abc.def], Accept=[text/html]} | {Authorization=[REDACTED], Accept=[text/html]}",
        "map[Accept:[*/*] X-Api-Key:[k1 k2]] | map[Accept:[*/*] X-Api-Key:[REDACTED]]",
        "{\"X-Api-Key\":[\"k]1\",\"k2\"],\"Accept\":[\"*/*\"]} | {\"X-Api-Key\":[REDACTED],\"Accept\":[\"*/*\"]}",
        "{\"cookie\": [\"a=b; c=\\\"d\\\"] e\"], \"a\": 1} | {\"cookie\": [REDACTED], \"a\": 1}",
        "token=[] and token=[never closed | token=[] and token=[REDACTED",
        "{Cookie=sid=1; theme=dark;lang=en, Host=h} | {Cookie=REDACTED, Host=h}",
        "cookie=sid=1 was refused; try again | cookie=REDACTED was refused; try again",
        "{authorization=Token abc, Host=h} | {authorization=REDACTED, Host=h}",
        "{authorization=Bearer abc, Host=h} | {authorization=Bearer REDACTED, Host=h}",
        "authorization=abc user=bob | authorization=REDACTED user=bob",
        "curl -H 'Cookie: a=\"x y\"; b=2' http://h/ | curl -H 'Cookie: REDACTED' http://h/",
        "Authorization: Digest username=\"bob\", response=\"66\" | Authorization: REDACTED",
        "-H 'Cookie: a=Yg=' -v | -H 'Cookie: REDACTED' -v",
        "\"Cookie: a=Yg=\" sent | \"Cookie: REDACTED\" sent",
      })
  void headersLoseAllTheirValuesHoweverTheyArePrinted(String text, String expected) {
    assertThat(Secrets.text(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"token\":{\"value\":\"x\"},\"user\":\"bob\"} | {\"token\":{REDACTED},\"user\":\"bob\"}",
        "{\"token\": { \"value\": \"x\" }, \"n\": 1} | {\"token\": {REDACTED}, \"n\": 1}",
        "{\"cookie\":{\"a\":{\"b\":\"}\"},\"c\":[\"}\"]}} end | {\"cookie\":{REDACTED}} end",
        "{\"secret\":{\"a\":\"\\\"}\",\"b\":\"\\\\\"},\"c\":1} | {\"secret\":{REDACTED},\"c\":1}",
        "{\\\"token\\\":{\\\"a\\\":\\\"}\\\\\\\"}\\\"},\\\"c\\\":1} | {\\\"token\\\":{REDACTED},\\\"c\\\":1}",
        "{'token': {'value': 'it}', 'b': \"x'}\"}, 'c': 1} | {'token': {REDACTED}, 'c': 1}",
        "Session{token={value=x, type=Bearer}, user=bob} | Session{token={REDACTED}, user=bob}",
        "token: {value: 'x', ttl: 5}, user: bob | token: {REDACTED}, user: bob",
        "map[token:map[a:x b:y] user:bob] | map[token:map[REDACTED] user:bob]",
        "{\"token\":[[\"a\"],[\"b]\"]],\"c\":1} | {\"token\":[REDACTED],\"c\":1}",
        "{\"token\":[{\"value\":[1]},{\"value\":[2]}],\"c\":1} | {\"token\":[REDACTED],\"c\":1}",
        "{\"token\":{\"value\":\"never clo | {\"token\":{REDACTED",
        "{\"password\":{\"value\":\"x\"},\"token\":{\"value\":\"y\"}} | {\"password\":{REDACTED},\"token\":{REDACTED}}",
      })
  void whatLiesBelowASecretNameIsMasked(String text, String expected) {
    assertThat(Secrets.text(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"usage\":{\"tokens_used\":5},\"user\":\"bob\"}",
        "{\"tokens_used\":{\"prompt\":5}}",
        "{\"nextPageToken\":{\"value\":\"x\"}}",
        "{\"token\":[],\"user\":[\"bob\"]}",
        "{\"passwordRules\":{\"min\":8}}"
      })
  void whatLiesBelowAnotherNameStays(String text) {
    assertThat(Secrets.text(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Bearer   abc.def | Bearer   REDACTED",
        "password={bcrypt}$2a$10$Nv, user=bob | password=REDACTED, user=bob",
        "password={broken, user=bob | password=REDACTED, user=bob",
        "\"credentials\":{\"user\":\"bob\",\"password\":\"x\"} | \"credentials\":{\"user\":\"bob\",\"password\":\"REDACTED\"}",
        "session eyJhbGciOiJkaXIifQ..aXY.Y3Q.dGFn ends | session REDACTED ends",
        "short eyJhIjoxfQ.bob and eyJhIjoxfQ.b.c. Next | short eyJhIjoxfQ.bob and REDACTED Next",
        "cut eyJhbGciOiJIUzI1NiJ9.eyJzdWI | cut REDACTED",
        "user-AKIAIOSFODNN7EXAMPLE-2 and ASIAIOSFODNN7EXAMPLE | user-REDACTED-2 and REDACTED",
        "AKIAIOSFODNN7example BKIAIOSFODNN7EXAMPLE | AKIAIOSFODNN7example BKIAIOSFODNN7EXAMPLE",
        "amqp://guest:p@ss@mq:5672 refused | amqp://REDACTED:REDACTED@mq:5672 refused",
        "see http://h/ann@example.org | see http://h/ann@example.org",
        "nextPageToken=abc, next_token: abc | nextPageToken=abc, next_token: abc",
        "<a><password>x</password></a> | <a><password>REDACTED</password></a>",
        "<wsse:Password Type=\"#Text\">a b</wsse:Password> | <wsse:Password Type=\"#Text\">REDACTED</wsse:Password>",
        "<s:secret a='1' >x</s:secret><id>7</id> | <s:secret a='1' >REDACTED</s:secret><id>7</id>",
        "<token:password>x</token:password> | <token:REDACTED>REDACTED</token:REDACTED>",
        "<apiKey><![CDATA[a<b>c]]></apiKey> | <apiKey><![CDATA[REDACTED]]></apiKey>",
        "<apiKey><![CDATA[a<b | <apiKey><![CDATA[REDACTED",
        "<credentials><user>bob</user><pwd>x</pwd></credentials> | <credentials><user>bob</user><pwd>REDACTED</pwd></credentials>",
        "<token><value>x</value></token><id>7</id> | <token><value>REDACTED</value></token><id>7</id>",
        "<secret> <a/><b>x</b> <c><![CDATA[y]]></c> </secret><id>7</id> | <secret> <a/><b>REDACTED</b> <c><![CDATA[REDACTED]]></c> </secret><id>7</id>",
        "<token><value>hun | <token><value>REDACTED",
        "<token><!-- a --><b>x</b></token> | <token><!-- a --><b>REDACTED</b></token>",
        "login <token> <host> <port> now | login <token> <host> <port> now",
        "<credentials> <user>bob</user></credentials> | <credentials> <user>bob</user></credentials>",
        "<password></password><b>1</b> | <password></password><b>1</b>",
        "<password/><b>1</b> | <password/><b>1</b>",
        "<user name=\"bob\" password=\"x\">y</user> | <user name=\"bob\" password=\"REDACTED\">y</user>",
        "<a>1</a><password>hun | <a>1</a><password>REDACTED",
        "usage: login <user> <password> [-v] <host> | usage: login <user> <password> [-v] <host>",
        "invalid <token> at line 3 | invalid <token> at line 3",
        "<nextToken>x</nextToken> | <nextToken>x</nextToken>",
        "a b:password>x</c> | a b:password>x</c>",
      })
  void secretsAreKnownByTheirForm(String text, String expected) {
    assertThat(Secrets.text(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sent basic dXNlcjpw now | sent basic REDACTED now",
        "sent Basic dXNlcjp now | sent Basic dXNlcjp now",
        "BEARER abc | BEARER REDACTED",
        "send Bearer <jwt> here | send Bearer <jwt> here",
        "see basic/standard plan | see basic/standard plan",
        "basically unlimited | basically unlimited",
        "bearers carry them | bearers carry them",
        "AKIAZ0SFODNN9EXAMPLE | REDACTED",
        "short eyJhIjoxfQ.bob. Next | short eyJhIjoxfQ.bob. Next",
        "header eyJhbGciOiJIUzI1NiJ9. Then | header eyJhbGciOiJIUzI1NiJ9. Then",
        "cut eyJhbGciOiJIUzI1.x1 | cut REDACTED",
        "cut eyJhbGciOiJIUzI.x1 | cut eyJhbGciOiJIUzI.x1",
        "eyJob.token=x now | eyJob.token=REDACTED now",
        "GET https://h/p?x=1&sig=abc end | GET https://h/p?x=1&sig=REDACTED end",
        "GET /p?sig=&a=b and /p?token now | GET /p?sig=&a=b and /p?token now",
        "<token><!-- a --><b>x</b></token><id>7</id> | <token><!-- a --><b>REDACTED</b></token><id>7</id>",
        "curl <token> >out | curl <token> >out",
        "<a><password/>7</a> | <a><password/>7</a>",
        "{:password=>\"x\", \"token\" => y} | {:password=>\"REDACTED\", \"token\" => REDACTED}",
        "password == x | password == REDACTED",
        "\"credentials\":{\\\"user\\\":\\\"bob\\\",\\\"password\\\":\\\"x\\\"} | \"credentials\":{\\\"user\\\":\\\"bob\\\",\\\"password\\\":\\\"REDACTED\\\"}",
        "{\\\"password\\\":\\\"\\\",\\\"a\\\":1} | {\\\"password\\\":\\\"REDACTED\\\",\\\"a\\\":1}",
        "{\"password\": \"x\\\"y\", \"a\": 1} | {\"password\": \"REDACTED\", \"a\": 1}",
        "{\"password\": \"x\\\\\", \"a\": 1} | {\"password\": \"REDACTED\", \"a\": 1}",
        "-d \"token=x\" -v | -d \"token=REDACTED\" -v",
        "token=abc;b=2 | token=REDACTED;b=2",
        "authorization=abc | authorization=REDACTED",
        "authorization=abc, then | authorization=REDACTED, then",
        "authorization=a/b of bob | authorization=REDACTED of bob",
        "authorization=abc a=1 | authorization=REDACTED a=1",
        "{\\\"password\\\":\\\"hunter2 | {\\\"password\\\":\\\"REDACTED",
        "login <user> <password> | login <user> <password>",
        "<password <b>bold</b> | <password <b>bold</b>",
        "authorization=Token abc is bad | authorization=REDACTED is bad",
        "authorization=Token dXNlcjo= is bad | authorization=REDACTED is bad",
      })
  void noMoreIsMaskedThanTheSecretAndNoLess(String text, String expected) {
    assertThat(Secrets.text(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AKIA", "ASIA", "AROA", "AIDA", "AGPA", "ANPA", "ANVA", "AIPA", "ABIA", "ACCA",
      })
  void keyIdsAreKnownByTheirFirstLetters(String kind) {
    assertThat(Secrets.text(kind + "IOSFODNN7EXAMPLE")).isEqualTo("REDACTED");
  }

  @Test
  void aTextWithoutSecretComesBackAsItIs() {
    String text = "Order 17 of <user>: a=b";
    assertThat(Secrets.text(text)).isSameAs(text);
  }

  @Test
  void keyBlocksAreMaskedToTheirEnd() {
    String block = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----";
    assertThat(Secrets.text("a " + block + " b")).isEqualTo("a REDACTED b");
    assertThat(Secrets.text("a -----BEGIN RSA PRIVATE KEY-----\nMIIB")).isEqualTo("a REDACTED");
  }

  @ParameterizedTest
  @CsvSource({
    "https://user:pass@host/p, https://REDACTED:REDACTED@host/p",
    "https://host/p?a=1&X-Amz-Signature=9f&b=2, https://host/p?a=1&X-Amz-Signature=REDACTED&b=2",
    "https://host/p?x-amz-credential=9f, https://host/p?x-amz-credential=REDACTED",
    "https://host/p?X-Amz-Security-Token=9f, https://host/p?X-Amz-Security-Token=REDACTED",
    "https://host/p?AWSAccessKeyId=9f, https://host/p?AWSAccessKeyId=REDACTED",
    "https://host/p?Signature=9f&sig=1, https://host/p?Signature=REDACTED&sig=REDACTED",
    "https://host/p?X-Goog-Signature=9f, https://host/p?X-Goog-Signature=REDACTED",
    "/p?token=1&access_token=2&api_key=3, /p?token=REDACTED&access_token=REDACTED&api_key=REDACTED",
    "/p?key=1&password=2&secret=3, /p?key=REDACTED&password=REDACTED&secret=REDACTED",
    "/p?CODE=1&sid=2&jwt=3, /p?CODE=REDACTED&sid=REDACTED&jwt=REDACTED",
    "/p#access_token=1, /p#access_token=REDACTED",
    "a=1&token=2, a=1&token=REDACTED",
    "/p?keys=1&monkey=2&token=, /p?keys=1&monkey=2&token=",
    "/p/token/7, /p/token/7",
    "/p?auth_token=1&sessionToken=2&pageToken=3, /p?auth_token=REDACTED&sessionToken=REDACTED&pageToken=3",
    "next=/home&code=4/0Ab, next=/home&code=REDACTED",
    "X-Amz-Credential=ASIA/20261122/eu/s3&a=1, X-Amz-Credential=REDACTED&a=1",
    "/p/a=1&token=2, /p/a=1&token=2",
    "https://npm.example/@scope/lib, https://npm.example/@scope/lib",
    "https://host?mail=a@b.c&x=1, https://host?mail=a@b.c&x=1",
    "https://host/p?mail=a@b.c/d&token=e=f=, https://host/p?mail=a@b.c/d&token=REDACTED",
    "https://user:pass@host?x=1, https://REDACTED:REDACTED@host?x=1",
    "https://user:pass@host, https://REDACTED:REDACTED@host",
    "https://user@host#token=1, https://REDACTED@host#token=REDACTED",
    "https://h/go?to=https://bob:pw@mq/x&a=1, https://h/go?to=https://REDACTED:REDACTED@mq/x&a=1",
    "/go?to=amqp://bob:pw@mq/x, /go?to=amqp://REDACTED:REDACTED@mq/x",
    "=1&token=2, =1&token=2",
    "a&token&sid=1;jwt=2, a&token&sid=REDACTED;jwt=REDACTED",
    "https://h/confirm/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc?x=1, https://h/confirm/REDACTED?x=1",
    "ftp://bob:a@b@host/x@y, ftp://REDACTED:REDACTED@host/x@y",
  })
  void urlsLoseCredentialsAndSignedValues(String url, String expected) {
    assertThat(Secrets.url(url)).isEqualTo(expected);
  }

  @Test
  void aTextWithoutASignOfASecretIsNotRead() {
    assertThat(SecretScan.mayHoldSecret("http-nio-18081-exec-5")).isFalse();
    assertThat(SecretScan.mayHoldSecret("demo.Authors.save")).isFalse();
    assertThat(SecretScan.mayHoldSecret("AKIAIOSFODNN7EXAMPLE")).isTrue();
    assertThat(SecretScan.mayHoldSecret("<password>x</password>")).isTrue();
    assertThat(SecretScan.mayHoldSecret("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc")).isTrue();
  }

  @Test
  void queriesOfEveryKindLoseTheirValues() {
    assertThat(Secrets.query("SELECT \"Name\" FROM t WHERE b='x'", "postgresql"))
        .isEqualTo("SELECT \"Name\" FROM t WHERE b=?");
    assertThat(Secrets.query("SELECT \"Name\"", "mysql")).isEqualTo("SELECT ?");
    assertThat(Secrets.query("SET user:17 secret", "redis")).isEqualTo("SET user:* ?");
    assertThat(Secrets.query("AUTH hunter2", "redis")).isEqualTo("AUTH ?");
    assertThat(Secrets.query("{\"find\":\"t\",\"filter\":{\"a\":\"x\"}}", "mongodb"))
        .isEqualTo("{find: ?, filter: {a: ?}}");
    assertThat(Secrets.query("{\"query\":{\"match\":{\"a\":\"x\"}}}", "elasticsearch"))
        .isEqualTo("{query: {match: {a: ?}}}");
  }

  @Test
  void workIsLinearAndAnyTextIsAccepted() {
    String[] units = {
      "-----BEGIN",
      "-----END",
      "://",
      "a://",
      "@",
      "password=",
      "password=\"",
      "token=[",
      "token=[]",
      "token={a=",
      "token={ ",
      "token={\"",
      "token={}",
      "token:",
      "eyJ",
      "eyJ.",
      "Bearer ",
      "<token>",
      "<token ",
      "<token>a</",
      "<token><",
      "<token>>",
      "<a> ",
      "</a>",
      "<![CDATA[",
      "<a:token ",
      "Basic ",
      "?",
      "&sig=",
      "\\\"",
      "'",
      "AKIA",
      "a ",
      "cookie: ",
      "token\"",
      "=",
      ":"
    };
    for (String unit : units) {
      SecretScan scan = new SecretScan(unit.repeat(65_536 / unit.length()));
      scan.masked();
      assertThat(scan.steps()).as(unit).isLessThanOrEqualTo(4L * 65_536);
    }
    Random random = new Random(SEED);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(units[random.nextInt(units.length)]);
        text.append((char) random.nextInt(round % 2 == 0 ? 128 : 65_536));
      }
      String once = Secrets.text(text.toString());
      assertThat(once).as("seed " + SEED + ": " + text).isNotNull();
      assertThat(Secrets.url(text.toString())).isNotNull();
    }
  }
}
