# frozen_string_literal: true

# Captures servers inside a bare root, and judges the dumps. The last line is "SUITE: N passed, N failed".
# usage: ruby matrix.rb SUITE HEAPGATE [PATTERN]    PATTERN: only the trials whose name has it
require_relative "trial"

# What is tried; a method a kind of server, a trial a line.
class Matrix
  # Ruby 2.7 cannot fork with its threads.
  FORK = RUBY_VERSION < "3" ? "plain" : "threads"

  def initialize(suite, heapgate, pattern)
    @suite = suite
    @heapgate = heapgate
    @pattern = pattern
    @passed = @failed = 0
  end

  def run
    puma
    threads
    rails if needs("rails")
    foreman if needs("foreman")
    thin if needs("thin")
    sidekiq if needs("sidekiq", "redis-server")
    unicorn if needs("unicorn")
    webrick if needs("rackup")
    shell_script
    passenger if needs("passenger")
    puts "#{@suite}: #{@passed} passed, #{@failed} failed"
    @failed.zero?
  end

  private

  def needs(*programs)
    missing = programs.reject { |program| ENV["PATH"].split(":").any? { |folder| File.exist?("#{folder}/#{program}") } }
    puts "#{@suite}: skipped: there is no #{missing.join(", ")}" unless missing.empty?
    missing.empty?
  end

  def trial(name)
    return unless name.include?(@pattern)

    began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    trial = Trial.new(@heapgate, "/trials/#{name.tr(" ", "-")}")
    result = attempt(trial) { yield trial }
    result.nil? ? @passed += 1 : @failed += 1
    seconds = Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
    puts format("%s: %s: %s (%.1f s)", @suite, name, result || "ok", seconds)
  end

  def attempt(trial)
    yield
    trial.expect_nothing_left
    nil
  rescue StandardError => e
    "FAILED: #{e.message}"
  end

  def puma
    workers = {"single" => [1, ""], "two workers" => [2, "-w 2"], "two workers, preloaded" => [2, "-w 2 --preload"]}
    workers.each do |name, (processes, options)|
      trial("puma --exec #{name}") do |trial|
        trial.exec("exec #{puma_command(trial, "app.ru", options)}")
        trial.expect_only(trial.expect_leaks("shop.rb"), "Shop::")
        trial.expect_meta(processes: processes, fork: FORK, command: /^puma.*#{processes == 1 ? "tcp" : "worker"}/)
      end
      trial("puma --pid #{name}") do |trial|
        trial.attach("TRACED=1 exec #{puma_command(trial, "app.ru", options)}")
        trial.expect_leaks("shop.rb")
        trial.expect_meta(processes: processes, fork: FORK)
      end
    end
  end

  def puma_command(trial, app, options = "")
    "puma -b tcp://127.0.0.1:#{trial.port} -t 3:3 #{options} #{Trial::APPS}/#{app}"
  end

  def threads
    trial("threads") do |trial|
      trial.exec("exec #{puma_command(trial, "threads.ru")}")
      report = trial.expect_leaks("threads.rb")
      next if FORK == "plain" # no thread is left in the child that dumps

      trial.expect_held(report, "Thread" => /root vm/, "Task" => /Thread/, "Ticket" => /Thread/)
    end
  end

  def rails
    trial("rails") do |trial|
      database = "DATABASE_URL=sqlite3:#{trial.folder}/shop.sqlite3"
      trial.exec("RAILS_ENV=production #{database} exec #{puma_command(trial, "rails.ru")}")
      report = trial.expect_leaks("rails.ru")
      trial.expect_held(report, "Audit" => /SQLite3Adapter/, "Step" => /Thread/)
    end
  end

  def foreman
    trial("foreman") do |trial|
      File.write("#{trial.folder}/Procfile",
                 "web: #{puma_command(trial, "app.ru")}\nworker: ruby #{Trial::APPS}/idle.rb\n")
      trial.exec("exec foreman start")
      trial.expect_leaks("shop.rb")
      trial.expect_meta(command: /^puma/)
    end
  end

  def thin
    trial("thin -d") do |trial|
      trial.exec("thin start -d -a 127.0.0.1 -p #{trial.port} -R #{Trial::APPS}/app.ru")
      trial.expect_leaks("shop.rb")
      trial.expect_meta(command: /thin/)
    end
  end

  def sidekiq
    trial("sidekiq") do |trial|
      redis = "redis://127.0.0.1:#{trial.port}/0"
      server = "redis-server --port #{trial.port} --save '' & REDIS_URL=#{redis} exec sidekiq -c 2 -r #{Trial::APPS}/job.rb"
      trial.exec(server, ready: false, more: %w[--process sidekiq],
                         load: "REDIS_URL=#{redis} ruby #{Trial::APPS}/job.rb #{Trial::REQUESTS}")
      report = trial.expect_leaks("job.rb", preset: "sidekiq")
      trial.expect_only(report, "Receipt")
      trial.expect_meta(command: /^sidekiq/)
    end
  end

  def unicorn
    users = {"unicorn" => "", "unicorn, its workers of another user" => "user 'nobody', 'nogroup'\n"}
    users.each do |name, user|
      trial(name) do |trial|
        File.write("#{trial.folder}/unicorn.rb", "worker_processes 2\n#{user}")
        trial.exec("exec unicorn -c unicorn.rb -l 127.0.0.1:#{trial.port} #{Trial::APPS}/app.ru")
        trial.expect_leaks("shop.rb")
        trial.expect_meta(processes: 2, command: /unicorn worker/)
      end
    end
  end

  def webrick
    trial("webrick") do |trial|
      trial.exec("exec rackup -s webrick -o 127.0.0.1 -p #{trial.port} #{Trial::APPS}/app.ru")
      trial.expect_leaks("shop.rb")
      trial.expect_meta(command: /rackup/)
    end
  end

  def shell_script
    trial("a shell script") do |trial|
      File.write("#{trial.folder}/server.sh", "echo booting\n#{puma_command(trial, "app.ru")} &\nwait\n")
      trial.exec("sh server.sh")
      trial.expect_leaks("shop.rb")
      trial.expect_meta(command: /^puma/)
    end
    trial("beside helpers that come and go") do |trial|
      helpers = "while sleep 0.1; do ruby -e 'sleep 0.3'; done &\n"
      File.write("#{trial.folder}/server.sh", "#{helpers}exec #{puma_command(trial, "app.ru")}\n")
      trial.exec("exec sh server.sh", ready: false)
      trial.expect_leaks("shop.rb")
    end
  end

  def passenger
    trial("passenger") do |trial|
      FileUtils.cp(%w[app.ru shop.rb].map { |name| "#{Trial::APPS}/#{name}" }, trial.folder)
      FileUtils.mv("#{trial.folder}/app.ru", "#{trial.folder}/config.ru")
      trial.exec("exec passenger start --engine builtin -a 127.0.0.1 -p #{trial.port}")
      trial.expect_leaks("shop.rb")
    end
  end
end

$stdout.sync = true
exit Matrix.new(ARGV.fetch(0), ARGV.fetch(1), ARGV.fetch(2, "")).run
