/// Plans and results as text.
package io.arenite.lazy.text;
