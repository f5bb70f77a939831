# frozen_string_literal: true

# Dumps the heap of the process that loads this file: dumps/PID/1.json, then 2.json and so on.
#
#   rbtrace -p PID -e "load '/path/to/dump.rb'"
#
# rbtrace gives an eval little time, so a thread does the work, and a forked child writes: the server
# goes on at once, and what the child allocates is not left behind in it.
require "fileutils"

Thread.new do
  folder = File.expand_path("dumps/#{Process.pid}", __dir__)
  FileUtils.mkdir_p(folder)
  file = "#{folder}/#{Dir["#{folder}/*.json"].size + 1}.json"

  GC.start
  child = fork do
    File.open("#{file}.part", "w") { |io| ObjectSpace.dump_all(output: io) }
    File.rename("#{file}.part", file) # the name says that the dump is complete
    exit!(0)
  ensure
    exit!(1)
  end
  GC.start(full_mark: false) # the child's own objects get a generation to themselves
  Process.wait(child)
end
