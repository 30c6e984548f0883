/// Internal: a feed of made-up ticks for notebooks.
package io.arenite.python.feed;
