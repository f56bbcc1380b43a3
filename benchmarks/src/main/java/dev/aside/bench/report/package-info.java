/** Tables, pictures and the page that holds them. */
@NullMarked
package dev.aside.bench.report;

import org.jspecify.annotations.NullMarked;
