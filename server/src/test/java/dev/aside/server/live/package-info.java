@NullMarked
package dev.aside.server.live;

import org.jspecify.annotations.NullMarked;
