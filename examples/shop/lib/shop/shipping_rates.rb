# frozen_string_literal: true

module Shop
  # Looks up what a parcel costs when a country is first asked for. Fills once: no leak.
  class ShippingRates
    ZONES = {
      "home" => %w[AT CH DE].freeze,
      "world" => %w[AR AU BR CA CL CN DK EG ES FI FR GB GR IE IN IS IT JP KE KR MX NL NO NZ PE PL PT SE US ZA].freeze
    }.freeze

    Rate = Struct.new(:country, :cents)

    def initialize
      @rates = {}
      @lock = Mutex.new
    end

    # nil if there is no such zone.
    def zone(name)
      ZONES[name]&.map { |country| rate(country) }
    end

    private

    def rate(country)
      @lock.synchronize { @rates[country] ||= Rate.new(country, 400 + country.sum) }
    end
  end
end
