/** For tests: time moved by hand, real Redis processes, faults on the wire, contract suites. */
@NullMarked
package dev.aside.testkit;

import org.jspecify.annotations.NullMarked;
