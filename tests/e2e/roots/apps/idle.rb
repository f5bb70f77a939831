# frozen_string_literal: true

# The worker beside a web server: it has nothing to do.
puts "waiting for work"
sleep
