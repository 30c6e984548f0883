/// Bound expressions and plans: what a query is once names are column indexes and literals have types.
package io.arenite.engine.expr;
