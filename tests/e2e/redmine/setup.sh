#!/usr/bin/env bash
# Installs Debian's Redmine in this system, with SQLite and data that are always the same, for puma: setup.sh
# For a bare system that is thrown away. Afterwards /seed.sqlite3 is its database.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
export DEBIAN_FRONTEND=noninteractive RAILS_ENV=production REDMINE_LANG=en
debconf-set-selections <<<"redmine redmine/instances/default/dbconfig-install boolean true
redmine redmine/instances/default/database-type select sqlite3"
apt-get install -y -q --no-install-recommends redmine redmine-sqlite puma ruby-bundler ruby-heapy procps util-linux
echo "  timeout: 30000" >>/etc/redmine/default/database.yml # else SQLite waits for no lock
cd /usr/share/redmine
echo "gem 'puma'" >Gemfile.local
bundle exec rails runner "$here/seed.rb"
cp /var/lib/dbconfig-common/sqlite3/redmine/instances/default/redmine_default /seed.sqlite3
