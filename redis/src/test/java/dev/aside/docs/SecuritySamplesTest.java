package dev.aside.docs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.cache.SigningKeys;
import dev.aside.cache.TenantScope;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The samples of {@code security.md}. */
final class SecuritySamplesTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final Database database = new Database();
  private final Vault vault = new Vault();
  private Aside aside = Aside.connect("memory:");

  /** Where the secrets of the samples are kept. */
  private static final class Vault {
    private final Map<String, String> secrets =
        Map.of(
            "aside-1", "one secret of thirty-two bytes..",
            "aside-2", "another one, as long or longer...",
            "aside-names", "and one for the names of entries.");

    byte[] read(String name) {
      return secrets.getOrDefault(name, "").getBytes(US_ASCII);
    }
  }

  // region tenants
  /** The tenant of the request that this thread is working on. */
  static final class CurrentTenant implements TenantScope {
    private static final ThreadLocal<@Nullable String> NAME = new ThreadLocal<>();

    @Override
    public @Nullable String current() {
      return NAME.get();
    }

    @Override
    public <T extends @Nullable Object> T callAs(String tenant, Callable<T> load) throws Exception {
      NAME.set(tenant); // loaders run on threads of Aside's
      try {
        return load.call();
      } finally {
        NAME.remove();
      }
    }
  }

  // endregion

  @BeforeEach
  void connect() {
    aside.close();
    aside = Aside.connect(redis.uri());
    Await.until("Redis is there", () -> aside.health().reasons().isEmpty());
  }

  @AfterEach
  void close() {
    aside.close();
  }

  @Test
  void signingKeys_valueMadeUp_isNotServed() {
    // region signing
    SigningKeys keys = SigningKeys.of(1, vault.read("aside-1"));
    AsideCache<String, User> users =
        aside.cache("user", User.class).noLocal().signingKeys(keys).build();
    // endregion
    users.get("42", database::find);
    Await.until("it is stored", () -> users.stats().fills() == 1);
    try (RespClient stranger = redis.client()) {
      stranger.command("SETRANGE", "user:42", "80", "forged");
    }
    assertEquals("Satyendra", present(users.get("42", database::find)).name());
    assertEquals(1, users.stats().unreadable());
    Await.until("it is stored again", () -> users.stats().fills() == 2);

    // region rotate
    keys.add(2, vault.read("aside-2")); // in each process, in any order: 2 signs from now on
    keys.retire(1); // later, once what 1 has signed has expired
    // endregion
    users.get("42", database::find);
    Await.until("it is signed anew", () -> users.stats().fills() == 3);
    assertEquals("SigningKeys[2]", keys.toString());
  }

  @Test
  void hashKeys_storedName_tellsNothing() {
    // region hash-keys
    AsideCache<String, User> byMail =
        aside.cache("by-mail", User.class).hashKeys(vault.read("aside-names")).build();
    // endregion
    byMail.get("ada@example.org", mail -> database.find("1"));

    String name = byMail.explain("ada@example.org").storedName();
    assertTrue(name.matches("by-mail:h:[0-9a-f]{32}"), name);
  }

  @Test
  void tenantScoped_eachTenant_hasItsOwn() throws Exception {
    CurrentTenant current = new CurrentTenant();
    // region tenant-cache
    AsideCache<String, User> users =
        aside
            .cache("user", User.class)
            .tenantScoped(new CurrentTenant())
            .loader(database::find)
            .build();
    // endregion
    assertNotNull(current.callAs("acme", () -> users.get("42"))); // user:acme:42
    assertNotNull(current.callAs("globex", () -> users.get("42"))); // user:globex:42
    assertEquals(2, database.questions());
    assertThrows(IllegalStateException.class, () -> users.get("42"));
  }

  private static <T> T present(@Nullable T value) {
    assertNotNull(value);
    return value;
  }
}
