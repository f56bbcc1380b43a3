package dev.aside.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.aside.AsideException;
import java.io.ObjectInputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may know whom, and what nobody may do, in every module that is shipped. */
final class ArchitectureTest {
  private static final JavaClasses SHIPPED =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.aside")
          .that(not(resideInAPackage("dev.aside.testkit..")));

  private static final DescribedPredicate<JavaClass> JDK =
      resideInAnyPackage("java..", "javax..", "jdk..", "org.jspecify..");

  /** What the root package lends to the packages that it is made of. */
  private static final DescribedPredicate<JavaClass> VOCABULARY =
      resideInAPackage("dev.aside")
          .and(assignableTo(AsideException.class).or(simpleName("Codec")))
          .as("Codec and the exceptions of dev.aside");

  @Test
  void packages_areFound() {
    for (String name : List.of("", ".cache", ".topic", ".spi", ".redis", ".gateway", ".server")) {
      classes()
          .that(resideInAPackage("dev.aside" + name))
          .should()
          .resideInAPackage("dev.aside" + name)
          .allowEmptyShould(false)
          .check(SHIPPED);
    }
  }

  @Test
  void spi_knowsTheJdkAlone() {
    onlyKnows("dev.aside.spi..", resideInAPackage("dev.aside.spi.."));
  }

  @Test
  void cache_knowsSpiCaffeineAndLz4() {
    onlyKnows(
        "dev.aside.cache..",
        resideInAnyPackage(
                "dev.aside.cache..",
                "dev.aside.spi..",
                "com.github.benmanes.caffeine..",
                "net.jpountz.lz4..")
            .or(VOCABULARY));
    noClasses()
        .that(not(simpleName("Lz4"))) // it may be missing
        .should()
        .dependOnClassesThat(resideInAPackage("net.jpountz.."))
        .check(SHIPPED);
  }

  @Test
  void topic_knowsSpi() {
    onlyKnows(
        "dev.aside.topic..",
        resideInAnyPackage("dev.aside.topic..", "dev.aside.spi..").or(VOCABULARY));
  }

  @Test
  void memory_knowsSpiAndCaffeine() {
    onlyKnows(
        "dev.aside.memory..",
        resideInAnyPackage(
            "dev.aside.memory..", "dev.aside.spi..", "com.github.benmanes.caffeine.."));
  }

  @Test
  void root_knowsItsPartsAndJackson() {
    onlyKnows(
        "dev.aside",
        resideInAnyPackage(
            "dev.aside",
            "dev.aside.cache..",
            "dev.aside.topic..",
            "dev.aside.spi..",
            "tools.jackson..",
            "com.fasterxml.jackson.annotation.."));
  }

  @Test
  void redis_knowsSpiLettuceAndNetty() {
    onlyKnows(
        "dev.aside.redis..",
        resideInAnyPackage(
            "dev.aside.redis..", "dev.aside.spi..", "io.lettuce..", "io.netty..", "reactor.."));
  }

  @Test
  void embedded_knowsTheJdkAlone() {
    onlyKnows("dev.aside.embedded..", resideInAPackage("dev.aside.embedded.."));
  }

  @Test
  void gateway_knowsCoreJacksonAndTheTokenLibrary() {
    onlyKnows(
        "dev.aside.gateway..",
        resideInAnyPackage(
                "dev.aside",
                "dev.aside.gateway..",
                "dev.aside.topic..",
                "dev.aside.spi..",
                "tools.jackson..")
            .or(resideInAPackage("com.nimbusds.jose..")));
    noClasses()
        .that(resideInAPackage("dev.aside.gateway.."))
        .and(not(resideInAPackage("dev.aside.gateway.token..")))
        .should()
        .dependOnClassesThat(resideInAPackage("com.nimbusds.."))
        .check(SHIPPED);
    noClasses()
        .that(resideInAPackage("dev.aside.gateway.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.channels.."))
        .check(SHIPPED);
  }

  @Test
  void server_isKnownToNobody_andKnowsNoRedisClient() {
    noClasses()
        .that(resideInAPackage("dev.aside.server.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("dev.aside.redis..", "io.lettuce.."))
        .check(SHIPPED);
    noClasses()
        .that(not(resideInAPackage("dev.aside.server..")))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.aside.server.."))
        .check(SHIPPED);
  }

  @Test
  void rooms_ofTheServer_haveOneDirection() {
    knowsNothingOf("config", "database", "gateway", "http", "live", "operate", "users");
    knowsNothingOf("http", "database", "gateway", "live", "operate", "users");
    knowsNothingOf("database", "gateway", "http", "live", "operate", "users");
    knowsNothingOf("live", "database", "gateway", "operate", "users");
    knowsNothingOf("gateway", "database", "operate", "users");
    knowsNothingOf("users", "gateway", "live", "operate");
    knowsNothingOf("operate", "users");
  }

  private static void knowsNothingOf(String room, String... others) {
    for (String other : others) {
      noClasses()
          .that(resideInAPackage("dev.aside.server." + room))
          .should()
          .dependOnClassesThat(resideInAPackage("dev.aside.server." + other))
          .check(SHIPPED);
    }
  }

  @Test
  void time_isReadInOnePlace() {
    for (String method : List.of("nanoTime", "currentTimeMillis")) {
      noClasses()
          .that(not(resideInAPackage("dev.aside.spi").and(simpleName("SystemTime"))))
          .should()
          .callMethod(System.class, method)
          .check(SHIPPED);
    }
    noClasses().should().callMethod(Instant.class, "now").check(SHIPPED);
    noClasses()
        .that(not(simpleName("HttpDate"))) // a header that must be sent, and decides nothing
        .should()
        .accessClassesThat(assignableTo(Clock.class))
        .check(SHIPPED);
  }

  @Test
  void nobody_sleeps() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(SHIPPED);
    noClasses().should().callMethod(Thread.class, "sleep", long.class, int.class).check(SHIPPED);
  }

  @Test
  void nobody_deserialisesJavaObjects() {
    noClasses().should().dependOnClassesThat(assignableTo(ObjectInputStream.class)).check(SHIPPED);
  }

  @Test
  void nobody_printsToTheConsole() {
    noClasses()
        .that(not(simpleName("Main")))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(SHIPPED);
  }

  @Test
  void names_sayWhatAClassDoes() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .check(SHIPPED);
  }

  private static void onlyKnows(String packages, DescribedPredicate<JavaClass> allowed) {
    DescribedPredicate<JavaClass> others =
        DescribedPredicate.describe(
            "are not " + allowed.getDescription(),
            type -> {
              JavaClass element = type.getBaseComponentType();
              return !element.isPrimitive() && !JDK.test(element) && !allowed.test(element);
            });
    noClasses()
        .that(resideInAPackage(packages))
        .should()
        .dependOnClassesThat(others)
        .allowEmptyShould(false)
        .check(SHIPPED);
  }
}
