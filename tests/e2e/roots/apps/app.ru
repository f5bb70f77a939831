# frozen_string_literal: true

# An app that knows nothing of heapgate, unless TRACED asks for what --pid needs. A POST leaks.
if ENV["TRACED"]
  require "objspace"
  ObjectSpace.trace_object_allocations_start
  require "rbtrace"
end
require_relative "shop"

run(lambda do |env|
  Shop.order(env["QUERY_STRING"].to_i) if env["REQUEST_METHOD"] == "POST"
  [200, {"content-type" => "text/plain"}, ["served by #{Process.pid}"]]
end)
