/// Internal: what Python holds of the JVM - databases, tables, plans, views - and how it lets go.
package io.arenite.python.handle;
