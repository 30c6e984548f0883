/// The bound on what a database keeps of earlier answers; what is kept belongs to those who keep it.
package io.arenite.engine.cache;
