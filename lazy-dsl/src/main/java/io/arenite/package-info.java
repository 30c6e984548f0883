/// Expressions, lazy frames and the optimizer: the public face.
package io.arenite;
