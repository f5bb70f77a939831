# frozen_string_literal: true

# What `heapgate capture` loads into the server, once. A thread waits for commands and dumps from a
# forked child, so that the server stands still for a garbage collection and a fork only. It ends, and
# takes its folder along, when heapgate closes the pipe or dies.
Thread.new(__dir__, __FILE__) do |folder, path|
  Thread.current.report_on_exception = false
  Thread.current.name = "heapgate"
  started = false
  begin
    events = File.open("#{folder}/events", File::WRONLY | File::NONBLOCK)
    events.sync = true
    # Not to wait for a heapgate that died just now: without a writer there is nothing to read.
    commands = File.open("#{folder}/commands", File::RDONLY | File::NONBLOCK)
    File.unlink(path)
    require "objspace"
    traced = -> { !ObjectSpace.allocation_sourcefile(Object.new).nil? }
    tracing = traced.call ? "on" : "off"
    events.syswrite("hello pid=#{Process.pid} tracing=#{tracing} ruby=#{RUBY_DESCRIPTION}\n")

    while (command = commands.gets)
      case command
      when "trace\n"
        ObjectSpace.trace_object_allocations_start
        started = true
        events.syswrite("traced\n")
      when "dump\n"
        GC.start(full_mark: true, immediate_sweep: true)
        count = GC.count
        child = fork do
          # Not to be taken for the server's own way out: no at_exit, no traps of its own.
          File.open("#{folder}/data", File::WRONLY | File::NONBLOCK) do |data|
            data.fcntl(4, File::WRONLY) # F_SETFL: Ruby 2.7 writes by stdio, which cannot wait
            ObjectSpace.dump_all(output: data)
          end
          events.syswrite("written\n")
          exit!(0)
        rescue Exception => e # rubocop:disable Lint/RescueException
          events.syswrite("failed #{e.class}: #{e.message.lines.first.to_s.strip[0, 200]}\n")
          exit!(1)
        end
        # Ends this generation: the child's own objects belong to it, and none of the server's later ones.
        GC.start(full_mark: false, immediate_sweep: false)
        begin
          status = Process.wait2(child).last.inspect[/exit \d+|SIG\w+/]
        rescue Errno::ECHILD
          status = "unknown" # the server reaps all children itself
        end
        events.syswrite("ended gc_count=#{count} status=#{status}\n")
      end
    end
  rescue Exception => e # rubocop:disable Lint/RescueException
    begin
      events&.syswrite("failed #{e.class}: #{e.message.lines.first.to_s.strip[0, 200]}\n")
    rescue SystemCallError
      nil # nobody listens any more
    end
  ensure
    if started
      ObjectSpace.trace_object_allocations_stop
      ObjectSpace.trace_object_allocations_clear
    end
    commands&.close
    ["hook.rb", "events", "commands", "data"].each do |name|
      File.unlink("#{folder}/#{name}")
    rescue SystemCallError
      nil # heapgate was faster
    end
    begin
      Dir.rmdir(folder)
    rescue SystemCallError
      nil
    end
    Thread.current.name = nil # Ruby keeps the native thread a while, for another one
    events&.close # the sign that nothing is left here
  end
end
