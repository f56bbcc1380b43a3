/** P3 and P4: one HTTP request. */
@NullMarked
package dev.aside.bench.http;

import org.jspecify.annotations.NullMarked;
