/** What every claim is measured with. */
@NullMarked
package dev.aside.bench.stage;

import org.jspecify.annotations.NullMarked;
