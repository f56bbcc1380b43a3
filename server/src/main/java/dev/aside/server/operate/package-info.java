/** What operators and the page need: health, metrics, and the page itself. */
@NullMarked
package dev.aside.server.operate;

import org.jspecify.annotations.NullMarked;
