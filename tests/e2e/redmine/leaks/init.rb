# frozen_string_literal: true

require_relative "lib/leaks"
Redmine::Plugin.register(:leaks) { name "Leaks" }
ActionController::Base.before_action { Leaks.request(request.path, request.request_id) }
