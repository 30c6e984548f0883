/// Internal: plans as the Python package writes them - read into lazy frames, compiled once, run by
/// number - and the results that they give.
package io.arenite.python.plan;
