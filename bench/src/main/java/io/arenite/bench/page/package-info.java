/// docs/benchmarks.md, the page that measured figures are written to.
package io.arenite.bench.page;
