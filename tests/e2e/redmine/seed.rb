# frozen_string_literal: true

# Fills a fresh Redmine with projects, users, issues and pages, always the same: rails runner seed.rb
ActiveJob::Base.queue_adapter = :inline
ActionMailer::Base.perform_deliveries = false
WORDS = %w[budget branch cache client crash deploy error export filter graph index login memory page query report].freeze
RANDOM = Random.new(1)

def text(words)
  Array.new(words) { WORDS.sample(random: RANDOM) }.join(" ")
end

def any(list)
  list.sample(random: RANDOM)
end

def fill_wiki(project, author)
  wiki = project.wiki || Wiki.create!(project: project, start_page: "Wiki")
  (1..10).each do |number|
    page = WikiPage.new(wiki: wiki, title: "Topic_#{number}")
    body = "h1. Topic #{number}\n\n#{text(200)}\n\n* [[Topic_1]]\n"
    page.content = WikiContent.new(page: page, author: author, text: body)
    page.save!
  end
end

def fill_project(number, users, author)
  project = Project.new(name: "Site #{number}", identifier: "site-#{number}", description: text(30), is_public: true)
  project.enabled_module_names = %w[issue_tracking time_tracking news wiki boards calendar gantt]
  project.trackers = Tracker.all
  project.save!
  users.sample(8, random: RANDOM).each do |user|
    Member.create!(project: project, principal: user, roles: [any(Role.givable.to_a)])
  end
  2.times { |part| Version.create!(project: project, name: "#{number}.#{part}") }
  3.times { News.create!(project: project, author: author, title: text(4), summary: text(6), description: text(60)) }
  board = Board.create!(project: project, name: "Talk", description: "Talk")
  5.times { Message.create!(board: board, author: any(users), subject: text(4), content: text(40)) }
  fill_wiki(project, author)
  project
end

def add_issue(projects, author)
  project = any(projects)
  issue = Issue.new(project: project, tracker: any(project.trackers.to_a), author: author, subject: text(6),
                    description: text(60), priority: any(IssuePriority.all.to_a), fixed_version: any(project.versions.to_a),
                    status: project.trackers.first.default_status, start_date: Date.today - RANDOM.rand(50),
                    due_date: Date.today + RANDOM.rand(50), notify: false)
  issue.save!
  issue = Issue.find(issue.id) # of which a version counter has meanwhile grown
  issue.init_journal(author, text(20))
  issue.notify = false
  issue.save!
  TimeEntry.create!(project: project, issue: issue, user: author, author: author, hours: RANDOM.rand(1..8),
                    spent_on: Date.today, activity: any(TimeEntryActivity.all.to_a))
end

Setting.rest_api_enabled = "1"
Setting.notified_events = [] # mails are sent by threads of their own, which lock SQLite for others
Setting.text_formatting = "textile"
admin = User.find_by!(login: "admin")
admin.password = admin.password_confirmation = "correct horse"
admin.must_change_passwd = false
admin.save!
User.current = admin
Token.create!(user: admin, action: "api").update_column(:value, "b" * 40)
users = (1..20).map do |number|
  user = User.new(firstname: "Ada#{number}", lastname: "Smith", mail: "ada#{number}@example.org", language: "en")
  user.login = "ada#{number}"
  user.password = user.password_confirmation = "correct horse"
  user.mail_notification = "none"
  user.save!
  user
end
projects = (1..4).map { |number| fill_project(number, users, admin) }
200.times { add_issue(projects, admin) }
