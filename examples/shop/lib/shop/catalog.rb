# frozen_string_literal: true

module Shop
  # Compared by identity, so that it may be the key of a Hash at no cost (a Struct may not).
  class Product
    attr_reader :number, :name, :cents

    def initialize(number, name, cents)
      @number = number
      @name = name
      @cents = cents
    end
  end

  # Everything there is to buy, loaded at boot.
  class Catalog
    KINDS = %w[Mug Shirt Poster Notebook Lamp].freeze
    SIZE = 1000

    def initialize
      @products = Array.new(SIZE) do |number|
        Product.new(number, "#{KINDS[number % KINDS.size]} no. #{number}", 500 + number)
      end
    end

    # nil if there is no such product.
    def find(number)
      number = Integer(number, 10, exception: false)
      @products[number] if number && number >= 0
    end
  end
end
