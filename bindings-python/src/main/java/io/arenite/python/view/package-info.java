/// Internal: columns of tables by their addresses.
package io.arenite.python.view;
