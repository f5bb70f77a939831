# frozen_string_literal: true

# Forks a child for each job, as resque does, and leaks an object a job itself.
#   ruby jobs.rb PIPE    a line in PIPE is a job
KEPT = []
File.open(ARGV[0], "r+") do |jobs|
  while (job = jobs.gets)
    KEPT << Object.new
    Process.wait(fork { job.upcase })
    File.write("#{ARGV[0]}.done", "#{KEPT.size}\n")
  end
end
