/// Columnar results and the operators over them.
package io.arenite.engine.frame;
