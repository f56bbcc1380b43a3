/**
 * A fleet of processes, a network and a Redis in one thread and in virtual time, all of it drawn
 * from one seed: to find the interleavings that nobody thinks of, and to replay them exactly.
 */
@NullMarked
package dev.aside.testkit.simulation;

import org.jspecify.annotations.NullMarked;
