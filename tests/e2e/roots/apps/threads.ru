# frozen_string_literal: true

require_relative "threads"

Thread.new { Threads.collect }

run(lambda do |env|
  Threads.order if env["REQUEST_METHOD"] == "POST"
  [200, {"content-type" => "text/plain"}, ["#{Thread.list.size} threads"]]
end)
