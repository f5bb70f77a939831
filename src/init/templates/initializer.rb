# frozen_string_literal: true

# Makes the process ready for heap dumps, in the load test only: `heapgate capture` sets HEAPGATE=1.
# It does nothing otherwise, since tracing slows allocation down.
if ENV["HEAPGATE"] == "1"
  require "objspace"
  ObjectSpace.trace_object_allocations_start # never stopped: objects made meanwhile would lack a site
  require "rbtrace"
end
