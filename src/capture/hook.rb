# frozen_string_literal: true

# heapgate's end in the server: a thread waits for commands on a named pipe, and a forked child writes the
# dump, so that the server stands still for a garbage collection and a fork only.
#
# It comes in one of two ways. Loaded into a running server, its pipes are beside it, and it ends when heapgate
# closes them or dies. Preloaded by RUBYOPT=-rHOOK, it traces allocations from the first line on, makes pipes of
# its own, and does so again in every process that is forked; it asks for nothing but core Ruby and objspace.
#
# `names` and `forking` are the scripts in front of this one: the build makes one file of them.
hook = Class.new do
  def initialize(path, names, forking)
    @path = path
    @names = names
    @forking = forking
    @folder = File.dirname(path)
    @forks = 0
    @fork_function = below(Process.respond_to?(:_fork) ? :_fork : :fork)
  end

  def loaded?
    File.pipe?("#{@folder}/commands")
  end

  def load_into_server
    @place = @folder
    Thread.new do
      quietly do
        # Not to wait for a heapgate that died just now: without a writer there is nothing to read.
        @commands = File.open("#{@place}/commands", File::RDONLY | File::NONBLOCK)
        require "objspace"
        hello
        serve
      end
    ensure
      leave_server
    end
  end

  def preload
    trace
    announce
    @forking.follow(self)
    at_exit { withdraw }
  end

  # Opens pipes for heapgate to find, and waits there. The server goes on, whatever happens here.
  def announce(place = "#{base}/#{Process.pid}")
    @place = place
    @pid = Process.pid
    @events = nil
    @forks = 0
    earlier = @commands
    @commands = nil # so that its thread does not announce itself again
    earlier&.close
    withdraw # what a program before exec has made there
    Dir.mkdir(@place, 0o700)
    %w[events data commands].each { |name| File.mkfifo("#{@place}/#{name}", 0o600) }
    # For writing too, so that it does not end when a heapgate closes it.
    @commands = File.open("#{@place}/commands", File::RDWR | File::NONBLOCK)
    Thread.new { wait_for_commands }
  rescue SystemCallError
    nil # heapgate says that this process did not announce itself
  end

  # Counts what this process forks, and has its child announce itself.
  def forked(child)
    child.nil? || child.zero? ? announce : @forks += 1
  end

  def withdraw
    return unless Process.pid == @pid # else it was forked in a way that the hook does not see

    %w[events data commands].each { |name| File.unlink("#{@place}/#{name}") if File.exist?("#{@place}/#{name}") }
    Dir.rmdir(@place)
  rescue SystemCallError
    nil # done already
  end

  private

  # The implementation in C, behind whatever the application or a library has put before it: a child that
  # writes a dump must not run their clean-up, which drops what the server holds.
  def below(name)
    method = Process.method(name)
    method = method.super_method while method.super_method
    method
  end

  def trace
    require "objspace"
    ObjectSpace.trace_object_allocations_start unless ENV["HEAPGATE_TRACING"] == "none"
  rescue LoadError => e
    @failure = e
  end

  def base
    shared = "#{@folder}/processes"
    return shared if File.directory?(shared)

    own = "/tmp/heapgate-hooks-#{Process.euid}"
    Dir.mkdir(own, 0o700) unless File.exist?(own)
    raise Errno::EACCES, own unless File.lstat(own).directory? && File.owned?(own) # made by somebody else
    own
  end

  def wait_for_commands
    commands = @commands
    # Its number may be another file's by now.
    quietly { serve if File.identical?(commands, "#{@place}/commands") }
    announce_again if commands.equal?(@commands)
  end

  # The server has closed all files, as some daemons do, and perhaps by their numbers.
  def announce_again
    @commands.autoclose = false unless @commands.closed?
    @commands = nil
    sleep(0.1) # until it has closed the rest
    announce(@place)
  end

  def leave_server
    if @started
      ObjectSpace.trace_object_allocations_stop
      ObjectSpace.trace_object_allocations_clear
    end
    @commands&.close
    Thread.current.name = nil # Ruby keeps the native thread a while, for another one
    @events&.close # the sign that nothing is left here
  end

  def quietly
    Thread.current.report_on_exception = false
    Thread.current.name = "heapgate"
    yield
  rescue Exception => e # rubocop:disable Lint/RescueException
    tell(failure(e))
  end

  def serve
    while (command = @commands.gets)
      case command
      when "hello\n" then hello
      when "bye\n" then @events = @events&.close
      when "prepare\n" then find_c_functions
      when "trace\n" then start_tracing
      when "dump threads\n" then dump { fork_with_threads }
      when "dump plain\n" then dump { fork_plain }
      end
    end
  end

  def tell(line)
    @events&.syswrite("#{line}\n")
  rescue SystemCallError, IOError
    nil # nobody listens any more
  end

  def failure(error, whose = "failed")
    "#{whose} #{error.class}: #{error.message.lines.first.to_s.strip[0, 200]}"
  end

  def hello
    earlier = @events
    @events = File.open("#{@place}/events", File::WRONLY | File::NONBLOCK)
    earlier&.close
    return tell(failure(@failure)) if @failure

    tracing = ObjectSpace.allocation_sourcefile(Object.new) ? "on" : "off"
    tell("own #{@path}") # as the allocation sites of this file's objects show it
    tell("hello allocated=#{GC.stat(:total_allocated_objects)} forks=#{@forks} tracing=#{tracing} " \
         "ruby=#{RUBY_DESCRIPTION}")
  rescue SystemCallError
    nil # it died meanwhile
  end

  def start_tracing
    ObjectSpace.trace_object_allocations_start
    @started = true
    tell("traced")
  end

  # Between the collection and the fork as little as possible is allocated: it would be garbage in the dump.
  def dump
    @threads = @names.note_threads
    # In steps, between which the requests that waited are served.
    GC.start(full_mark: true, immediate_sweep: false)
    sleep(0.05)
    GC.start(full_mark: false, immediate_sweep: true)
    sleep(0.05)
    gc_count = GC.count
    allocated, freed = %i[total_allocated_objects total_freed_objects].map { |key| GC.stat(key) - @names.allocated }
    live, pages = GC.stat(:heap_live_slots), GC.stat(:heap_allocated_pages)
    child = yield
    tell("forked child=#{child}")
    tell("facts gc_count=#{gc_count} total_allocated_objects=#{allocated} total_freed_objects=#{freed} " \
         "heap_live_slots=#{live} heap_allocated_pages=#{pages} threads=#{Thread.list.size - 1}")
    tell("ended status=#{status_of(child)}")
    # Ends this generation: the child's own objects belong to it, and none of the server's later ones.
    GC.start(full_mark: false, immediate_sweep: false)
    tell("done")
  rescue StandardError, ScriptError => e
    tell(failure(e))
  end

  def status_of(child)
    Process.wait2(child).last.inspect[/exit \d+|SIG\w+/]
  rescue Errno::ECHILD
    "unknown" # the server reaps all children itself
  end

  # Ruby's own: no other thread is in the child, nor what only they hold.
  def fork_plain
    child = @fork_function.call
    return child unless child.nil? || child.zero?

    # Not to be taken for the server's own way out: no at_exit, no traps of its own.
    exit!(write_dump)
  end

  # The system's: Ruby takes the other threads for alive, and their stacks for roots.
  def fork_with_threads
    raise @fork_problem unless find_c_functions

    wait_for_a_quiet_moment
    child = @fork.call
    return child unless child.zero?

    @leave.call(write_dump)
  end

  # Whether there are any. Not before the application has booted: fiddle is a gem, whose version is the
  # application's to choose.
  def find_c_functions
    require "fiddle"
    @fork ||= c_function("fork", [], Fiddle::TYPE_INT)
    @leave ||= c_function("_exit", [Fiddle::TYPE_INT], Fiddle::TYPE_VOID)
  rescue StandardError, ScriptError => e
    @fork_problem = e
    false
  end

  def c_function(name, arguments, result)
    Fiddle::Function.new(Fiddle.dlopen(nil)[name], arguments, result, need_gvl: true)
  rescue ArgumentError
    raise NotImplementedError, "this Ruby's fiddle lets go of the VM's lock"
  end

  # From 3.3 on a thread that lets go of the VM's lock hands it to the next one that waits, which is not there
  # in the child.
  def wait_for_a_quiet_moment
    return if RUBY_VERSION < "3.3"

    100.times do
      return if Thread.list.none? { |thread| thread != Thread.current && thread.status == "run" }

      sleep(0.02)
    end
    raise "other threads never rest"
  end

  def write_dump
    File.open("#{@place}/data", File::WRONLY | File::NONBLOCK) do |data|
      data.fcntl(4, File::WRONLY) # F_SETFL: Ruby 2.7 writes by stdio, which cannot wait
      behind = data.dup
      ObjectSpace.dump_all(output: data)
      data.close # or the end of the dump would be in stdio's buffer still
      @names.write(behind, @threads)
      behind.close
    end
    tell("written")
    0
  rescue Exception => e # rubocop:disable Lint/RescueException
    tell(failure(e, "child-failed"))
    1
  end
end.new(__FILE__, names.new, forking.new)

hook.loaded? ? hook.load_into_server : hook.preload
