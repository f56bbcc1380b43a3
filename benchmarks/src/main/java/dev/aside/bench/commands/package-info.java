/** P7: commands per operation. */
@NullMarked
package dev.aside.bench.commands;

import org.jspecify.annotations.NullMarked;
