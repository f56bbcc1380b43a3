import dev.aside.spi.BackendProvider;
import org.jspecify.annotations.NullMarked;

/** For tests: time moved by hand, real Redis processes, faults on the wire, contract suites. */
@NullMarked
module dev.aside.testkit {
  requires transitive dev.aside.core;
  requires transitive dev.aside.embedded;
  requires transitive org.junit.jupiter.api;
  requires static transitive org.jspecify;

  uses BackendProvider;

  exports dev.aside.testkit;
  exports dev.aside.testkit.simulation;

  opens dev.aside.testkit to
      org.junit.platform.commons; // finds the tests of the contract suites
}
