# frozen_string_literal: true

# First of all, so that every object of the app has an allocation site. Workers inherit it.
require File.expand_path("heapgate_boot", __dir__)

bind "tcp://127.0.0.1:#{ENV.fetch("PORT", "9292")}"

# A fixed number: a pool that grows and shrinks makes and drops objects between two dumps.
threads 2, 2

workers Integer(ENV.fetch("WEB_CONCURRENCY", "0"))
preload_app! ENV["PRELOAD_APP"] == "1"
