# frozen_string_literal: true

# Threads that hold what leaks in their local variables: one that collects, and one a request that never ends.
Ticket = Class.new
Task = Class.new

module Threads
  TICKETS = Queue.new

  def self.collect
    held = []
    loop { held << TICKETS.pop }
  end

  def self.work
    task = Task.new # leaks Task 1
    sleep
    task
  end

  def self.order
    TICKETS << Ticket.new # leaks Ticket 1
    Thread.new { work } # leaks Thread 1
  end
end
