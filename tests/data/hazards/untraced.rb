# A life that is never traced, while its classes are reloaded; and one whose tracing starts too late.
require_relative "capture"
include Capture

warm_up
round
dump("reloaded-untraced/1")
branch("tracing-late", 2, 3) { ObjectSpace.trace_object_allocations_start }
round { Shop.reload }
dump("reloaded-untraced/2")
round
dump("reloaded-untraced/3")
