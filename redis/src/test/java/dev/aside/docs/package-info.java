/** The code of the guide: each region is a sample there, and runs here. */
@NullMarked
package dev.aside.docs;

import org.jspecify.annotations.NullMarked;
