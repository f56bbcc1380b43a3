/**
 * What Aside costs beside its peers: each claim is a class, each contender a process, and the
 * figures are ratios of medians of alternating rounds.
 */
@NullMarked
package dev.aside.bench;

import org.jspecify.annotations.NullMarked;
