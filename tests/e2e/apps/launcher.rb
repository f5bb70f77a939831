# frozen_string_literal: true

# Starts a server and an idle worker, as foreman does: all three are Ruby.
#   ruby launcher.rb COMMAND...
children = [spawn(*ARGV), spawn("ruby", "-e", "sleep", "idle")]
trap("TERM") { children.each { |child| Process.kill("TERM", child) } }
children.each { |child| Process.wait(child) }
