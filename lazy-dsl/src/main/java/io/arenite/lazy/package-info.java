/// Internal: from a typed-in query to a frame. [Query] compiles once (plan, bind, optimize) and [QueryRunner] runs.
package io.arenite.lazy;
