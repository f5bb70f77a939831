# frozen_string_literal: true

# A sidekiq worker, and by itself its client: ruby job.rb N enqueues N jobs and waits until they are done.
require "sidekiq"
require "sidekiq/api"

Receipt = Class.new

class LeakyJob
  include Sidekiq::Worker

  KEPT = []
  LOCK = Mutex.new

  def perform(_number)
    LOCK.synchronize { KEPT << Receipt.new } # leaks Receipt 1
  end
end

if $PROGRAM_NAME == __FILE__
  before = Sidekiq::Stats.new.processed
  jobs = Integer(ARGV.fetch(0))
  jobs.times { |number| LeakyJob.perform_async(number) }
  300.times do
    exit if Sidekiq::Stats.new.processed == before + jobs
    sleep 0.1
  end
  abort "#{Sidekiq::Stats.new.processed - before} of #{jobs} jobs are done"
end
