@NullMarked
package dev.aside.server.launcher;

import org.jspecify.annotations.NullMarked;
