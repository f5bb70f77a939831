# frozen_string_literal: true

require_relative "heapgate_boot" # for servers that do not read puma.rb
require_relative "lib/shop"

run Shop::App.new
