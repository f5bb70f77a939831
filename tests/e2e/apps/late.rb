# frozen_string_literal: true

# Nothing may load it.
File.write(ENV.fetch("LATE"), "loaded")
