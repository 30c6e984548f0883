/// The three forms of a query: typed in ([ExprNode], [LogicalPlan]), bound ([BoundPlan]) and what runs
/// ([PhysicalPlan]), and what all stages need to know about expressions and literals.
package io.arenite.lazy.plan;
