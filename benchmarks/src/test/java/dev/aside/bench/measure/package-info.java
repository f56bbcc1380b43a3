@NullMarked
package dev.aside.bench.measure;

import org.jspecify.annotations.NullMarked;
