@NullMarked
package dev.aside.server.page;

import org.jspecify.annotations.NullMarked;
