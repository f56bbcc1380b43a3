@NullMarked
package dev.aside.bench;

import org.jspecify.annotations.NullMarked;
